//! Means of replications, with intervals by Student's t.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean over replications with the half-width of its 95 % confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half-width by Student's t with n - 1 degrees of freedom; `None` for a single value.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// The estimate from independent values, at least one.
    pub fn of(values: &[f64]) -> Self {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        if values.len() < 2 {
            return Self { mean, half_width: None };
        }
        let standard_error = standard_error(values, mean);
        Self { mean, half_width: Some(standard_error * t_quantile(n - 1.0)) }
    }
}

fn standard_error(values: &[f64], mean: f64) -> f64 {
    let n = values.len() as f64;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (n - 1.0) / n).sqrt()
}

/// The values that a metric can take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Range {
    /// Any number.
    All,
    /// Non-negative numbers, such as bytes and times.
    NotNegative,
    /// 0 to 1.
    Share,
}

impl Estimate {
    /// The interval where Student's t would exceed the range of the metric. The end that does is replaced by
    /// that of the same standard error (delta method) on the logarithm, or for shares on the logit, which
    /// stays inside. `None` if the interval stays inside anyway, if there is none, or if the mean is at an end
    /// of the range.
    pub fn within_range(&self, range: Range) -> Option<(f64, f64)> {
        let (mean, half_width) = (self.mean, self.half_width?);
        let (low, high) = (mean - half_width, mean + half_width);
        let most = if range == Range::Share { 1.0 } else { f64::INFINITY };
        let inside = range != Range::All && mean > 0.0 && mean < most;
        if !inside || (low >= 0.0 && high <= most) {
            return None;
        }
        let (odds, slope) = match range {
            Range::Share => (mean / (1.0 - mean), mean * (1.0 - mean)),
            _ => (mean, mean),
        };
        let factor = libm::exp(half_width / slope);
        let end = |odds: f64| match range {
            Range::Share if odds.is_finite() => odds / (1.0 + odds),
            Range::Share => 1.0,
            _ => odds,
        };
        let low = if low < 0.0 { end(odds / factor) } else { low };
        let high = if high > most { end(odds * factor) } else { high };
        Some((low, high))
    }
}

/// The 0.975 quantile of Student's t, rounded to ten digits: further ones depend on the system's logarithm.
fn t_quantile(degrees: f64) -> f64 {
    let quantile = StudentsT::new(0.0, 1.0, degrees).map_or(f64::NAN, |t| t.inverse_cdf(0.975));
    (quantile * 1e9).round() / 1e9
}

/// The two-sided p-value of Student's t-test that independent values have mean 0; `None` for fewer than two. It
/// is rounded to six digits, for the same reason as the quantile. Equal values have p = 1 if they are 0, else 0.
pub(super) fn p_value(values: &[f64]) -> Option<f64> {
    let (&first, rest) = values.split_first()?;
    if rest.is_empty() {
        return None;
    }
    // Their mean may be rounded, which would leave a variance.
    if rest.iter().all(|&value| value == first) {
        return Some(if first == 0.0 { 1.0 } else { 0.0 });
    }
    let mean = Estimate::of(values).mean;
    let t = mean.abs() / standard_error(values, mean);
    if t.is_nan() {
        return None;
    }
    let p = 2.0 * StudentsT::new(0.0, 1.0, rest.len() as f64).ok()?.cdf(-t);
    format!("{p:.5e}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn intervals_are_students() {
        // Table values of t(0.975): 12.706, 2.776, 2.045 for 1, 4, 29 degrees of freedom.
        for (degrees, expected) in [(1.0, 12.706), (4.0, 2.776), (29.0, 2.045)] {
            assert!((t_quantile(degrees) - expected).abs() < 1e-3);
        }
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert_eq!(estimate.mean, 3.0);
        let expected = (2.5f64 / 5.0).sqrt() * 2.776;
        assert!((estimate.half_width.unwrap() - expected).abs() < 1e-3);
        assert_eq!(Estimate::of(&[7.0]).half_width, None);
    }

    #[test]
    fn intervals_stay_within_the_range_of_the_metric() {
        let of = |mean, half_width| Estimate { mean, half_width: Some(half_width) };
        for range in [Range::All, Range::NotNegative, Range::Share] {
            assert_eq!(of(0.5, 0.1).within_range(range), None);
            assert_eq!(of(0.0, 0.0).within_range(range), None);
        }
        assert_eq!(of(0.5, 2.0).within_range(Range::All), None);
        let (low, high) = of(2.0, 3.0).within_range(Range::NotNegative).unwrap();
        assert!((low - 2.0 * libm::exp(-1.5)).abs() < 1e-12, "{low}");
        assert_eq!(high, 5.0);
        // Symmetric about one half, and within.
        let (low, high) = of(0.01, 0.02).within_range(Range::Share).unwrap();
        let (other_low, other_high) = of(0.99, 0.02).within_range(Range::Share).unwrap();
        assert!((low + other_high - 1.0).abs() < 1e-12 && (high + other_low - 1.0).abs() < 1e-12);
        assert!(0.0 < low && low < 0.01 && 0.01 < high && high < 1.0, "{low} {high}");
        let (low, high) = of(0.5, 1e6).within_range(Range::Share).unwrap();
        assert!(low >= 0.0 && high <= 1.0);
    }
}
