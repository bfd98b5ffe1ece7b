//! The order of policies, which are the rows of every panel.

use super::contexts::context_of;
use crate::compare::policies::{POLICY, reduction_column};
use crate::metrics::MISS_RATIO;
use crate::tables::{number, text};
use crate::{Row, Table};

/// The policies but for the baseline, the best on average first; those that are not in the context come last.
pub(super) fn ranking(table: &Table, baseline: &str, context: Option<&Row>) -> Vec<String> {
    let mean = format!("{}_mean", reduction_column(MISS_RATIO));
    let mut ranked: Vec<(f64, String)> = Vec::new();
    for row in &table.rows {
        let policy = text(row, POLICY);
        let here = Some(&context_of(row)) == context;
        let place = number(row, &mean).filter(|_| here).unwrap_or(f64::NEG_INFINITY);
        match ranked.iter_mut().find(|(_, known)| *known == policy) {
            Some((known, _)) => *known = known.max(place),
            None => ranked.push((place, policy)),
        }
    }
    ranked.retain(|(_, policy)| policy != baseline);
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked.into_iter().map(|(_, policy)| policy).collect()
}
