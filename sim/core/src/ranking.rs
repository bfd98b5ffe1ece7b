//! Rankings by weight, with random ties.

use crate::cache::mix;

/// Indices in descending order of weight. Ties are broken by a hash of the index: the id of a modelled object
/// is its true rank, and that of an object of a trace is the order of its first request.
pub(crate) fn by_descending_weight(weights: &[f64]) -> Vec<u32> {
    let mut ranked: Vec<u32> = (0..weights.len() as u32).collect();
    ranked.sort_by(|&a, &b| {
        let by_weight = weights[b as usize].total_cmp(&weights[a as usize]);
        by_weight.then_with(|| tie_break(a).cmp(&tie_break(b)))
    });
    ranked
}

/// A hash of an object's id, without collisions.
pub(crate) fn tie_break(object: u32) -> u64 {
    mix(u64::from(object))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equals_are_in_no_order_of_their_numbers() {
        let mut weights = vec![1.0; 1_000];
        weights[500] = 2.0;
        let ranked = by_descending_weight(&weights);
        assert_eq!(ranked[0], 500);
        // Of numbers in order, the lower half would be the first half.
        let low = ranked[1..=500].iter().filter(|&&object| object < 500).count();
        assert!((200..300).contains(&low), "{low}");
        let mut sorted = ranked;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..1_000));
    }
}
