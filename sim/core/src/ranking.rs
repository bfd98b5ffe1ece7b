//! Who comes first where weights decide.

use crate::cache::mix;

/// Indices in order of falling weight. Equals come in an order that their numbers say nothing of: the
/// number of an object of a model is its true rank, and that of an object of a trace tells when it was
/// first asked for.
pub(crate) fn falling(weights: &[f64]) -> Vec<u32> {
    let mut ranked: Vec<u32> = (0..weights.len() as u32).collect();
    ranked.sort_by(|&a, &b| {
        let by_weight = weights[b as usize].total_cmp(&weights[a as usize]);
        by_weight.then_with(|| chance(a).cmp(&chance(b)))
    });
    ranked
}

/// A number for an object that says nothing of its own: no two have the same.
pub(crate) fn chance(object: u32) -> u64 {
    mix(u64::from(object))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_are_in_no_order_of_their_numbers() {
        let mut weights = vec![1.0; 1_000];
        weights[500] = 2.0;
        let ranked = falling(&weights);
        assert_eq!(ranked[0], 500);
        // Of numbers in order, the lower half would be the first half.
        let low = ranked[1..=500].iter().filter(|&&object| object < 500).count();
        assert!((200..300).contains(&low), "{low}");
        let mut sorted = ranked;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..1_000));
    }
}
