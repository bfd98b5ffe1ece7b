//! Which format a file has.

use super::{access_log, lis, oracle_general, wc98};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A trace format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Common or Combined Log Format, or the EPA log's variant with days of an unnamed month.
    Log,
    /// CSV with a header.
    Csv,
    /// libCacheSim's `oracleGeneral`.
    OracleGeneral,
    /// The ARC traces' `.lis`.
    Lis,
    /// The 1998 World Cup site's binary log.
    Wc98,
}

impl Format {
    /// Every format with its name in specs and on the command line.
    pub const ALL: [(&'static str, Self); 5] = [
        ("log", Self::Log),
        ("csv", Self::Csv),
        ("oracle-general", Self::OracleGeneral),
        ("lis", Self::Lis),
        ("wc98", Self::Wc98),
    ];

    /// The format's name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name)
    }

    /// Guesses from the beginning of the decoded file, and from its name where the content leaves
    /// a doubt. `None` if it looks like no format.
    pub(super) fn detect<'a>(path: &Path, head: &'a [u8]) -> Option<Self> {
        let text = head.iter().all(|&byte| byte >= b' ' || b"\t\r\n".contains(&byte));
        let bare = |line: &'a [u8]| line.strip_suffix(b"\r").unwrap_or(line);
        let lines = || head.split(|&byte| byte == b'\n').take(100).map(bare);
        if lines().any(|line| access_log::parse(line).is_ok()) {
            return Some(Self::Log);
        }
        if text {
            if lines()
                .filter(|line| !line.trim_ascii().is_empty())
                .take(3)
                .all(|line| lis::parse(line).is_some())
            {
                return Some(Self::Lis);
            }
            return lines().next().filter(|line| line.contains(&b',')).map(|_| Self::Csv);
        }
        if wc98::plausible(head) {
            return Some(Self::Wc98);
        }
        let named = path.to_string_lossy().to_ascii_lowercase().contains("oraclegeneral");
        (named || oracle_general::plausible(head)).then_some(Self::OracleGeneral)
    }
}
