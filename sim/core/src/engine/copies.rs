//! Migrated copies: whether they pay off, and when.

use crate::ledger::Bins;
use hotset_workloads::{ObjectId, SimTime};
use rustc_hash::FxHashMap;
use std::ops::AddAssign;

/// What became of the migrated copies that arrived in one time bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CopyStats {
    /// Copies that were read. The first read pays back the bytes that were moved, which would otherwise have
    /// been fetched then.
    pub read: u64,
    /// Sum of the times from arrival to first read.
    pub break_even_ns: u64,
    /// Copies that were never read: the server held the object already, evicted it before a request, or had no
    /// request for it until the end.
    pub wasted: u64,
    /// Their bytes.
    pub wasted_bytes: u64,
}

impl AddAssign for CopyStats {
    fn add_assign(&mut self, other: Self) {
        self.read += other.read;
        self.break_even_ns = self.break_even_ns.saturating_add(other.break_even_ns);
        self.wasted += other.wasted;
        self.wasted_bytes += other.wasted_bytes;
    }
}

/// The copies that one server got.
#[derive(Debug)]
pub(super) struct Copies {
    bins: Bins,
    /// Copies that were not read yet: when they arrived, and their bytes.
    unread: FxHashMap<ObjectId, (u64, u64)>,
    cells: Vec<CopyStats>,
}

impl Copies {
    pub(super) fn new(bins: Bins) -> Self {
        Self { bins, unread: FxHashMap::default(), cells: Vec::new() }
    }

    fn cell(&mut self, arrived: u64) -> &mut CopyStats {
        self.cells.resize(self.bins.count, CopyStats::default());
        let bin = self.bins.index(SimTime(arrived));
        &mut self.cells[bin]
    }

    /// A copy arrives at a server that has the object or not.
    pub(super) fn arrive(&mut self, now: u64, object: ObjectId, bytes: u64, has_it: bool) {
        if has_it {
            self.waste(now, bytes);
        } else if let Some((arrived, bytes)) = self.unread.insert(object, (now, bytes)) {
            self.waste(arrived, bytes);
        }
    }

    /// The object is requested.
    #[inline]
    pub(super) fn look_up(&mut self, now: u64, object: ObjectId, hit: bool) {
        if !self.unread.is_empty() {
            self.looked_up(now, object, hit);
        }
    }

    fn looked_up(&mut self, now: u64, object: ObjectId, hit: bool) {
        let Some((arrived, bytes)) = self.unread.remove(&object) else { return };
        if !hit {
            return self.waste(arrived, bytes);
        }
        let cell = self.cell(arrived);
        cell.read += 1;
        cell.break_even_ns = cell.break_even_ns.saturating_add(now - arrived);
    }

    fn waste(&mut self, arrived: u64, bytes: u64) {
        let cell = self.cell(arrived);
        cell.wasted += 1;
        cell.wasted_bytes += bytes;
    }

    /// By bin, once all is done; empty if there were no copies.
    pub(super) fn finish(mut self) -> Vec<CopyStats> {
        let left: Vec<(u64, u64)> = self.unread.drain().map(|(_, copy)| copy).collect();
        left.into_iter().for_each(|(arrived, bytes)| self.waste(arrived, bytes));
        self.cells
    }
}

/// The copies of all servers, bin by bin.
pub(super) fn sum(servers: impl Iterator<Item = Vec<CopyStats>>) -> Vec<CopyStats> {
    let mut all: Vec<CopyStats> = Vec::new();
    for cells in servers {
        all.resize(all.len().max(cells.len()), CopyStats::default());
        all.iter_mut().zip(cells).for_each(|(all, cell)| *all += cell);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_read_or_wasted() {
        let bins = Bins::new(SimTime(0), 100, 3);
        let mut copies = Copies::new(bins);
        copies.arrive(10, 1, 5, false);
        copies.arrive(20, 2, 7, true);
        copies.arrive(110, 3, 11, false);
        copies.arrive(120, 4, 13, false);
        copies.look_up(130, 1, true);
        copies.look_up(140, 1, true);
        copies.look_up(150, 3, false);
        let first = CopyStats { read: 1, break_even_ns: 120, wasted: 1, wasted_bytes: 7 };
        let second = CopyStats { wasted: 2, wasted_bytes: 24, ..CopyStats::default() };
        assert_eq!(copies.finish(), [first, second, CopyStats::default()]);
    }
}
