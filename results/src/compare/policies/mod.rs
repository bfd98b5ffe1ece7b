//! Eviction policies against a baseline: how much less each misses, over many traces.

mod contest;
mod distribution;
mod reduction;
mod table;

pub(crate) use crate::summary::POLICY;
pub(crate) use reduction::{Reduction, reductions};
pub use table::policies;

use crate::metrics::{BYTE_MISS_RATIO, MISS_RATIO, Metric};

/// The miss ratios by which policies are compared: of objects and of bytes.
pub(crate) const MISSES: [Metric; 2] = [MISS_RATIO, BYTE_MISS_RATIO];

/// Policies that know the requests to come: bounds, which win against nobody.
const OFFLINE: [&str; 3] = ["belady", "belady-size", "static-lfu"];

/// Whether a policy, written with its parameters and admission, is a bound.
fn is_offline(policy: &str) -> bool {
    OFFLINE.contains(&policy.split([':', '+']).next().unwrap_or(policy).trim())
}

/// The column with the reduction of a miss ratio, which ends in the statistic.
pub(crate) fn reduction_column(metric: Metric) -> String {
    format!("{}_reduction", metric.name)
}

/// What stands before a count of objects or of bytes: nothing, or `byte_`.
pub(crate) fn prefix(metric: Metric) -> &'static str {
    metric.name.strip_suffix(MISS_RATIO.name).unwrap_or_default()
}
