//! How the load is spread over the servers, and quantiles of loads.

use super::Loads;
use std::ops::Range;

/// Load metrics of a layout, from the load offered to each server in each time bin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Load {
    /// Mean load of all servers together, traffic between them included.
    pub mean_bytes_per_s: f64,
    /// Sum of the servers' 95th percentiles (burstable billing, THEORY 6.3).
    pub p95_bytes_per_s: f64,
    /// Sum of the servers' 99th percentiles.
    pub p99_bytes_per_s: f64,
    /// Mean load of the busiest server over that of the average one.
    pub imbalance: f64,
    /// Jain's fairness index of the servers' mean loads: 1 if all are alike, 1/n if one does all.
    pub jain: f64,
}

impl Load {
    /// The load in a range of bins.
    pub fn of(loads: &Loads, bins: Range<usize>) -> Self {
        let count = bins.len();
        if count == 0 {
            return Self::default();
        }
        let per_s = 1.0 / loads.bins().width_s();
        let mut load = Self::default();
        let (mut sum, mut squares, mut largest) = (0.0, 0.0, 0.0f64);
        let mut sorted: Vec<u64> = Vec::with_capacity(count);
        for server in 0..loads.servers() {
            sorted.clear();
            sorted.extend(loads.of_server(server, bins.clone()));
            sorted.sort_unstable();
            let bytes = sorted.iter().sum::<u64>() as f64;
            sum += bytes;
            squares += bytes * bytes;
            largest = largest.max(bytes);
            load.p95_bytes_per_s += p95_of(&sorted) as f64 * per_s;
            load.p99_bytes_per_s += quantile_above(&sorted, 1, 100) as f64 * per_s;
        }
        let servers = loads.servers() as f64;
        load.mean_bytes_per_s = sum / count as f64 * per_s;
        if sum > 0.0 {
            load.imbalance = largest * servers / sum;
            load.jain = sum * sum / (servers * squares);
        }
        load
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
    discarding(sorted, overflow * sorted.len() as f64)
}

/// The capacity that one more sample of the same distribution exceeds with the probability
/// `overflow`, as near as order statistics come from below; the largest sample where they are too
/// few: of n, the next one is above all but k with probability `(k + 1) / (n + 1)` (THEORY 4.11).
pub fn predicted_capacity(sorted: &[u64], overflow: f64) -> u64 {
    discarding(sorted, overflow * (sorted.len() as f64 + 1.0) - 1.0)
}

/// The largest sample when `above` of them, rounded down, are discarded from the top.
fn discarding(sorted: &[u64], above: f64) -> u64 {
    // The small addition keeps 0.01 * 300 from becoming 2.
    let above = (above + 1e-9).max(0.0) as usize;
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
        assert_eq!(predicted_capacity(&sorted[..299], 0.01), 297);
        assert_eq!(predicted_capacity(&sorted[..298], 0.01), 297);
        assert_eq!(predicted_capacity(&sorted[..50], 0.01), 50);
    }

    #[test]
    fn balance_is_of_mean_loads() {
        let bins = Bins::covering(SimTime(0), SimTime(3_999_999_999), 4);
        let mut loads = Loads::new(bins, 2);
        for (bin, server, bytes) in [(0, 0, 30), (1, 0, 10), (1, 1, 10), (2, 1, 30)] {
            loads.add_client_request(bin, server, bytes);
        }
        let load = Load::of(&loads, 0..4);
        assert_eq!(load.mean_bytes_per_s, 20.0);
        assert_eq!((load.imbalance, load.jain), (1.0, 1.0));
    }
}
