//! Logs and tables: one file a kind, all read line by line through [`Text`].
//!
//! A [`LineParser`] turns a line into an [`Entry`]; which entries are requests, and what their objects
//! are called, is the same for all ([`Judge`]).

pub(in crate::formats) mod access_log;
mod clock;
mod entry;
pub(in crate::formats) mod json;
pub(in crate::formats) mod lines;
pub(in crate::formats) mod lis;
pub(in crate::formats) mod log_format;
mod roles;
pub(in crate::formats) mod table;
mod target;
pub(in crate::formats) mod w3c;

pub use clock::TimeUnit;
pub use entry::Filters;
pub(in crate::formats) use entry::Judge;
pub use log_format::LogFormat;
pub use roles::{Columns, FieldTold, Role};
pub use target::{NameRule, QueryRule};

use super::reader::ReadOptions;
use super::records::{FieldsTold, Record, Records, SkipCounts};
use crate::SourceError;
use entry::Entry;
use lines::Lines;

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
    fn told(&self) -> FieldsTold {
        FieldsTold::default()
    }
}

const BLANK: &str = "blank or overlong line";
const QUOTE_OPEN: &str = "a quote left open";

/// The requests of a log or table.
pub(in crate::formats) struct Text<P> {
    lines: Lines,
    parser: P,
    judge: Judge,
}

impl<P: LineParser> Text<P> {
    pub(in crate::formats) fn new(lines: Lines, parser: P, options: &ReadOptions) -> Self {
        let judge = Judge::new(options.filters.clone(), options.names.clone());
        Self { lines, parser, judge }
    }
}

impl<P: LineParser> Records for Text<P> {
    fn next(&mut self, skipped: &mut SkipCounts) -> Result<Option<Record<'_>>, SourceError> {
        let kept = loop {
            if self.lines.next()?.is_none() {
                skipped.note_left_behind(self.lines.left_behind());
                return Ok(None);
            }
            skipped.records += 1;
            skipped.line = self.lines.number();
            let line = self.lines.current();
            match self.parser.parse(line) {
                Ok(Parsed::Entry(entry)) => {
                    if let Some(kept) = self.judge.judge(&entry, line, skipped) {
                        break kept;
                    }
                    continue;
                }
                Ok(Parsed::Skipped(reason)) => {
                    skipped.skip(reason);
                    continue;
                }
                Ok(Parsed::Nothing) => {
                    skipped.records -= 1;
                    continue;
                }
                Err(reason) => {
                    skipped.malformed(reason);
                    continue;
                }
                Ok(Parsed::Open) => {}
            }
            let parser = &self.parser;
            if !self.lines.join(|joined| parser.is_whole(joined))? {
                skipped.malformed(QUOTE_OPEN);
                continue;
            }
            let line = self.lines.current();
            match self.parser.parse(line) {
                Ok(Parsed::Entry(entry)) => {
                    if let Some(kept) = self.judge.judge(&entry, line, skipped) {
                        break kept;
                    }
                }
                Ok(_) => skipped.malformed(QUOTE_OPEN),
                Err(reason) => skipped.malformed(reason),
            }
        };
        Ok(Some(self.judge.record(kept, self.lines.current())))
    }

    fn told(&self) -> FieldsTold {
        self.parser.told()
    }
}
