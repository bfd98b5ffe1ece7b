//! Verifies the links of a next-access trace while it is replayed.

use super::block::NextAccessBlock;
use super::link_check::{Link, LinkCheck, mix};
use crate::formats::binary::oracle_general::Row;
use crate::formats::options::SizeRule;
use crate::formats::reader::ReadReport;
use crate::formats::record::BYTES_TOTAL_MAX;
use crate::formats::registry::Format;

/// Verifies the links of a next-access trace, block by block: every request but the first of each object is
/// stated by just one earlier request for it, names identify objects, and time does not
/// run backwards. Takes 8 bytes per object, at the end 16.
#[derive(Debug, Default)]
pub struct NextAccessCheck {
    next_access: LinkCheck,
    /// The names of the objects, in the order of their first requests.
    names: Vec<u64>,
    time_s: u32,
    stepped_back: bool,
    bytes: u64,
    first_bytes: u64,
}

impl NextAccessCheck {
    /// Notes the next block, in which the requests at `firsts`, in order, were not stated by
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

    /// Whether something was found already that a next-access trace must not have.
    pub fn is_broken(&self) -> bool {
        self.stepped_back || self.bytes > BYTES_TOTAL_MAX
    }

    /// Whether every object has one size throughout, at the end of a trace whose links hold.
    pub fn has_fixed_sizes(&self) -> bool {
        self.next_access.has_fixed_sizes()
    }

    /// Bytes of the first requests for all objects.
    pub fn first_bytes(&self) -> u64 {
        self.first_bytes
    }

    /// What was read, at the end; `None` if the links do not hold.
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
