//! Time bins of equal width.

use hotset_workloads::SimTime;
use std::ops::{Range, RangeInclusive};

/// A division of a span of time into bins of equal width, the last one possibly cut short. Made by
/// [`Bins::new`] or [`Bins::covering`]: a bin has a width, and there is at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Bins {
    /// Beginning of the first bin.
    pub start: SimTime,
    /// Width of a bin, at least 1 ns.
    pub width_ns: u64,
    /// Number of bins, at least 1.
    pub count: usize,
}

impl Bins {
    /// Times in order, as the ranges of them that are in one bin each.
    pub fn parts(&self, times: &[SimTime]) -> Vec<Range<usize>> {
        let mut parts = Vec::new();
        let mut start = 0;
        while let Some(&first) = times.get(start) {
            let bin = self.index(first);
            let length = times[start..].partition_point(|&time| self.index(time) <= bin);
            parts.push(start..start + length);
            start += length;
        }
        parts
    }

    /// `count` bins from `start` on.
    ///
    /// # Panics
    /// If `width_ns` or `count` is 0.
    pub const fn new(start: SimTime, width_ns: u64, count: usize) -> Self {
        assert!(width_ns > 0, "time bins need a width");
        assert!(count > 0, "there must be at least one time bin");
        Self { start, width_ns, count }
    }

    /// `count` bins, at least one, that cover `start..=end`.
    pub fn covering(start: SimTime, end: SimTime, count: usize) -> Self {
        let count = count.max(1);
        let width_ns = (end.0.saturating_sub(start.0) / count as u64).saturating_add(1);
        Self::new(start, width_ns, count)
    }

    /// The bin of a time; times outside go to the first or the last bin.
    pub fn index(&self, time: SimTime) -> usize {
        let bin = time.0.saturating_sub(self.start.0) / self.width_ns;
        (bin as usize).min(self.count - 1)
    }

    /// Where a bin begins.
    pub fn start_of(&self, bin: usize) -> SimTime {
        SimTime(self.start.0.saturating_add(self.width_ns.saturating_mul(bin as u64)))
    }

    /// The times that go to one of a range of bins, by [`Bins::index`].
    pub(crate) fn times_of(&self, bins: Range<usize>) -> RangeInclusive<u64> {
        if bins.is_empty() {
            return RangeInclusive::new(1, 0);
        }
        // Bins may go on beyond the end of all time.
        let start_of = |bin: usize| {
            let offset_ns = self.width_ns.checked_mul(bin as u64);
            offset_ns.and_then(|offset_ns| self.start.0.checked_add(offset_ns))
        };
        let begin = if bins.start == 0 { Some(0) } else { start_of(bins.start) };
        let Some(begin) = begin else { return RangeInclusive::new(1, 0) };
        match start_of(bins.end).filter(|_| bins.end < self.count) {
            Some(end) => begin..=end - 1,
            None => begin..=u64::MAX,
        }
    }

    /// Width of a bin in seconds.
    pub fn width_s(&self) -> f64 {
        SimTime(self.width_ns).as_s()
    }
}

/// Remembers the last bin, as consecutive times are mostly in the same one.
#[derive(Clone, Debug)]
pub(crate) struct BinCursor {
    bins: Bins,
    bin: usize,
    times: RangeInclusive<u64>,
}

impl BinCursor {
    pub(crate) fn new(bins: Bins) -> Self {
        Self { bins, bin: 0, times: bins.times_of(0..1) }
    }

    pub(crate) fn bins(&self) -> Bins {
        self.bins
    }

    /// The bin of a time, as by [`Bins::index`].
    #[inline]
    pub(crate) fn index(&mut self, at: u64) -> usize {
        if !self.times.contains(&at) {
            self.bin = self.bins.index(SimTime(at));
            self.times = self.bins.times_of(self.bin..self.bin + 1);
        }
        self.bin
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_finds_the_same_bins() {
        for start in [0, 7, u64::MAX - 30, u64::MAX - 25] {
            let bins = Bins::new(SimTime(start), 10, 4);
            let mut cursor = BinCursor::new(bins);
            let near = (0..60).map(|ns| start.saturating_sub(5).saturating_add(ns));
            for at in near.chain([0, u64::MAX, u64::MAX - 1, start, 0]) {
                assert_eq!(cursor.index(at), bins.index(SimTime(at)), "{at} of {bins:?}");
                for range in [0..0, 0..1, 1..3, 2..4, 3..4, 0..4] {
                    let within = bins.times_of(range.clone()).contains(&at);
                    assert_eq!(within, range.contains(&bins.index(SimTime(at))), "{at} {range:?}");
                }
            }
        }
    }
}
