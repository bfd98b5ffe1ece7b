//! Student's t-test of paired values.

use crate::stats::mean::Mean;
use crate::stats::paired::changes;
use crate::stats::student_interval::p_value;

/// The two-sided p-value of the paired t-test that `values` and `others` have the same mean, on the scale on which
/// the interval of their difference is made, so that p is below 0.05 where that interval excludes zero: relative
/// changes as in [`paired_change`](crate::paired_change) for arithmetic means, logarithms of ratios as in
/// [`Interval::of_ratio`](crate::Interval::of_ratio) for geometric ones. With differences that are all the same
/// there is no variance to test against: p is 1 if they are 0, else 0. `None` with fewer than two pairs, and where
/// a relative change or a logarithm does not exist.
pub fn paired_p_value(values: &[f64], others: &[f64], mean: Mean) -> Option<f64> {
    let differences = match mean {
        Mean::Arithmetic => changes(values, others)?,
        Mean::Geometric if others.iter().any(|&other| other <= 0.0) => return None,
        Mean::Geometric => {
            let ratios: Vec<f64> = values.iter().zip(others).map(|(a, b)| a / b).collect();
            mean.scaled(&ratios)?
        }
    };
    p_value(&differences)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// To the six digits that are kept.
    fn near(found: Option<f64>, expected: f64) {
        assert!((found.unwrap() / expected - 1.0).abs() < 5e-6, "{found:?} {expected}");
    }

    /// By scipy: ttest_1samp of the relative changes, and of the logarithms of the ratios, against 0.
    #[test]
    fn p_values_are_students() {
        let (values, others) = ([11.0, 21.0, 36.0, 39.0], [10.0, 20.0, 30.0, 40.0]);
        near(paired_p_value(&values, &others, Mean::Arithmetic), ARITHMETIC);
        near(paired_p_value(&values, &others, Mean::Geometric), GEOMETRIC);
        // Far from chance.
        let (values, others) = ([2.0, 2.001, 1.999, 2.002, 1.998], [1.0; 5]);
        near(paired_p_value(&values, &others, Mean::Arithmetic), FAR);
    }

    const ARITHMETIC: f64 = 0.183568043;
    const GEOMETRIC: f64 = 0.181794122;
    const FAR: f64 = 1.499995000e-12;

    #[test]
    fn without_variance_or_values_there_is_nothing_to_test() {
        for mean in [Mean::Arithmetic, Mean::Geometric] {
            assert_eq!(paired_p_value(&[3.0, 5.0], &[3.0, 5.0], mean), Some(1.0));
            assert_eq!(paired_p_value(&[6.0, 10.0], &[3.0, 5.0], mean), Some(0.0));
            assert_eq!(paired_p_value(&[6.0], &[3.0], mean), None);
            assert_eq!(paired_p_value(&[], &[], mean), None);
            assert_eq!(paired_p_value(&[1.0, 2.0], &[0.0, 2.0], mean), None);
        }
        assert_eq!(paired_p_value(&[0.0, 0.0], &[0.0, 0.0], Mean::Arithmetic), Some(1.0));
        assert_eq!(paired_p_value(&[0.0, 1.0], &[1.0, 1.0], Mean::Geometric), None);
    }
}
