//! The records of a log or a table, read line by line.

use super::filter::RequestFilter;
use super::lines::Lines;
use super::parser::{LineParser, Parsed};
use crate::SourceError;
use crate::formats::field_mapping::FieldMapping;
use crate::formats::input::Input;
use crate::formats::malformed::RecordCounts;
use crate::formats::options::ReadOptions;
use crate::formats::record::{Record, Records};

const QUOTE_OPEN: &str = "a quote left open";

/// The requests of a log or table.
pub(in crate::formats) struct LineRecords<P> {
    lines: Lines,
    parser: P,
    filter: RequestFilter,
}

impl<P: LineParser + 'static> LineRecords<P> {
    /// The records of a file that a parser reads.
    pub(in crate::formats) fn open(
        input: Input,
        parser: P,
        options: &ReadOptions,
    ) -> Box<dyn Records> {
        let filter = RequestFilter::new(options.filters.clone(), options.names.clone());
        Box::new(Self { lines: Lines::new(input), parser, filter })
    }
}

impl<P: LineParser> Records for LineRecords<P> {
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError> {
        let kept = loop {
            if self.lines.next()?.is_none() {
                counts.note_left_behind(self.lines.left_behind());
                return Ok(None);
            }
            counts.records += 1;
            counts.line = self.lines.number();
            let line = self.lines.current();
            match self.parser.parse(line) {
                Ok(Parsed::Entry(entry)) => {
                    if let Some(kept) = self.filter.accept(&entry, line, counts) {
                        break kept;
                    }
                    continue;
                }
                Ok(Parsed::Skipped(reason)) => {
                    counts.skip(reason);
                    continue;
                }
                Ok(Parsed::Nothing) => {
                    counts.records -= 1;
                    continue;
                }
                Err(reason) => {
                    counts.malformed(reason);
                    continue;
                }
                Ok(Parsed::Open) => {}
            }
            let parser = &self.parser;
            if !self.lines.join(|joined| parser.is_whole(joined))? {
                counts.malformed(QUOTE_OPEN);
                continue;
            }
            let line = self.lines.current();
            match self.parser.parse(line) {
                Ok(Parsed::Entry(entry)) => {
                    if let Some(kept) = self.filter.accept(&entry, line, counts) {
                        break kept;
                    }
                }
                Ok(_) => counts.malformed(QUOTE_OPEN),
                Err(reason) => counts.malformed(reason),
            }
        };
        Ok(Some(self.filter.record(kept, self.lines.current())))
    }

    fn field_mapping(&self) -> FieldMapping {
        self.parser.field_mapping()
    }
}
