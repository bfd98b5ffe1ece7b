//! Policies that know the requests to come: bounds, which win against nobody.

/// Their names.
const OFFLINE: [&str; 3] = ["belady", "belady-size", "static-lfu"];

/// Whether a policy, written with its parameters and admission, is a bound.
pub(super) fn is_offline(policy: &str) -> bool {
    OFFLINE.contains(&policy.split([':', '+']).next().unwrap_or(policy).trim())
}
