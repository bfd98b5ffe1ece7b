//! Sequential replications: as many as a precision takes.

use crate::spec::replications::PrecisionSpec;
use hotset_results::Mean;
use hotset_results::metrics::Metric;
use hotset_results::{Estimate, Interval};

/// A precision that is asked for: the half-width of the 95 % interval of a metric's mean, over the mean.
///
/// Replications are added until every point that shares a workload has it, or until there are as many as allowed.
/// Looking at the interval each time makes it a little too narrow (Law and Kelton, Operations Research 32(1),
/// 1984): with ten replications and more the coverage is within a few percent of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Precision {
    pub(crate) metric: Metric,
    pub(crate) relative: f64,
    pub(crate) replications_max: u32,
}

impl Precision {
    pub(crate) fn of(spec: &PrecisionSpec) -> Self {
        let PrecisionSpec { metric, relative, replications_max } = *spec;
        Self { metric, relative, replications_max }
    }

    /// How many times wider than asked for the interval of a point is, given a value for each replication; 0 if
    /// there is nothing to estimate.
    pub(crate) fn excess(&self, values: &[Option<f64>]) -> f64 {
        let known: Vec<f64> = values.iter().copied().flatten().collect();
        if known.len() < 2 {
            return 0.0;
        }
        relative_half_width(&known, self.metric.mean) / self.relative
    }

    /// The replications to go on with, where the widest interval is `excess` times as wide as it may be: as many
    /// as should do, at most twice those that there are.
    pub(crate) fn next(&self, replications: u32, excess: f64) -> u32 {
        if excess <= 1.0 {
            return replications;
        }
        // The half-width falls with the square root.
        let needed = (f64::from(replications) * excess * excess).ceil();
        let most = f64::from(replications.saturating_mul(2).min(self.replications_max));
        (needed.min(most) as u32).max(replications + 1).min(self.replications_max)
    }
}

fn relative_half_width(values: &[f64], mean: Mean) -> f64 {
    if mean == Mean::Geometric
        && let Some(interval) = Interval::of_logarithms(values)
    {
        return interval.high / interval.centre - 1.0;
    }
    let estimate = Estimate::of(values);
    match estimate.half_width.unwrap_or(0.0) {
        0.0 => 0.0,
        half_width => half_width / estimate.mean.abs(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_results::metrics::{CAPACITY_PER_EGRESS, HIT_RATIO};

    #[test]
    fn replications_are_added_until_the_interval_is_narrow() {
        let precision = Precision { metric: HIT_RATIO, relative: 0.01, replications_max: 50 };
        // Five values of mean 0.5 and standard deviation 0.01: t is 2.776, the half-width 0.0124.
        let s = 0.01 * (4.0_f64 / 5.0).sqrt() / 2.0_f64.sqrt();
        let values = [0.5, 0.5 - 2.0 * s, 0.5 + 2.0 * s, 0.5 - s, 0.5 + s].map(Some);
        let excess = precision.excess(&values);
        assert!((excess - 0.0124 / 0.5 / 0.01).abs() < 0.01, "{excess}");
        // 2.48 squared is 6.2 times as many: at most twice as many at once.
        assert_eq!(precision.next(5, excess), 10);
        assert_eq!(precision.next(10, 1.2), 15);
        assert_eq!(precision.next(10, 1.01), 11);
        assert_eq!(precision.next(49, 3.0), 50);
        assert_eq!(precision.next(50, 3.0), 50);
        assert_eq!(precision.next(5, 1.0), 5);
        // Constant values are exact, unknown ones say nothing.
        assert_eq!(precision.excess(&[Some(0.5); 3]), 0.0);
        assert_eq!(precision.excess(&[None, Some(0.5)]), 0.0);
        let skewed = Precision { metric: CAPACITY_PER_EGRESS, ..precision };
        assert!(skewed.excess(&[Some(1.0), Some(10.0)]) > 100.0);
    }
}
