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
    /// `count` bins that cover `start..=end`.
    pub fn covering(start: SimTime, end: SimTime, count: usize) -> Self {
        let count = count.max(1);
        let width_ns = (end.0.saturating_sub(start.0) / count as u64).saturating_add(1);
        Self { start, width_ns, count }
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
