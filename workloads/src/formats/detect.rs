//! Which format a file has.

use super::reader::{HEAD_BYTES, ReadOptions};
use super::text::log_format::LogFormat;
use super::text::table::Table;
use super::text::{access_log, lis};
use super::{oracle_general, wc98};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// A trace format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Common or Combined Log Format, or the EPA log's variant with days of an unnamed month.
    Log,
    /// JSON lines with named fields.
    Json,
    /// W3C extended log format: IIS, CloudFront.
    W3c,
    /// Squid's native format, which Apache Traffic Server has, too.
    Squid,
    /// Amazon's application load balancer.
    Alb,
    /// Amazon's classic load balancer.
    Elb,
    /// Amazon's object store.
    S3,
    /// The string that a server was configured with.
    LogFormat,
    /// A table: CSV, or with another delimiter.
    Csv,
    /// libCacheSim's `oracleGeneral`.
    OracleGeneral,
    /// The ARC traces' `.lis`.
    Lis,
    /// The 1998 World Cup site's binary log.
    Wc98,
    /// A dense trace, in a folder.
    Dense,
}

/// How much of a binary file is looked at.
const BINARY_BYTES: usize = 1 << 16;

/// Lines at the beginning of a file that are looked at.
const LINES: usize = 100;

impl Format {
    /// Every format that can be named, with its name in specs and on the command line.
    pub const ALL: [(&'static str, Self); 11] = [
        ("log", Self::Log),
        ("json", Self::Json),
        ("w3c", Self::W3c),
        ("squid", Self::Squid),
        ("alb", Self::Alb),
        ("elb", Self::Elb),
        ("s3", Self::S3),
        ("csv", Self::Csv),
        ("oracle-general", Self::OracleGeneral),
        ("lis", Self::Lis),
        ("wc98", Self::Wc98),
    ];

    /// The format's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::LogFormat => "log format",
            Self::Dense => "dense",
            _ => Self::ALL.iter().find(|(_, format)| *format == self).map_or("", |(name, _)| name),
        }
    }

    /// Whether it is what a server logs, with the bytes that it sent.
    pub fn is_log(self) -> bool {
        !matches!(self, Self::Csv | Self::OracleGeneral | Self::Lis | Self::Dense)
    }

    /// Whether its fields have names that can be given.
    pub(super) fn has_columns(self) -> bool {
        matches!(self, Self::Csv | Self::Json | Self::W3c)
    }

    /// The formats of a fixed layout that are read as strings of nginx.
    pub(super) fn layout(self) -> Option<LogFormat> {
        let name = match self {
            Self::Squid | Self::Alb | Self::Elb | Self::S3 => self.name(),
            _ => return None,
        };
        LogFormat::named(name)
    }

    /// Guesses from the beginning of the decoded file, and from its name where the content leaves
    /// a doubt.
    ///
    /// # Errors
    /// If it looks like no format: what comes nearest, and what would help.
    pub(super) fn detect(path: &Path, head: &[u8], options: &ReadOptions) -> Result<Self, String> {
        if options.log_format.is_some() {
            return Ok(Self::LogFormat);
        }
        if let Some(what) = utf_16(head).or_else(|| packed(head)) {
            return Err(what);
        }
        let lines = head_lines(head);
        if let Some(log) = log_of(&lines) {
            return Ok(log);
        }
        let text = head.iter().all(|&byte| byte >= b' ' || b"\t\r\n".contains(&byte));
        if text {
            return text_of(&lines, options);
        }
        // More of it would only show more that is out of order.
        let head = &head[..head.len().min(BINARY_BYTES)];
        if wc98::plausible(head) {
            return Ok(Self::Wc98);
        }
        let named = path.to_string_lossy().to_ascii_lowercase().contains("oraclegeneral");
        if named || oracle_general::plausible(head) {
            return Ok(Self::OracleGeneral);
        }
        Err(format!(
            "looks like no known format: it is binary, and its records are neither those of \
             oracle-general (24 bytes, times that do not fall) nor of wc98 (20 bytes, times in 1998); \
             name the format with --format, or with workload.format in a spec ({})",
            names()
        ))
    }
}

