//! The keys of the `[optimize]` section: the search for the best value of a key.

use super::keys::{NumberKey, TextKey, WordKey};

pub(crate) static KEY: TextKey = TextKey::needed(
    "optimize.key",
    "key of layout, servers or scaling, a number, whose best value is searched for",
);
pub(crate) static FROM: NumberKey =
    NumberKey::needed("optimize.from", "the smallest value; two whole numbers keep it whole")
        .within(0.0, 1e15);
pub(crate) static TO: NumberKey =
    NumberKey::needed("optimize.to", "the largest value").within(0.0, 1e15);
pub(crate) static METRIC: WordKey<Metric> = WordKey::new(
    "optimize.metric",
    "cost_per_egress",
    "column of runs.csv that is minimized",
    &[
        metric("capacity_per_egress", Needs::Nothing),
        metric("cost_per_egress", Needs::Nothing),
        metric("total_per_egress", Needs::Nothing),
        metric("inter_server_per_egress", Needs::Nothing),
        metric("origin_per_egress", Needs::Nothing),
        metric("reserve", Needs::Nothing),
        metric("peak_to_mean", Needs::Nothing),
        metric("imbalance", Needs::Nothing),
        metric("power_servers", Needs::Power),
        metric("latency_ns_mean", Needs::Queueing),
        metric("latency_ns_p99", Needs::Queueing),
        metric("delayed_requests", Needs::Queueing),
        metric("dropped_requests", Needs::Queueing),
        metric("server_utilisation_max", Needs::Queueing),
        metric("recovery_s", Needs::Crowd),
    ],
);
pub(crate) static PRECISION: NumberKey =
    NumberKey::new("optimize.precision", 0.01, "precision of the best value, relative to it")
        .within(1e-6, 1.0);

/// A column that can be minimized.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
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

const fn metric(name: &'static str, needs: Needs) -> (&'static str, Metric, &'static str) {
    (name, Metric { name, needs }, "")
}
