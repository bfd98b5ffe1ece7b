//! Requests and bytes over time.

use crate::{RequestBatch, SimTime};

/// Requests and bytes in time bins of equal width, whose edges are whole multiples of the width:
/// for hours, the hours of the clock.
#[derive(Clone, Debug)]
pub struct RateSeries {
    width_ns: u64,
    /// Where bins are counted from: time 0, or where a series of counts begins.
    origin_ns: u64,
    /// Number of the first bin since the origin.
    first: Option<u64>,
    /// Requests and bytes of each bin.
    bins: Vec<(u64, u64)>,
}

impl RateSeries {
    /// No more bins than this are kept: beyond it the width doubles as often as it takes.
    pub const BINS_MAX: usize = 100_000;

    /// An empty series; `width_ns` must be positive.
    pub fn new(width_ns: u64) -> Self {
        Self { width_ns: width_ns.max(1), origin_ns: 0, first: None, bins: Vec::new() }
    }

    /// A series of counts, bin by bin from `start` on; without sizes. No more than
    /// [`Self::BINS_MAX`] of them are requested.
    pub fn of_counts(start: SimTime, width_ns: u64, counts: &[u64]) -> Self {
        let mut series = Self::new(width_ns);
        series.origin_ns = start.0;
        series.first = Some(0);
        series.bins = counts.iter().map(|&count| (count, 0)).collect();
        series
    }

    /// Counts requests; they come in time order.
    pub fn add(&mut self, batch: &RequestBatch) {
        for (time, &bytes) in batch.time.iter().zip(&batch.bytes) {
            while self.index(*time) >= Self::BINS_MAX {
                self.coarsen();
            }
            let index = self.index(*time);
            if index >= self.bins.len() {
                self.bins.resize(index + 1, (0, 0));
            }
            let bin = &mut self.bins[index];
            *bin = (bin.0 + 1, bin.1.saturating_add(bytes));
        }
    }

    fn index(&mut self, time: SimTime) -> usize {
        let bin = time.0.saturating_sub(self.origin_ns) / self.width_ns;
        let first = *self.first.get_or_insert(bin);
        usize::try_from(bin.saturating_sub(first)).unwrap_or(usize::MAX)
    }

    /// Doubles the width.
    fn coarsen(&mut self) {
        let first = self.first.unwrap_or(0);
        let shift = (first % 2) as usize;
        let mut merged = vec![(0, 0); (self.bins.len() + shift).div_ceil(2)];
        for (index, bin) in self.bins.iter().enumerate() {
            let into: &mut (u64, u64) = &mut merged[(index + shift) / 2];
            *into = (into.0 + bin.0, into.1.saturating_add(bin.1));
        }
        self.bins = merged;
        self.first = Some(first / 2);
        self.width_ns = self.width_ns.saturating_mul(2);
    }

    /// Width of a bin in nanoseconds.
    pub fn width_ns(&self) -> u64 {
        self.width_ns
    }

    /// Width of a bin in seconds.
    pub fn width_s(&self) -> f64 {
        SimTime(self.width_ns).as_s()
    }

    /// Beginning of the first bin.
    pub fn start(&self) -> SimTime {
        let since = self.first.unwrap_or(0).saturating_mul(self.width_ns);
        SimTime(self.origin_ns.saturating_add(since))
    }

    /// Requests and bytes of each bin.
    pub fn bins(&self) -> &[(u64, u64)] {
        &self.bins
    }

    /// Requests in the busiest bin over those in the average one; 0 without requests.
    pub fn peak_to_mean(&self) -> f64 {
        let total: u64 = self.bins.iter().map(|bin| bin.0).sum();
        let peak = self.bins.iter().map(|bin| bin.0).max().unwrap_or(0);
        if total == 0 { 0.0 } else { peak as f64 * self.bins.len() as f64 / total as f64 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Request;

    fn batch(seconds: &[u64]) -> RequestBatch {
        let mut batch = RequestBatch::default();
        for &s in seconds {
            batch.push(Request {
                time: SimTime::from_s(s),
                object: 0,
                bytes: 10,
                ..Request::default()
            });
        }
        batch
    }

    #[test]
    fn bins_lie_on_the_clock_and_gaps_count() {
        let mut series = RateSeries::new(60 * SimTime::NS_PER_S);
        series.add(&batch(&[59, 61, 62, 63, 185]));
        assert_eq!(series.bins(), [(1, 10), (3, 30), (0, 0), (1, 10)]);
        assert_eq!(series.start(), SimTime(0));
        assert_eq!(series.peak_to_mean(), 3.0 * 4.0 / 5.0);
    }

    #[test]
    fn a_long_trace_gets_wider_bins_not_more_memory() {
        let mut series = RateSeries::new(1);
        series.add(&batch(&[1, 2, 3]));
        assert!(series.bins().len() <= RateSeries::BINS_MAX);
        assert_eq!(series.bins().iter().map(|bin| bin.0).sum::<u64>(), 3);
        assert!(series.width_s() > 1e-9);
    }
}
