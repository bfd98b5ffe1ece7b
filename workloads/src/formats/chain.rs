//! The requests of a trace, each with the number of the next one for its object.
//!
//! libCacheSim's `oracleGeneral` tells next accesses. Where they are right, what is known of an
//! object can be handed from each request to the next, and no name has to be looked up. They are
//! not taken on trust: a [`NextAccessCheck`] compares them with what comes, and what was made of a chain
//! that does not hold is to be thrown away.

use super::input::Input;
use super::next_access::{Link, NextAccess, mix};
use super::oracle_general::{RECORD_BYTES, Row};
use super::reader::{BYTES_TOTAL_MAX, ReadOptions, ReadReport, SizeRule};
use super::{Columns, Format};
use crate::SourceError;
use std::path::Path;

/// The next request of an object that is not asked for again.
pub const NO_NEXT: u32 = u32::MAX;

/// A request of a chain.
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
    records: Vec<u8>,
    /// The number of the first of them.
    first: u64,
    /// What the file calls its first record: 0 or 1.
    origin: u64,
    records_max: u64,
}

impl NextAccessBlock {
    /// Requests of a block; the last one of a trace can have fewer.
    pub const REQUESTS: usize = 1 << 14;

    fn rows(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        self.records.as_chunks().0.iter().map(Row)
    }

    /// The requests.
    #[inline]
    pub fn requests(&self) -> impl ExactSizeIterator<Item = NextAccessRequest> + '_ {
        let (first, origin, records_max) = (self.first, self.origin, self.records_max);
        self.rows().enumerate().map(move |(index, row)| {
            let told = row.next().wrapping_sub(origin);
            let may_be = told > first + index as u64 && told < records_max;
            NextAccessRequest {
                bytes: row.bytes(),
                next: if may_be { told as u32 } else { NO_NEXT },
            }
        })
    }
}

/// Reads a trace that tells the next request of every object.
pub struct NextAccessTrace {
    input: Input,
    origin: u64,
    records_max: u64,
    /// Requests read so far.
    read: u64,
}

/// Longer traces are left to others: what is under way is then counted in 32 bits.
const REQUESTS_MAX: u64 = 1 << 31;

/// How much of a file is looked at to see from what it counts its records.
const ORIGIN_BYTES: usize = RECORD_BYTES << 15;

impl NextAccessTrace {
    /// Opens a trace; `None` if it is none of the kind, or to be read in some other way. Where that
    /// is due to something wrong with it, a [`TraceReader`](super::TraceReader) will say what.
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
        let head = input.peek(ORIGIN_BYTES)?;
        let is_one = options.format.is_some()
            || Format::detect(path, &head, options) == Ok(Format::OracleGeneral);
        let Some(bytes) = input.plain_bytes().filter(|_| is_one) else { return Ok(None) };
        let records_max = bytes / RECORD_BYTES as u64;
        let whole = bytes.is_multiple_of(RECORD_BYTES as u64) && records_max < REQUESTS_MAX;
        let found = origin(&head).filter(|_| whole);
        Ok(found.map(|origin| Self { input, origin, records_max, read: 0 }))
    }

    /// How many requests there are.
    pub fn requests(&self) -> usize {
        self.records_max as usize
    }

    /// Reads the next block; `false` at the end.
    ///
    /// # Errors
    /// What broke, and where.
    pub fn next(&mut self, block: &mut NextAccessBlock) -> Result<bool, SourceError> {
        self.input.records(RECORD_BYTES, NextAccessBlock::REQUESTS, &mut block.records)?;
        (block.first, block.origin) = (self.read, self.origin);
        block.records_max = self.records_max;
        self.read += block.rows().len() as u64;
        Ok(block.rows().len() > 0)
    }
}

