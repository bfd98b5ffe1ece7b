//! The layouts of files of counts, recognised from the beginning of a file.

use super::dates::whole_number;
use super::pageviews::{hour_in_name, pageview, plain};
use super::table::{COUNT_NAMES, TIME_NAMES};
use crate::SourceError;
use crate::formats::{Delimiter, Input, split};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The layout of a file of counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SeriesFormat {
    /// A CSV table with a header: one row per name and bin.
    Table,
    /// One count a line, bin after bin.
    Counts,
    /// Wikimedia's hourly page views: `project title views bytes`, the hour in the file's name.
    Pageviews,
}

/// Whether a file, or a folder of them, looks like counts over time rather than like a trace.
///
/// # Errors
/// If it cannot be read.
pub fn is_series(path: &Path) -> Result<bool, SourceError> {
    if path.is_dir() {
        return Ok(true);
    }
    let mut input = Input::open(path)?;
    let head = input.peek(1 << 14)?;
    Ok(detect(path, &head).is_some())
}

pub(super) fn detect(path: &Path, head: &[u8]) -> Option<SeriesFormat> {
    // The last line may be cut.
    let whole = head.iter().rposition(|&byte| byte == b'\n').map_or(head, |end| &head[..end]);
    let mut lines = whole.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii);
    let first = lines.clone().next()?;
    if first.contains(&b',') {
        let header = split(first, Delimiter::Comma);
        let named = |names: &[&str]| {
            header
                .iter()
                .any(|name| names.contains(&&*String::from_utf8_lossy(name).to_lowercase()))
        };
        let found = named(TIME_NAMES) && named(COUNT_NAMES);
        return found.then_some(SeriesFormat::Table);
    }
    let mut filled = lines.by_ref().filter(|line| !line.is_empty()).take(50).peekable();
    filled.peek()?;
    let filled: Vec<&[u8]> = filled.collect();
    if filled.iter().all(|line| whole_number(line).is_some()) {
        return Some(SeriesFormat::Counts);
    }
    // Many a log's lines end with two numbers, too; the hour stands in no log's name and format.
    let views = filled.iter().all(|line| pageview(line).is_some_and(|(name, _)| plain(name)));
    (views && hour_in_name(path).is_some()).then_some(SeriesFormat::Pageviews)
}
