//! Bytes and requests by class, and migrations.

use crate::spec::capacity::PowerSpec;
use crate::study::planned_run::Measured;
use hotset_results::metrics::{
    BREAK_EVEN_S_MEAN, BYPASS_BYTES, BYTE_HIT_RATIO, CACHED_BYTES, CLIENT_BYTES, COST_BYTES,
    COST_PER_EGRESS, DUPLICATE_BYTES, EGRESS_BYTES, HIT_RATIO, INTER_SERVER_BYTES,
    INTER_SERVER_PER_EGRESS, LOCAL_REQUESTS, MIGRATION_BYTES, MIGRATION_PER_EGRESS, MIGRATIONS,
    ORIGIN_BYTES, ORIGIN_PER_EGRESS, ORIGIN_REQUESTS, REQUESTS, SIBLING_REQUESTS, TOTAL_BYTES,
    TOTAL_PER_EGRESS, WASTED_MIGRATION_BYTES, WASTED_MIGRATIONS,
};
use hotset_sim::engine::{CopyStats, Outcome};
use hotset_sim::ledger::Power;
use serde_json::Value;
use std::ops::Range;

/// The migrations of layouts that move objects themselves, and their use.
fn moves(outcome: &Outcome, measured: Range<usize>) -> Vec<Measured> {
    let traffic = outcome.ledger.traffic(measured.clone());
    let mut copies = CopyStats::default();
    outcome.copies.get(measured).into_iter().flatten().for_each(|cell| copies += *cell);
    vec![
        (MIGRATIONS, traffic.migrations.into()),
        (MIGRATION_BYTES, traffic.migration_bytes.into()),
        (WASTED_MIGRATIONS, copies.wasted.into()),
        (WASTED_MIGRATION_BYTES, copies.wasted_bytes.into()),
        (BREAK_EVEN_S_MEAN, break_even_s(&copies)),
    ]
}

/// The mean time from a copy's arrival to its first use; null where none was used.
pub(super) fn break_even_s(copies: &CopyStats) -> Value {
    match copies.read {
        0 => Value::Null,
        read => (copies.break_even_ns as f64 / 1e9 / read as f64).into(),
    }
}

/// Bytes and requests by class, and over what clients requested: in a timed run that is more than
/// they got where requests are dropped.
pub(super) fn traffic(
    outcome: &Outcome,
    prices: [f64; 3],
    measured: Range<usize>,
    moves_objects: bool,
) -> Vec<Measured> {
    let ledger = &outcome.ledger;
    let traffic = ledger.traffic(measured.clone());
    let [egress, inter_server, origin] = prices;
    let cost = egress * traffic.egress_bytes as f64
        + inter_server * (traffic.inter_server_bytes + traffic.migration_bytes) as f64
        + origin * traffic.origin_bytes as f64;
    let client_bytes: u64 = outcome.loads.client_bytes()[measured.clone()].iter().sum();
    let per_egress = |bytes: f64| if client_bytes == 0 { 0.0 } else { bytes / client_bytes as f64 };
    let held = outcome.redundancy;
    let duplicate = held.cached_bytes - held.unique_bytes.min(held.cached_bytes);
    let mut metrics: Vec<Measured> = vec![
        (REQUESTS, traffic.requests.into()),
        (CLIENT_BYTES, client_bytes.into()),
        (EGRESS_BYTES, traffic.egress_bytes.into()),
        (INTER_SERVER_BYTES, traffic.inter_server_bytes.into()),
        (ORIGIN_BYTES, traffic.origin_bytes.into()),
        (BYPASS_BYTES, traffic.bypass_bytes.into()),
    ];
    if moves_objects {
        metrics.extend(moves(outcome, measured));
    }
    metrics.extend([
        (TOTAL_BYTES, traffic.total_bytes().into()),
        (COST_BYTES, cost.into()),
        (INTER_SERVER_PER_EGRESS, per_egress(traffic.inter_server_bytes as f64).into()),
        (ORIGIN_PER_EGRESS, per_egress(traffic.origin_bytes as f64).into()),
        (MIGRATION_PER_EGRESS, per_egress(traffic.migration_bytes as f64).into()),
        (TOTAL_PER_EGRESS, per_egress(traffic.total_bytes() as f64).into()),
        (COST_PER_EGRESS, per_egress(cost).into()),
        (HIT_RATIO, traffic.hit_ratio().into()),
        (BYTE_HIT_RATIO, traffic.byte_hit_ratio().into()),
        (LOCAL_REQUESTS, traffic.local_requests.into()),
        (SIBLING_REQUESTS, traffic.sibling_requests.into()),
        (ORIGIN_REQUESTS, traffic.origin_requests.into()),
        (CACHED_BYTES, held.cached_bytes.into()),
        (DUPLICATE_BYTES, duplicate.into()),
    ]);
    metrics
}

/// A server whose offered load exceeds its rate in a bin is busy all through it, and no more.
pub(super) fn power_of(outcome: &Outcome, spec: PowerSpec, measured: Range<usize>) -> Power {
    let ledger = &outcome.ledger;
    let start = |bin| ledger.bins().start_of(bin).0;
    let span = start(measured.start)..start(measured.end);
    let bytes_max = spec.server_bytes_per_s * ledger.bins().width_s();
    let busy_bins = |server: usize| -> f64 {
        let loads = outcome.loads.of_server(server, measured.clone());
        loads.map(|bytes| (bytes as f64 / bytes_max).min(1.0)).sum()
    };
    let busy = (0..ledger.servers()).map(busy_bins).sum::<f64>() / measured.len() as f64;
    Power::of(ledger.servers(), &outcome.power_state_changes, span, busy, spec.idle)
}
