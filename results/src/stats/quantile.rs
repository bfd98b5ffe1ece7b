//! Quantiles of a sample, and how uncertain they are.

use crate::stats::Interval;
use statrs::distribution::{Binomial, DiscreteCDF};

/// What each end of an interval leaves out at most: together 5 %.
const TAIL: f64 = 0.025;

/// The `p`-quantile of values in any order, `p` from 0 to 1, in their unit: linear between the order
/// statistics, the largest being the 1-quantile (type 7 of Hyndman and Fan, The American Statistician 50(4),
/// 1996). NaN without values.
pub fn quantile(values: &[f64], p: f64) -> f64 {
    quantile_of_sorted(&sorted(values), p)
}

/// The [`quantile`] of independent values, with the distribution-free interval between two order statistics
/// that covers the quantile of the population with a probability of at least 95 %, and misses it on either side
/// with one of at most 2.5 % (David and Nagaraja, Order Statistics, 3rd edition, 2003, section 7.1). `None`
/// where the sample has no such order statistics: a median takes 6 values, a 10th or 90th percentile 36, a 99th
/// 368.
///
/// The ranks are those of the binomial distribution, so that the interval holds for every distribution, and with
/// ties. It is conservative: it covers medians of 20 values in 95.9 % of all samples, of 100 values in 96.5 %, and
/// 10th and 90th percentiles of 100 values in 95.6 %. The percentile bootstrap is not offered, although it needs
/// fewer values. For a skewed distribution (Pareto, shape 1.5) it covered the 10th, 50th and 90th percentile in 87,
/// 93 and 87 % of 4,000 samples of 20 values, and in 93, 95 and 93 % of as many of 100 values. With 20 values no
/// bootstrap can do better: its ends are within the sample, and all values are below the 90th percentile in 12 % of
/// all samples.
pub fn quantile_interval(values: &[f64], p: f64) -> Option<Interval> {
    let (low, high) = ranks(values.len(), p)?;
    let sorted = sorted(values);
    let centre = quantile_of_sorted(&sorted, p);
    Some(Interval { centre, low: sorted[low], high: sorted[high] })
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

fn quantile_of_sorted(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = last as f64 * p.clamp(0.0, 1.0);
    let below = sorted[place.floor() as usize];
    let above = sorted[place.ceil() as usize];
    below + (above - below) * place.fract()
}

/// The places, from 0 on, of the order statistics at the ends of the interval. The number of values up to the
/// quantile is binomial: the one of place k is above the quantile if there are no more than k such values.
fn ranks(values: usize, p: f64) -> Option<(usize, usize)> {
    let up_to = Binomial::new(p, values as u64).ok()?;
    // The least number that is exceeded with a probability of 1 - share or less.
    let least = |share: f64| {
        let (mut low, mut high) = (0, values);
        while low < high {
            let middle = low.midpoint(high);
            match up_to.cdf(middle as u64) < share {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    };
    let (low, high) = (least(TAIL).checked_sub(1)?, least(1.0 - TAIL));
    (high < values).then_some((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_chacha::ChaCha8Rng;
    use rand_chacha::rand_core::{Rng, SeedableRng};

    #[test]
    fn quantiles_are_linear_between_values() {
        let values = [40.0, 10.0, 30.0, 20.0];
        for (p, expected) in [(0.0, 10.0), (0.1, 13.0), (0.5, 25.0), (0.9, 37.0), (1.0, 40.0)] {
            assert!((quantile(&values, p) - expected).abs() < 1e-12, "{p}");
        }
        assert_eq!(quantile(&[7.0], 0.9), 7.0);
        assert!(quantile(&[], 0.5).is_nan());
    }

    /// Ranks by scipy: binom.ppf(0.025, n, p) and binom.ppf(0.975, n, p) + 1, from 1 on.
    #[test]
    fn ranks_are_those_of_the_binomial() {
        let known = [
            (6, 0.5, 1, 6),
            (20, 0.5, 6, 15),
            (100, 0.5, 40, 61),
            (100, 0.1, 5, 17),
            (100, 0.9, 84, 96),
            (36, 0.1, 1, 8),
            (36, 0.9, 29, 36),
            (368, 0.99, 360, 368),
            (1000, 0.99, 983, 997),
        ];
        for (values, p, low, high) in known {
            assert_eq!(ranks(values, p), Some((low - 1, high - 1)), "{values} {p}");
        }
        for (values, p) in
            [(5, 0.5), (35, 0.1), (35, 0.9), (367, 0.99), (0, 0.5), (99, 0.0), (99, 1.0)]
        {
            assert_eq!(ranks(values, p), None, "{values} {p}");
        }
        let values: Vec<f64> = (1..=20).map(f64::from).collect();
        let interval = quantile_interval(&values, 0.5).unwrap();
        assert_eq!(interval, Interval { centre: 10.5, low: 6.0, high: 15.0 });
    }

    /// Uniform in (0, 1).
    fn uniform(random: &mut ChaCha8Rng) -> f64 {
        ((random.next_u64() >> 11) as f64 + 0.5) / (1u64 << 53) as f64
    }

    const QUANTILES: [f64; 3] = [0.1, 0.5, 0.9];

    /// The percentile-bootstrap interval of each quantile.
    fn bootstrap(sorted: &[f64], random: &mut ChaCha8Rng) -> [(f64, f64); 3] {
        const RESAMPLES: usize = 400;
        let mut found = [const { Vec::new() }; 3];
        for _ in 0..RESAMPLES {
            let mut times = vec![0; sorted.len()];
            for _ in 0..sorted.len() {
                times[(uniform(random) * sorted.len() as f64) as usize] += 1;
            }
            let of = times.iter().zip(sorted);
            let again: Vec<f64> =
                of.flat_map(|(&times, &value)| std::iter::repeat_n(value, times)).collect();
            for (found, p) in found.iter_mut().zip(QUANTILES) {
                found.push(quantile_of_sorted(&again, p));
            }
        }
        found.map(|found| (quantile(&found, TAIL), quantile(&found, 1.0 - TAIL)))
    }

    /// In how many of 4,000 samples of a Pareto distribution the intervals cover each quantile: those between
    /// order statistics, then the bootstrap's.
    fn coverage(values: usize) -> [[f64; 3]; 2] {
        const SAMPLES: usize = 4000;
        const SHAPE: f64 = 1.5;
        let mut random = ChaCha8Rng::seed_from_u64(values as u64);
        let mut covered = [[0.0; 3]; 2];
        for _ in 0..SAMPLES {
            let sample: Vec<f64> =
                (0..values).map(|_| libm::pow(uniform(&mut random), -1.0 / SHAPE)).collect();
            let sample = sorted(&sample);
            let resampled = bootstrap(&sample, &mut random);
            for (at, p) in QUANTILES.into_iter().enumerate() {
                let truth = libm::pow(1.0 - p, -1.0 / SHAPE);
                let by_ranks = quantile_interval(&sample, p);
                let by_ranks = by_ranks.is_some_and(|interval| !interval.excludes(truth));
                let (low, high) = resampled[at];
                for (covered, is) in
                    covered.iter_mut().zip([by_ranks, low <= truth && truth <= high])
                {
                    covered[at] += f64::from(u8::from(is)) / SAMPLES as f64;
                }
            }
        }
        covered
    }

    /// Nominal 95 %. The standard error of a share of 4,000 samples is 0.35 points: accepted are 1.2 points around
    /// the exact coverage between order statistics, and 1.5 around what was measured of the bootstrap.
    #[test]
    fn intervals_between_order_statistics_cover_where_the_bootstrap_does_not() {
        let near = |found: f64, expected: f64, by: f64| (found - expected).abs() < by;
        let [by_ranks, resampled] = coverage(20);
        assert!(near(by_ranks[1], 0.9586, 0.012), "{by_ranks:?}");
        let [hundred, resampled_hundred] = coverage(100);
        for (found, exact) in hundred.iter().zip([0.9557, 0.9648, 0.9557]) {
            assert!(near(*found, exact, 0.012), "{hundred:?}");
        }
        for (found, expected) in resampled.iter().zip([0.867, 0.929, 0.871]) {
            assert!(near(*found, expected, 0.015), "{resampled:?}");
        }
        for (found, expected) in resampled_hundred.iter().zip([0.932, 0.947, 0.928]) {
            assert!(near(*found, expected, 0.015), "{resampled_hundred:?}");
        }
    }
}
