//! Time bins of equal width.

use hotset_workloads::SimTime;

/// A division of a span of time into bins of equal width, the last one possibly cut short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bins {
    /// Beginning of the first bin.
    pub start: SimTime,
    /// Width of a bin, at least 1 ns.
    pub width_ns: u64,
    /// Number of bins, at least 1.
    pub count: usize,
}

impl Bins {
    /// More bins than this would make series that nobody can hold.
    pub const COUNT_MAX: usize = 1 << 20;

    /// `count` bins that cover `start..=end`.
    pub fn covering(start: SimTime, end: SimTime, count: usize) -> Self {
        let count = count.clamp(1, Self::COUNT_MAX);
        let width_ns = (end.0.saturating_sub(start.0) / count as u64).saturating_add(1);
        Self { start, width_ns, count }
    }

    /// Bins of the given width that cover `start..=end`; as many as are needed, at most
    /// [`Self::COUNT_MAX`] (the width then grows).
    pub fn of_width(start: SimTime, end: SimTime, width_ns: u64) -> Self {
        let span_ns = end.0.saturating_sub(start.0);
        let width_ns = width_ns.max(1).max(span_ns / Self::COUNT_MAX as u64 + 1);
        Self { start, width_ns, count: (span_ns / width_ns + 1) as usize }
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

    /// Width of a bin in seconds.
    pub fn width_s(&self) -> f64 {
        SimTime(self.width_ns).as_s()
    }
}