/// What a file calls its first record, going by the records in its head; `None` if neither 0 nor 1 is
/// right for them, or if they do not tell.
fn origin(head: &[u8]) -> Option<u64> {
    let (rows, _) = head.as_chunks();
    let right = |origin: u64| {
        let mut told = 0;
        let all = rows.iter().map(Row).enumerate().all(|(index, row)| {
            let next = row.next().wrapping_sub(origin);
            let Some(there) = usize::try_from(next).ok().and_then(|next| rows.get(next)) else {
                return true;
            };
            told += 1;
            let object_at = |at: usize| rows.get(at).map(|row| Row(row).object());
            // Of one object alone, every later record would do.
            let passes_one = next > index as u64 + 1 && object_at(index + 1) == Some(row.object());
            next > index as u64 && Row(there).object() == row.object() && !passes_one
        });
        all && told > 0
    };
    [0, 1].into_iter().find(|&origin| right(origin))
}

/// Checks that a chain holds, block by block: every request but the first of each object is what
/// just one earlier request for it told, objects are told apart by their names, and time does not
/// run backwards. Takes 8 bytes an object, at the end 16.
#[derive(Debug, Default)]
pub struct NextAccessCheck {
    next_access: NextAccess,
    /// What the objects are called, in the order of their first requests.
    names: Vec<u64>,
    time_s: u32,
    stepped_back: bool,
    bytes: u64,
    first_bytes: u64,
}

impl NextAccessCheck {
    /// Takes note of the next block, in which the requests at `firsts`, in order, were not told by
    /// any before them.
    pub fn note(&mut self, block: &NextAccessBlock, firsts: &[u32]) {
        let (rows, _) = block.records.as_chunks();
        for &first in firsts {
            let row = Row(&rows[first as usize]);
            self.names.push(row.object());
            self.first_bytes += u64::from(row.bytes());
            let record = block.first + u64::from(first);
            self.next_access.note_first(row.object(), u64::from(row.bytes()), record);
        }
        let (mut time, mut stepped_back, mut bytes) = (self.time_s, false, 0);
        let links = block.rows().map(|row| {
            stepped_back |= row.time_s() < time;
            time = row.time_s();
            bytes += u64::from(row.bytes());
            let next = row.next().wrapping_sub(block.origin);
            Link { object: row.object(), next, bytes: u64::from(row.bytes()) }
        });
        self.next_access.note(links, block.records_max);
        self.time_s = time;
        self.stepped_back |= stepped_back;
        self.bytes += bytes;
    }

    /// Whether something was found already that a chain must not have.
    pub fn is_broken(&self) -> bool {
        self.stepped_back || self.bytes > BYTES_TOTAL_MAX
    }

    /// Whether every object has one size throughout, at the end of a chain that holds.
    pub fn has_fixed_sizes(&self) -> bool {
        self.next_access.has_fixed_sizes()
    }

    /// Bytes of the first requests for all objects.
    pub fn first_bytes(&self) -> u64 {
        self.first_bytes
    }

    /// What was read, at the end; `None` if the chain does not hold.
    pub fn report(self) -> Option<ReadReport> {
        let requests = self.next_access.records();
        let twice = has_one_twice(&self.names);
        let holds = !twice && !self.is_broken() && self.next_access.holds();
        holds.then(|| ReadReport {
            records: requests,
            requests,
            objects: self.names.len() as u64,
            logged_bytes: self.bytes,
            bytes: self.bytes,
            next_access_holds: Some(true),
            ..ReadReport::new(Format::OracleGeneral, SizeRule::AsLogged)
        })
    }
}

/// Whether a name is among these twice. They are divided by their hashes into parts small enough for
/// the first caches, and sorted there.
fn has_one_twice(names: &[u64]) -> bool {
    const PART: usize = 512;
    let bits = (names.len() / PART + 1).next_power_of_two().trailing_zeros();
    let part = |name: u64| (mix(name) & ((1 << bits) - 1)) as usize;
    // Where each part ends, and, while it is filled, how far it is.
    let mut ends = vec![0usize; (1 << bits) + 1];
    names.iter().for_each(|&name| ends[part(name) + 1] += 1);
    for index in 0..1 << bits {
        ends[index + 1] += ends[index];
    }
    let mut divided = vec![0; names.len()];
    for &name in names {
        let end = &mut ends[part(name)];
        divided[*end] = name;
        *end += 1;
    }
    let mut begin = 0;
    ends[..1 << bits].iter().any(|&end| {
        let part = &mut divided[begin..end];
        begin = end;
        part.sort_unstable();
        part.array_windows().any(|[one, other]| one == other)
    })
}