/// The names of all formats.
fn names() -> String {
    let names: Vec<&str> = Format::ALL.iter().map(|(name, _)| *name).collect();
    names.join(", ")
}

/// The first lines of a file, the last of which may have been cut.
pub(super) fn head_lines(head: &[u8]) -> Vec<Vec<u8>> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let bare = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    let mut lines: Vec<Vec<u8>> =
        head.split(|&byte| byte == b'\n').take(LINES + 1).map(bare).collect();
    // Behind the last line end, or cut.
    let is_cut = head.len() >= HEAD_BYTES || lines.len() > LINES;
    if lines.len() > 1 && (is_cut || lines.last().is_some_and(Vec::is_empty)) {
        lines.pop();
    }
    lines
}

/// Text in UTF-16 has a mark, or zeros in every second byte.
fn utf_16(head: &[u8]) -> Option<String> {
    let marked = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    let pairs = head[..head.len().min(512)].as_chunks::<2>().0;
    let ascii = |byte: u8| (b' '..0x7f).contains(&byte) || b"\t\r\n".contains(&byte);
    let zeros = pairs.len() >= 8
        && (pairs.iter().all(|&[low, high]| high == 0 && ascii(low))
            || pairs.iter().all(|&[high, low]| high == 0 && ascii(low)));
    (marked || zeros).then(|| {
        "is text in UTF-16; expected UTF-8: convert it, as with iconv -f UTF-16 -t UTF-8".to_owned()
    })
}

/// Archives, and what is compressed in ways that are not read.
fn packed(head: &[u8]) -> Option<String> {
    let what = match head {
        [0xfd, b'7', b'z', b'X', b'Z', ..] => "compressed by xz",
        [b'B', b'Z', b'h', ..] => "compressed by bzip2",
        [b'P', b'K', 3, 4, ..] => "a zip archive",
        [b'7', b'z', 0xbc, 0xaf, ..] => "a 7z archive",
        [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd, ..] => "compressed twice",
        _ if head.get(257..262) == Some(b"ustar") => "a tar archive",
        _ => return None,
    };
    Some(format!("is {what}; expected a plain file, or one compressed by gzip or zstd"))
}

/// A log that can be told by single lines.
fn log_of(lines: &[Vec<u8>]) -> Option<Format> {
    if lines.iter().any(|line| access_log::parse(line).is_ok()) {
        return Some(Format::Log);
    }
    let filled = || lines.iter().filter(|line| !line.trim_ascii().is_empty());
    let first_object = filled().find(|line| line.trim_ascii() != b"[");
    if first_object.is_some_and(|line| line.trim_ascii().starts_with(b"{")) {
        return Some(Format::Json);
    }
    let directive =
        |line: &Vec<u8>| line.starts_with(b"#Fields:") || line.starts_with(b"#Version:");
    if lines.iter().any(directive) {
        return Some(Format::W3c);
    }
    [Format::Squid, Format::Alb, Format::Elb, Format::S3]
        .into_iter()
        .find(|format| format.layout().is_some_and(|layout| layout.fits(lines)))
}

/// A table of some kind.
fn text_of(lines: &[Vec<u8>], options: &ReadOptions) -> Result<Format, String> {
    let filled: Vec<&Vec<u8>> =
        lines.iter().filter(|line| !line.trim_ascii().is_empty()).take(3).collect();
    if !filled.is_empty() && filled.iter().all(|line| lis::parse(line).is_some()) {
        return Ok(Format::Lis);
    }
    let table = match Table::of(lines, options) {
        Ok(_) => return Ok(Format::Csv),
        Err(error) => error,
    };
    let first: String = String::from_utf8_lossy(lines.first().map_or(&[][..], Vec::as_slice))
        .chars()
        .take(80)
        .collect();
    let log = lines.first().and_then(|line| access_log::parse(line).err()).unwrap_or("no line");
    Err(format!(
        "looks like no known format; it begins with {:?}. As a table, it {table}. As an access log: \
         {log}; give the string that the server was configured with by --log-format. Or name a format \
         with --format, or with workload.format in a spec ({})",
        first,
        names()
    ))
}
