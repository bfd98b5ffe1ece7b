//! A contest: all policies on the same trace, with caches of the same size.

use super::offline::is_offline;
use crate::metrics::Metric;
use crate::summary::POLICY;
use crate::{Row, Summary, SummaryRow};
use std::collections::BTreeMap;

/// Policies on the same trace, with caches of the same size.
pub(super) struct Contest<'a> {
    /// The size of the caches, and whatever else is swept.
    pub(super) context: Row,
    /// What tells the trace from others: the parameters of its workload.
    pub(super) trace: Row,
    entries: Vec<(String, &'a SummaryRow)>,
}

/// What a policy does in a contest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Outcome {
    /// The baseline misses nothing: there is no reduction.
    NoMisses,
    /// The baseline misses something.
    Reduced {
        /// By how much less the policy misses, over what the baseline does.
        reduction: f64,
        /// Whether no online policy misses less.
        win: Option<Win>,
    },
}

/// How a policy wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Win {
    /// All others miss more.
    Alone,
    /// Another misses exactly as much.
    Tied,
}

/// The contests of a summary, in its order.
pub(super) fn contests(summary: &Summary) -> Vec<Contest<'_>> {
    let mut contests: Vec<Contest<'_>> = Vec::new();
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for row in &summary.rows {
        if !row.parameters.contains_key(POLICY) {
            continue;
        }
        let mut others = row.parameters.clone();
        others.shift_remove(POLICY);
        let (trace, context): (Row, Row) =
            others.into_iter().partition(|(name, _)| name.starts_with("workload."));
        let index = *known.entry(format!("{context:?} {trace:?}")).or_insert_with(|| {
            contests.push(Contest { context, trace, entries: Vec::new() });
            contests.len() - 1
        });
        contests[index].entries.push((row.parameter(POLICY), row));
    }
    contests
}

impl<'a> Contest<'a> {
    /// The policies, in the order of the summary.
    pub(super) fn policies(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|(policy, _)| policy.as_str())
    }

    fn entry(&self, policy: &str) -> Option<&'a SummaryRow> {
        self.entries.iter().find(|(known, _)| known == policy).map(|(_, row)| *row)
    }

    /// What a policy does against the baseline by a miss ratio, averaged over the replications in which both
    /// have one; `None` if there is none.
    pub(super) fn outcome(&self, policy: &str, baseline: &str, metric: Metric) -> Option<Outcome> {
        let (own, base) = self.entry(policy)?.paired(self.entry(baseline)?, metric);
        let (own, base) = (mean(&own)?, mean(&base)?);
        Some(match base == 0.0 {
            true => Outcome::NoMisses,
            false => {
                let reduction = (base - own) / base;
                Outcome::Reduced { reduction, win: self.win(policy, metric) }
            }
        })
    }

    fn win(&self, policy: &str, metric: Metric) -> Option<Win> {
        let of = |row: &SummaryRow| mean(row.values(metric));
        let own = self.entry(policy).and_then(of).filter(|_| !is_offline(policy))?;
        let rivals = self.entries.iter().filter(|(rival, _)| rival != policy && !is_offline(rival));
        let least = rivals.filter_map(|(_, row)| of(row)).fold(f64::INFINITY, f64::min);
        match own.total_cmp(&least) {
            std::cmp::Ordering::Less => Some(Win::Alone),
            std::cmp::Ordering::Equal => Some(Win::Tied),
            std::cmp::Ordering::Greater => None,
        }
    }
}

/// The mean alone: an interval for each of thousands of traces would take long.
fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}
