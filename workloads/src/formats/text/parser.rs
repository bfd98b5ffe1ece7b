//! The trait of what reads the lines of one format.

use super::entry::Entry;
use crate::formats::field_mapping::FieldMapping;

/// A line, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::formats) enum Parsed<'a> {
    Entry(Entry<'a>),
    /// No request, and for this reason.
    Skipped(&'static str),
    /// A directive or a comment.
    Nothing,
    /// A quote is open: the line goes on behind its end.
    Open,
}

/// Reads the lines of one format.
pub(in crate::formats) trait LineParser: Send {
    /// Reads a line, or says why it is none of the format.
    fn parse<'a>(&'a mut self, line: &'a [u8]) -> Result<Parsed<'a>, &'static str>;

    /// Whether lines that were joined because a quote was open are whole now.
    fn is_whole(&self, joined: &[u8]) -> bool {
        let _ = joined;
        true
    }

    /// How the fields are read.
    fn field_mapping(&self) -> FieldMapping {
        FieldMapping::default()
    }
}

pub(super) const BLANK: &str = "blank or overlong line";
