//! Layouts that noise cannot tell apart, in groups.

use super::family::Pair;

/// Groups of places such that two places are in a group together exactly if noise cannot tell them apart: sets in
/// which that holds of every two, each as large as it becomes by adding layouts from the best on. A layout can be
/// in several groups, as a letter in a compact letter display: that it cannot be told from two others does not mean
/// that these two are alike.
pub(super) fn groups(pairs: &[Pair<'_>]) -> Vec<Vec<usize>> {
    let layouts = pairs.iter().map(|pair| pair.places.1 + 1).max().unwrap_or(0);
    let mut alike = vec![vec![false; layouts]; layouts];
    for pair in pairs.iter().filter(|pair| pair.is_distinguishable() == Some(false)) {
        alike[pair.places.0][pair.places.1] = true;
        alike[pair.places.1][pair.places.0] = true;
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for first in 0..layouts {
        for second in first + 1..layouts {
            let together = |group: &Vec<usize>| group.contains(&first) && group.contains(&second);
            if !alike[first][second] || groups.iter().any(together) {
                continue;
            }
            let mut group = vec![first, second];
            for (more, alike) in alike.iter().enumerate() {
                if group.iter().all(|&member| alike[member]) {
                    group.push(more);
                }
            }
            group.sort_unstable();
            groups.push(group);
        }
    }
    groups
}
