//! Requests that link to the next one for the same object, in blocks.

use crate::formats::binary::oracle_general::Row;

/// The next request of an object that is not requested again.
pub const NO_NEXT: u32 = u32::MAX;

/// A request of a next-access trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextAccessRequest {
    /// Its size in bytes.
    pub bytes: u32,
    /// The number of the next request for the object, larger than its own, or [`NO_NEXT`].
    pub next: u32,
}

/// Requests in the order of the trace.
#[derive(Debug, Default)]
pub struct NextAccessBlock {
    pub(super) records: Vec<u8>,
    /// The number of the first of them.
    pub(super) first: u64,
    /// The number that the file gives its first record: 0 or 1.
    pub(super) origin: u64,
    pub(super) records_max: u64,
}

impl NextAccessBlock {
    /// Requests of a block; the last one of a trace can have fewer.
    pub const REQUESTS: usize = 1 << 14;

    pub(super) fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.records.as_chunks().0.iter().map(Row)
    }

    /// The requests.
    #[inline]
    pub fn requests(&self) -> impl ExactSizeIterator<Item = NextAccessRequest> + '_ {
        let (first, origin, records_max) = (self.first, self.origin, self.records_max);
        self.rows().enumerate().map(move |(index, row)| {
            let stated = row.next().wrapping_sub(origin);
            let may_be = stated > first + index as u64 && stated < records_max;
            NextAccessRequest {
                bytes: row.bytes(),
                next: if may_be { stated as u32 } else { NO_NEXT },
            }
        })
    }
}
