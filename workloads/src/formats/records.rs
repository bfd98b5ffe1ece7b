//! What every format reader hands over.

use crate::{SimTime, SourceError};
use std::collections::BTreeMap;

/// One request as a file tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    pub(super) time: SimTime,
    pub(super) name: Name<'a>,
    pub(super) bytes: u64,
    /// Whether `bytes` is the size of the whole object: not so for a part (206) or a
    /// confirmation that nothing changed (304).
    pub(super) whole: bool,
}

/// How a file names an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Name<'a> {
    Number(u64),
    Text(&'a [u8]),
}

/// A size beyond 1 TiB is garbage; sums of sizes stay exact below it.
pub(super) const BYTES_MAX: u64 = 1 << 40;

/// Why a record with a larger size is malformed.
pub(super) const SIZE_IMPOSSIBLE: &str = "size above 1 TiB";

/// A parser of one format.
pub(super) trait Records: Send {
    /// The next request that a cache could serve; `None` at the end. What was passed over on the
    /// way is noted in `passed_over`.
    fn next(&mut self, passed_over: &mut PassedOver) -> Result<Option<Record<'_>>, SourceError>;

    /// A number that the records do not exceed, if the file's length tells one.
    fn records_max(&self) -> Option<u64> {
        None
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
        passed_over: &mut PassedOver,
    ) -> Result<(), SourceError> {
        let _ = (records, passed_over);
        block.clear();
        Ok(())
    }
}

/// Records in columns.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) time: Vec<SimTime>,
    pub(super) number: Vec<u64>,
    pub(super) bytes: Vec<u64>,
    /// When the object is asked for next, as the file says; empty if it does not.
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

/// What a reader left out, and why.
#[derive(Clone, Debug, Default)]
pub(super) struct PassedOver {
    /// Lines or records seen, kept or not.
    pub(super) records: u64,
    /// Records of the format that are no request a cache could serve, by reason.
    pub(super) skipped: BTreeMap<String, u64>,
    /// Records that do not fit the format, by reason.
    pub(super) malformed: BTreeMap<&'static str, u64>,
    /// Well-formed records with a time earlier than the one before them, kept or not.
    pub(super) stepped_back: u64,
    time_before: SimTime,
}

impl PassedOver {
    /// Reasons are few; should garbage make many, the rest share one name.
    const REASONS_MAX: usize = 64;

    pub(super) fn skip(&mut self, reason: impl Into<String>) {
        let reason = reason.into();
        let known = self.skipped.len() < Self::REASONS_MAX || self.skipped.contains_key(&reason);
        *self.skipped.entry(if known { reason } else { "other".into() }).or_default() += 1;
    }

    /// Notes the time of a well-formed record.
    pub(super) fn at(&mut self, time: SimTime) {
        self.stepped_back += u64::from(time < self.time_before);
        self.time_before = time;
    }

    /// Notes the times of many well-formed records.
    pub(super) fn at_all(&mut self, times: &[SimTime]) {
        let Some((&first, &last)) = times.first().zip(times.last()) else { return };
        let steps = times.array_windows().filter(|[before, after]| after < before).count();
        self.stepped_back += u64::from(first < self.time_before) + steps as u64;
        self.time_before = last;
    }

    pub(super) fn malformed(&mut self, reason: &'static str) {
        *self.malformed.entry(reason).or_default() += 1;
    }
}
