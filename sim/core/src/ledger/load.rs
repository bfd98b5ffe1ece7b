//! What the load over time asks of the servers: peaks, percentiles, reserve, balance.

use super::Ledger;
use std::ops::Range;

/// Load figures of a layout, from the bytes that each server sends in each time bin.
///
/// Every server must carry its own peak, so peaks and capacities are taken server by server and
/// added up, and then compared with the mean of all: consolidation shows in these sums.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Mean load of all servers together.
    pub mean_bytes_per_s: f64,
    /// Sum of the servers' peaks over the mean.
    pub peak_to_mean: f64,
    /// Sum of the servers' 95th percentiles (burstable billing, THEORY 6.3).
    pub p95_bytes_per_s: f64,
    /// Sum of the servers' 99th percentiles.
    pub p99_bytes_per_s: f64,
    /// Capacity held above the mean, over the mean: each server has the least capacity that its
    /// load exceeds with at most the overflow probability.
    pub reserve: f64,
    /// `1 / (1 + reserve)`: the mean load over the capacity held.
    pub utilisation: f64,
    /// Mean load of the busiest server over that of the average one.
    pub imbalance: f64,
    /// Jain's fairness index of the servers' mean loads: 1 if all are alike, 1/n if one does all.
    pub jain: f64,
}

impl Load {
    /// The load in a range of bins. `overflow` is the probability with which a server's load may
    /// exceed its capacity, counted strictly (THEORY 9).
    pub fn of(ledger: &Ledger, bins: Range<usize>, overflow: f64) -> Self {
        let count = bins.len();
        if count == 0 {
            return Self::default();
        }
        let per_s = 1.0 / ledger.bins().width_s();
        let mut sums = Sums::default();
        let mut bytes: Vec<u64> = Vec::with_capacity(count);
        for server in 0..ledger.servers() {
            bytes.clear();
            bytes.extend(ledger.load_bytes(server, bins.clone()));
            bytes.sort_unstable();
            sums.add(&bytes, overflow);
        }
        sums.load(ledger.servers() as f64, count as f64, per_s)
    }
}

/// Sums over servers, in bytes a bin.
#[derive(Default)]
struct Sums {
    bytes: f64,
    bytes_squared: f64,
    bytes_max: f64,
    peak: f64,
    p95: f64,
    p99: f64,
    capacity: f64,
}

impl Sums {
    /// Adds a server, given its sorted bins.
    fn add(&mut self, sorted: &[u64], overflow: f64) {
        let bytes: u64 = sorted.iter().sum();
        let bytes = bytes as f64;
        self.bytes += bytes;
        self.bytes_squared += bytes * bytes;
        self.bytes_max = self.bytes_max.max(bytes);
        self.peak += sorted.last().copied().unwrap_or(0) as f64;
        self.p95 += p95_of(sorted) as f64;
        self.p99 += quantile_above(sorted, 1, 100) as f64;
        self.capacity += reserve_capacity(sorted, overflow) as f64;
    }

    fn load(&self, servers: f64, bins: f64, per_s: f64) -> Load {
        let mean = self.bytes / bins;
        let over_mean = |value: f64| if mean > 0.0 { value / mean } else { 0.0 };
        let reserve = (over_mean(self.capacity) - 1.0).max(0.0);
        Load {
            mean_bytes_per_s: mean * per_s,
            peak_to_mean: over_mean(self.peak),
            p95_bytes_per_s: self.p95 * per_s,
            p99_bytes_per_s: self.p99 * per_s,
            reserve,
            utilisation: 1.0 / (1.0 + reserve),
            imbalance: if self.bytes > 0.0 { self.bytes_max * servers / self.bytes } else { 0.0 },
            jain: if self.bytes_squared > 0.0 {
                self.bytes * self.bytes / (servers * self.bytes_squared)
            } else {
                0.0
            },
        }
    }
}

/// The 95th percentile as it is billed: the top 5 % of the samples, rounded down, are discarded
/// and the largest of the rest counts (8,640 samples of a month: the 8,208th of the sorted ones,
/// THEORY 6.3; 8,928 samples: 446 discarded). 0 without samples.
pub fn p95_of(sorted: &[u64]) -> u64 {
    quantile_above(sorted, 5, 100)
}

/// The largest sample when the share `above / whole` of them, rounded down, is discarded from the
/// top.
pub fn quantile_above(sorted: &[u64], above: usize, whole: usize) -> u64 {
    let discarded = sorted.len() * above / whole;
    sorted.len().checked_sub(discarded + 1).map_or(0, |index| sorted[index])
}

/// The least capacity that is exceeded in at most the share `overflow` of the samples.
pub fn reserve_capacity(sorted: &[u64], overflow: f64) -> u64 {
    // The small addition keeps 0.01 * 300 from becoming 2.
    let above = (overflow * sorted.len() as f64 + 1e-9) as usize;
    sorted.len().checked_sub(above + 1).map_or(0, |index| sorted[index])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Bins;
    use hotset_workloads::SimTime;

    #[test]
    fn the_billed_percentile_is_the_8208th_of_8640_samples() {
        let month: Vec<u64> = (1..=8_640).collect();
        assert_eq!(p95_of(&month), 8_208);
        let long_month: Vec<u64> = (1..=8_928).collect();
        assert_eq!(p95_of(&long_month), 8_928 - 446);
        assert_eq!(p95_of(&[7]), 7);
        assert_eq!(p95_of(&[]), 0);
    }

    /// THEORY 6.3: 1.49418 times the mean for a sinusoid of amplitude one half.
    #[test]
    fn the_percentile_of_a_sinusoid() {
        let sample = |i: u32| {
            let angle = f64::from(i) / 8_640.0 * 30.0 * std::f64::consts::TAU;
            ((1.0 + 0.5 * angle.cos()) * 1e6).round() as u64
        };
        let mut month: Vec<u64> = (0..8_640).map(sample).collect();
        month.sort_unstable();
        assert!((p95_of(&month) as f64 / 1e6 - 1.49418).abs() < 1e-4);
    }

    #[test]
    fn the_reserve_is_exceeded_no_more_often_than_allowed() {
        let sorted: Vec<u64> = (1..=300).collect();
        assert_eq!(reserve_capacity(&sorted, 0.01), 297);
        assert_eq!(reserve_capacity(&sorted, 0.0), 300);
        assert_eq!(reserve_capacity(&sorted, 0.0099), 298);
    }

    /// Two servers whose peaks fall in different bins: each must hold its own.
    #[test]
    fn peaks_are_added_server_by_server() {
        let mut books = Ledger::new(Bins::covering(SimTime(0), SimTime(3_999_999_999), 4), 2);
        for (second, server, bytes) in [(0, 0, 30), (1, 0, 10), (1, 1, 10), (2, 1, 30)] {
            books.begin(SimTime::from_s(second), 1);
            books.read(server, bytes);
            books.serve(server, bytes);
        }
        let load = Load::of(&books, 0..4, 0.0);
        assert_eq!(load.mean_bytes_per_s, 20.0);
        assert_eq!((load.peak_to_mean, load.reserve), (3.0, 2.0));
        assert_eq!((load.imbalance, load.jain), (1.0, 1.0));
    }
}
