//! Comparisons replication by replication, in which common noise cancels.

use crate::stats::student_interval::Estimate;

/// The relative change of `values` against `baseline`, paired by replication: both saw the same requests, so
/// their common noise cancels. `None` if a baseline is 0 and the value is not.
pub fn paired_change(values: &[f64], baseline: &[f64]) -> Option<Estimate> {
    changes(values, baseline).map(|changes| Estimate::of(&changes))
}

/// The relative changes, replication by replication.
pub(super) fn changes(values: &[f64], baseline: &[f64]) -> Option<Vec<f64>> {
    let change = |(&value, &base): (&f64, &f64)| match base {
        0.0 => (value == 0.0).then_some(0.0),
        _ => Some(value / base - 1.0),
    };
    values.iter().zip(baseline).map(change).collect()
}

/// The difference of `values` to `others`, paired by replication as in [`paired_change`].
pub fn paired_difference(values: &[f64], others: &[f64]) -> Estimate {
    let differences: Vec<f64> = values.iter().zip(others).map(|(a, b)| a - b).collect();
    Estimate::of(&differences)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_noise_cancels_in_paired_changes() {
        let change = paired_change(&[11.0, 22.0, 33.0], &[10.0, 20.0, 30.0]).unwrap();
        assert!((change.mean - 0.1).abs() < 1e-12 && change.half_width.unwrap() < 1e-12);
        assert_eq!(paired_change(&[1.0], &[0.0]), None);
        assert_eq!(paired_change(&[0.0], &[0.0]).unwrap().mean, 0.0);
    }
}
