//! The reduction of a miss ratio by one policy on one trace.

use super::contest::{Outcome, contests};
use crate::metrics::Metric;
use crate::{Row, Summary};

/// By how much less a policy misses on a trace than the baseline.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Reduction {
    /// The size of the caches, and whatever else is swept.
    pub(crate) context: Row,
    /// What tells the trace from others.
    pub(crate) trace: Row,
    /// The policy.
    pub(crate) policy: String,
    /// The reduction over what the baseline misses; negative if the policy misses more.
    pub(crate) value: f64,
}

/// The reductions of all policies on all traces, without those on which the baseline misses nothing.
pub(crate) fn reductions(summary: &Summary, baseline: &str, metric: Metric) -> Vec<Reduction> {
    let mut all = Vec::new();
    for contest in contests(summary) {
        for policy in contest.policies() {
            if let Some(Outcome::Reduced { reduction, .. }) =
                contest.outcome(policy, baseline, metric)
            {
                let (context, trace) = (contest.context.clone(), contest.trace.clone());
                let policy = policy.to_owned();
                all.push(Reduction { context, trace, policy, value: reduction });
            }
        }
    }
    all
}
