//! The keys of the `[optimize]` section: the search for the best value of a key.

use super::keys::{NumberKey, TextKey, WordKey};
use hotset_results::metrics::{
    CAPACITY_PER_EGRESS, COST_PER_EGRESS, DELAYED_REQUESTS, DROPPED_REQUESTS, IMBALANCE,
    INTER_SERVER_PER_EGRESS, LATENCY_NS_MEAN, LATENCY_NS_P99, Metric, ORIGIN_PER_EGRESS,
    PEAK_TO_MEAN, POWER_SERVERS, RECOVERY_S, RESERVE, SERVER_UTILISATION_MAX, TOTAL_PER_EGRESS,
};

pub(crate) static KEY: TextKey = TextKey::needed(
    "optimize.key",
    "key of layout, servers or scaling, a number, whose best value is searched for",
);
pub(crate) static FROM: NumberKey =
    NumberKey::needed("optimize.from", "the smallest value; two whole numbers keep it whole")
        .within(0.0, 1e15);
pub(crate) static TO: NumberKey =
    NumberKey::needed("optimize.to", "the largest value").within(0.0, 1e15);
pub(crate) static METRIC: WordKey<Objective> = WordKey::new(
    "optimize.metric",
    "cost_per_egress",
    "column of runs.csv that is minimized",
    &[
        metric(CAPACITY_PER_EGRESS, Needs::Nothing),
        metric(COST_PER_EGRESS, Needs::Nothing),
        metric(TOTAL_PER_EGRESS, Needs::Nothing),
        metric(INTER_SERVER_PER_EGRESS, Needs::Nothing),
        metric(ORIGIN_PER_EGRESS, Needs::Nothing),
        metric(RESERVE, Needs::Nothing),
        metric(PEAK_TO_MEAN, Needs::Nothing),
        metric(IMBALANCE, Needs::Nothing),
        metric(POWER_SERVERS, Needs::Power),
        metric(LATENCY_NS_MEAN, Needs::Queueing),
        metric(LATENCY_NS_P99, Needs::Queueing),
        metric(DELAYED_REQUESTS, Needs::Queueing),
        metric(DROPPED_REQUESTS, Needs::Queueing),
        metric(SERVER_UTILISATION_MAX, Needs::Queueing),
        metric(RECOVERY_S, Needs::Crowd),
    ],
);
pub(crate) static PRECISION: NumberKey =
    NumberKey::new("optimize.precision", 0.01, "precision of the best value, relative to it")
        .within(1e-6, 1.0);

/// A column that can be minimized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Objective {
    pub(crate) metric: Metric,
    pub(crate) needs: Needs,
}

/// What a spec must have so that its runs report a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    Nothing,
    /// The rate of a server.
    Power,
    /// Queueing.
    Queueing,
    /// Queueing, and a crowd at a time of its own.
    Crowd,
}

const fn metric(metric: Metric, needs: Needs) -> (&'static str, Objective, &'static str) {
    (metric.name, Objective { metric, needs }, "")
}
