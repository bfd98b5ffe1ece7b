//! A record of a trace file, whatever its format, and the trait of what reads records.

use super::field_mapping::FieldMapping;
use super::malformed::RecordCounts;
use crate::{SimTime, SourceError};

/// One request as a file states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) time: SimTime,
    pub(super) name: Name<'a>,
    pub(super) bytes: u64,
    /// Whether `bytes` is the size of the whole object: not so for a part (206) or a
    /// confirmation that nothing changed (304).
    pub(super) whole: bool,
    /// The object's time to live in seconds; 0 if none is stated.
    pub(super) ttl_s: u32,
    pub(super) kind: Kind,
}

/// What a record is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The object.
    Request,
    /// That caches drop the object.
    Deletion,
}

/// How a file names an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    Number(u64),
    Text(&'a [u8]),
}

/// Later times, 292 years and more after the beginning, leave no room for what happens then.
pub(super) const NS_MAX: u64 = 1 << 63;

/// A size beyond 1 TiB is garbage; sums of sizes stay exact below it.
pub(super) const BYTES_MAX: u64 = 1 << 40;

/// Sums of sizes stay exact up to here, in every class of traffic.
pub(super) const BYTES_TOTAL_MAX: u64 = 1 << 61;

/// Reads the records of one file.
pub(super) trait Records: Send {
    /// The next request that a cache could serve; `None` at the end. What was skipped on the
    /// way is noted in `counts`.
    fn next(&mut self, counts: &mut RecordCounts) -> Result<Option<Record<'_>>, SourceError>;

    /// A number that the records do not exceed, if the file's length gives one.
    fn records_max(&self) -> Option<u64> {
        None
    }

    /// How the fields are read, where they are found out.
    fn field_mapping(&self) -> FieldMapping {
        FieldMapping::default()
    }

    /// Whether [`Records::next_block`] reads this format.
    fn has_blocks(&self) -> bool {
        false
    }

    /// Up to `records` records as a block, fewer only at the end: of formats with records of one
    /// length, objects named by numbers, and nothing to pass over.
    fn next_block(
        &mut self,
        records: usize,
        block: &mut Block,
        counts: &mut RecordCounts,
    ) -> Result<(), SourceError> {
        let _ = (records, counts);
        block.clear();
        Ok(())
    }
}

/// Records in columnar form.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) time: Vec<SimTime>,
    pub(super) number: Vec<u64>,
    pub(super) bytes: Vec<u64>,
    /// When the object is requested next, as the file says; empty if it does not.
    pub(super) next: Vec<u64>,
}

impl Block {
    pub(super) fn len(&self) -> usize {
        self.time.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.time.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.time.clear();
        self.number.clear();
        self.bytes.clear();
        self.next.clear();
    }
}
