//! Bytes and requests by class, and migrations.

use crate::spec::capacity::PowerSpec;
use crate::study::planned_run::Metric;
use hotset_sim::engine::{CopyStats, Outcome};
use hotset_sim::ledger::Power;
use serde_json::Value;
use std::ops::Range;

/// The migrations of layouts that move objects themselves, and their use.
fn moves(outcome: &Outcome, measured: Range<usize>) -> Vec<Metric> {
    let traffic = outcome.ledger.traffic(measured.clone());
    let mut copies = CopyStats::default();
    outcome.copies.get(measured).into_iter().flatten().for_each(|cell| copies += *cell);
    vec![
        ("migrations", traffic.migrations.into()),
        ("migration_bytes", traffic.migration_bytes.into()),
        ("wasted_migrations", copies.wasted.into()),
        ("wasted_migration_bytes", copies.wasted_bytes.into()),
        ("break_even_s_mean", break_even_s(&copies)),
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
) -> Vec<Metric> {
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
    let mut metrics: Vec<Metric> = vec![
        ("requests", traffic.requests.into()),
        ("client_bytes", client_bytes.into()),
        ("egress_bytes", traffic.egress_bytes.into()),
        ("inter_server_bytes", traffic.inter_server_bytes.into()),
        ("origin_bytes", traffic.origin_bytes.into()),
        ("bypass_bytes", traffic.bypass_bytes.into()),
    ];
    if moves_objects {
        metrics.extend(moves(outcome, measured));
    }
    metrics.extend([
        ("total_bytes", traffic.total_bytes().into()),
        ("cost_bytes", cost.into()),
        ("inter_server_per_egress", per_egress(traffic.inter_server_bytes as f64).into()),
        ("origin_per_egress", per_egress(traffic.origin_bytes as f64).into()),
        ("migration_per_egress", per_egress(traffic.migration_bytes as f64).into()),
        ("total_per_egress", per_egress(traffic.total_bytes() as f64).into()),
        ("cost_per_egress", per_egress(cost).into()),
        ("hit_ratio", traffic.hit_ratio().into()),
        ("byte_hit_ratio", traffic.byte_hit_ratio().into()),
        ("local_requests", traffic.local_requests.into()),
        ("sibling_requests", traffic.sibling_requests.into()),
        ("origin_requests", traffic.origin_requests.into()),
        ("cached_bytes", held.cached_bytes.into()),
        ("duplicate_bytes", duplicate.into()),
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
