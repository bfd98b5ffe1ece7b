//! A trace file that links every request to the next one for the same object, open.

use super::block::NextAccessBlock;
use crate::SourceError;
use crate::formats::binary::oracle_general::{RECORD_BYTES, Row};
use crate::formats::detection::recognise;
use crate::formats::head::Head;
use crate::formats::input::Input;
use crate::formats::options::{ReadOptions, SizeRule};
use crate::formats::registry::Format;
use crate::formats::text::Columns;
use std::path::Path;

/// Reads a trace that states the next request of every object.
pub struct NextAccessTrace {
    input: Input,
    origin: u64,
    records_max: u64,
    /// Requests read so far.
    read: u64,
}

/// Longer traces are left to other readers: state in flight is counted in 32 bits.
const REQUESTS_MAX: u64 = 1 << 31;

/// How much of a file is looked at to see from what it counts its records.
const ORIGIN_BYTES: usize = RECORD_BYTES << 15;

impl NextAccessTrace {
    /// Opens a trace; `None` if it is none of the kind, or to be read in some other way. Where that
    /// is due to something wrong with it, a [`TraceReader`](crate::formats::TraceReader) will say what.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn open(path: &Path, options: &ReadOptions) -> Result<Option<Self>, SourceError> {
        let as_it_is = options.columns == Columns::default()
            && options.log_format.is_none()
            && options.sizes.is_none_or(|sizes| sizes == SizeRule::AsLogged);
        if !as_it_is || options.format.is_some_and(|format| format != Format::OracleGeneral) {
            return Ok(None);
        }
        let mut input = Input::open(path)?;
        let bytes = input.peek(ORIGIN_BYTES)?;
        let head = Head::of(path, &input, bytes);
        let is_one =
            options.format.is_some() || recognise(&head, options) == Ok(Format::OracleGeneral);
        let Some(bytes) = input.plain_bytes().filter(|_| is_one) else { return Ok(None) };
        let records_max = bytes / RECORD_BYTES as u64;
        let whole = bytes.is_multiple_of(RECORD_BYTES as u64) && records_max < REQUESTS_MAX;
        let found = origin(head.bytes()).filter(|_| whole);
        Ok(found.map(|origin| Self { input, origin, records_max, read: 0 }))
    }

    /// How many requests there are.
    pub fn requests(&self) -> usize {
        self.records_max as usize
    }

    /// Reads the next block; `false` at the end.
    ///
    /// # Errors
    /// The error, and where it is.
    pub fn next(&mut self, block: &mut NextAccessBlock) -> Result<bool, SourceError> {
        self.input.records(RECORD_BYTES, NextAccessBlock::REQUESTS, &mut block.records)?;
        (block.first, block.origin) = (self.read, self.origin);
        block.records_max = self.records_max;
        self.read += block.rows().len() as u64;
        Ok(block.rows().len() > 0)
    }
}

/// The number that a file gives its first record, going by the records in its head; `None` if neither 0 nor 1 is
/// right for them, or if they do not say.
fn origin(head: &[u8]) -> Option<u64> {
    let (rows, _) = head.as_chunks();
    let right = |origin: u64| {
        let mut stated = 0;
        let all = rows.iter().map(Row).enumerate().all(|(index, row)| {
            let next = row.next().wrapping_sub(origin);
            let Some(there) = usize::try_from(next).ok().and_then(|next| rows.get(next)) else {
                return true;
            };
            stated += 1;
            let object_at = |at: usize| rows.get(at).map(|row| Row(row).object());
            // Of one object alone, every later record would do.
            let passes_one = next > index as u64 + 1 && object_at(index + 1) == Some(row.object());
            next > index as u64 && Row(there).object() == row.object() && !passes_one
        });
        all && stated > 0
    };
    [0, 1].into_iter().find(|&origin| right(origin))
}
