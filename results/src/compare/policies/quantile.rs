//! Quantiles of a few values.

/// The quantile of values at `p` from 0 to 1, by linear interpolation between order statistics (type 7 of
/// Hyndman and Fan, Sample quantiles in statistical packages, The American Statistician 50(4), 1996; the usual
/// one of R and NumPy). `None` without values.
pub(super) fn quantile(values: &[f64], p: f64) -> Option<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = p * sorted.len().checked_sub(1)? as f64;
    let below = place.floor() as usize;
    let low = *sorted.get(below)?;
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    Some(low + (place - below as f64) * (high - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_lie_between_order_statistics() {
        // Of four values, the quantile at p is at the place 3 p: 0.3, 0.75, 1.5 and 2.7.
        let values = [8.0, 1.0, 4.0, 2.0];
        for (p, expected) in
            [(0.0, 1.0), (0.1, 1.3), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)]
        {
            assert!((quantile(&values, p).unwrap() - expected).abs() < 1e-12, "{p}");
        }
        assert_eq!(quantile(&[5.0], 0.9), Some(5.0));
        assert_eq!(quantile(&[], 0.5), None);
    }
}
