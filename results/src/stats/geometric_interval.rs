//! Intervals that need not be symmetric: of skewed values, and within replications.

use crate::stats::common::Common;
use crate::stats::mean::Mean;
use crate::stats::student_interval::Estimate;

/// A value with a 95 % interval that need not be symmetric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The value.
    pub centre: f64,
    /// The lower end; the value itself where there is no interval.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The geometric mean of independent positive values, with the interval of Student's t on their
    /// logarithms: for metrics that flash crowds skew, such as capacities. `None` if a value is not positive.
    pub fn of_logarithms(values: &[f64]) -> Option<Self> {
        let logarithms = Mean::Geometric.scaled(values).filter(|values| !values.is_empty())?;
        let Estimate { mean, half_width } = Estimate::of(&logarithms);
        let half_width = half_width.unwrap_or(0.0);
        let [centre, low, high] = [mean, mean - half_width, mean + half_width].map(libm::exp);
        Some(Self { centre, low, high })
    }

    /// The geometric mean of the ratios of `values` to `others`, paired by replication.
    pub fn of_ratio(values: &[f64], others: &[f64]) -> Option<Self> {
        if values.len() != others.len() || others.iter().any(|&other| other <= 0.0) {
            return None;
        }
        let ratios: Vec<f64> = values.iter().zip(others).map(|(a, b)| a / b).collect();
        Self::of_logarithms(&ratios)
    }

    /// The within-replication interval of a layout's mean, to be drawn beside those of other layouts: what
    /// all layouts have in common in a replication is removed (Cousineau, Tutorials in Quantitative Methods
    /// for Psychology 1(1), 2005, with the correction of Morey, ibid. 4(2), 2008). `common` is of every layout
    /// in the comparison, this one included; those with another number of values are left out.
    pub fn within(values: &[f64], common: &Common) -> Option<Self> {
        let mean = common.mean;
        let own = mean.scaled(values).filter(|own| own.len() > 1)?;
        let shared = common.over(own.len())?;
        let layouts = shared.layouts;
        let apart: Vec<f64> =
            own.iter().zip(&shared.values).map(|(own, mean)| own - mean).collect();
        let half_width = Estimate::of(&apart).half_width? * (layouts / (layouts - 1.0)).sqrt();
        let centre = Estimate::of(&own).mean;
        let [centre, low, high] =
            [centre, centre - half_width, centre + half_width].map(|value| mean.unscaled(value));
        Some(Self { centre, low, high })
    }

    /// Whether a value lies outside.
    pub fn excludes(&self, value: f64) -> bool {
        value < self.low || value > self.high
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skewed_values_have_intervals_of_their_logarithms() {
        let interval = Interval::of_logarithms(&[1.0, 10.0, 100.0]).unwrap();
        assert!((interval.centre - 10.0).abs() < 1e-9);
        // One decade of standard deviation, over sqrt 3, times t of two degrees of freedom.
        assert!((interval.high.log10() - (1.0 + 4.3027 / 3f64.sqrt())).abs() < 1e-3);
        assert_eq!(Interval::of_logarithms(&[1.0, 0.0]), None);
        let ratio = Interval::of_ratio(&[2.0, 20.0], &[1.0, 10.0]).unwrap();
        assert!((ratio.centre - 2.0).abs() < 1e-12 && ratio.excludes(1.0));
    }

    #[test]
    fn what_layouts_have_in_common_is_no_noise_between_them() {
        // Both go up and down alike.
        let (dedicated, hashed) = ([27.0, 30.0, 33.0], [5.4, 6.0, 6.6]);
        let within = |all: &[&[f64]], mean: Mean| {
            Interval::within(&dedicated, &Common::of(all.iter().copied(), mean))
        };
        let interval = within(&[&dedicated, &hashed], Mean::Geometric).unwrap();
        assert!(interval.high / interval.low < 1.0 + 1e-9, "{interval:?}");
        assert!(Interval::of_logarithms(&dedicated).unwrap().high > 35.0);
        // There is nothing to compare with, or nothing that is known of every replication.
        assert_eq!(within(&[&dedicated], Mean::Geometric), None);
        assert_eq!(within(&[&dedicated, &hashed[..2]], Mean::Arithmetic), None);
    }
}
