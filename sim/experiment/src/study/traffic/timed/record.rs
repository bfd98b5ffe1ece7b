//! The results of a queueing run, added to those of every run.

use super::grids::{extend_series, extend_servers};
use super::metrics::{byte_hit_ratio, metrics, recovery_s, warn_of_drops, warn_of_overload};
use hotset_results::RunRecord;
use hotset_results::metrics::{BYTE_HIT_RATIO, RECOVERY_S};
use hotset_sim::engine::timed::TimedOutcome;
use std::ops::Range;

/// Adds latencies, queues and losses to a record.
pub(crate) fn extend(
    record: &mut RunRecord,
    outcome: &TimedOutcome,
    measured: &Range<usize>,
    crowd_s: Option<f64>,
) {
    record.insert(BYTE_HIT_RATIO, byte_hit_ratio(outcome, measured));
    warn_of_drops(record, outcome, measured);
    for (metric, value) in metrics(outcome, measured) {
        record.insert(metric, value);
    }
    warn_of_overload(record);
    if let Some(crowd_s) = crowd_s {
        record.insert(RECOVERY_S, recovery_s(outcome, measured, crowd_s));
    }
    extend_series(record, outcome);
    extend_servers(record, outcome, measured);
}
