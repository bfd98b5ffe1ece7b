//! The finer tables of a queueing run.

use super::metrics::{mean, quantile, server_utilisation, sum, total, waiting_requests, whole_ns};
use hotset_results::RunRecord;
use hotset_sim::engine::timed::{LinkUse, TimedCell, TimedOutcome};
use serde_json::Value;
use std::ops::Range;

pub(super) fn extend_series(record: &mut RunRecord, outcome: &TimedOutcome) {
    let columns = [
        "begun_requests",
        "answered_requests",
        "delayed_requests",
        "dropped_requests",
        "waiting_requests",
        "timed_out_requests",
        "latency_ns_mean",
        "latency_ns_p50",
        "latency_ns_p99",
        "latency_ns_max",
        "server_utilisation",
        "server_jobs_max",
        "origin_utilisation",
        "origin_jobs_max",
        "inter_server_link_utilisation_max",
        "origin_link_utilisation_max",
        "link_refused",
    ];
    record.grids.series.columns.extend(columns.map(str::to_owned));
    let width_ns = outcome.outcome.ledger.bins().width_ns as f64;
    let servers = outcome.servers.len() as f64;
    let waiting: Vec<u64> = waiting_requests(outcome).collect();
    for (bin, row) in record.grids.series.rows.iter_mut().enumerate() {
        let all = |of: fn(&TimedCell) -> u64| -> u64 {
            total(outcome.servers.iter().map(|s| of(&s[bin])))
        };
        let most = |of: fn(&TimedCell) -> u64| -> u64 {
            outcome.servers.iter().map(|s| of(&s[bin])).max().unwrap_or(0)
        };
        let answered = outcome.outcome.ledger.bin_total(bin).requests();
        let origin = outcome.origin[bin];
        let quantile = |share: f64| match outcome.latency_bins.of(bin) {
            Some(latencies) => quantile(latencies, share, most(|cell| cell.latency_ns_max)),
            None => Value::Null,
        };
        let of_links = |links: &LinkUse| links.cells.get(bin).copied().unwrap_or_default();
        let links = [&outcome.inter_server_links, &outcome.origin_links].map(of_links);
        row.extend([
            outcome.arrivals[bin].into(),
            answered.into(),
            all(|cell| cell.delayed_requests).into(),
            all(|cell| cell.dropped_requests).into(),
            waiting[bin].into(),
            all(|cell| cell.timed_out_requests).into(),
            mean(all(|cell| cell.latency_ns) as f64, answered),
            quantile(0.5),
            quantile(0.99),
            most(|cell| cell.latency_ns_max).into(),
            (all(|cell| cell.station.offered_ns) as f64 / width_ns / servers).into(),
            most(|cell| cell.station.jobs_max).into(),
            (origin.offered_ns as f64 / width_ns).into(),
            origin.jobs_max.into(),
            (links[0].offered_ns as f64 / width_ns).into(),
            (links[1].offered_ns as f64 / width_ns).into(),
            (links[0].refused + links[1].refused).into(),
        ]);
    }
}

pub(super) fn extend_servers(
    record: &mut RunRecord,
    outcome: &TimedOutcome,
    measured: &Range<usize>,
) {
    let columns = [
        "utilisation",
        "jobs_mean",
        "jobs_max",
        "dropped_requests",
        "latency_ns_mean",
        "latency_ns_p50",
        "latency_ns_p99",
    ];
    record.grids.servers.columns.extend(columns.map(str::to_owned));
    let end_ns = whole_ns(outcome);
    for (server, row) in record.grids.servers.rows.iter_mut().enumerate() {
        let bins = &outcome.servers[server];
        let counts = outcome.server_counts[server];
        let answered = outcome.outcome.ledger.server_total(server, measured.clone()).requests();
        let latency_ns = sum(&bins[measured.clone()], |cell| cell.latency_ns) as f64;
        let latency_ns_max = bins.iter().map(|cell| cell.latency_ns_max).max().unwrap_or(0);
        let quantile = |share| quantile(&outcome.server_latencies[server], share, latency_ns_max);
        row.extend([
            server_utilisation(outcome, bins, measured).into(),
            (counts.jobs_ns as f64 / end_ns).into(),
            counts.jobs_max.into(),
            sum(&bins[measured.clone()], |cell| cell.dropped_requests).into(),
            mean(latency_ns, answered),
            quantile(0.5),
            quantile(0.99),
        ]);
    }
}
