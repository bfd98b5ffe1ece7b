//! Several tests at once.

/// The p-values of a family of tests, adjusted by the step-down procedure of Holm (Scandinavian Journal of
/// Statistics 6(2), 1979), in their order: rejecting those below 0.05 rejects a true hypothesis with a probability
/// of at most 5 % in the whole family, however the tests depend on each other.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut least: f64 = 0.0;
    for (rejected, &at) in order.iter().enumerate() {
        let left = (p_values.len() - rejected) as f64;
        least = least.max((left * p_values[at]).min(1.0));
        adjusted[at] = least;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_is_multiplied_the_most_and_the_order_is_kept() {
        // 4 x 0.01; 3 x 0.02; 2 x 0.025 = 0.05, which may not be below 0.06; 1 x 0.4.
        let adjusted = holm(&[0.4, 0.01, 0.025, 0.02]);
        for (found, expected) in adjusted.iter().zip([0.4, 0.04, 0.06, 0.06]) {
            assert!((found - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(holm(&[0.6, 0.7]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }
}
