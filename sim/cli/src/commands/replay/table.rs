//! What a replay tells.

use super::Work;
use super::lanes::{INFINITE, Lane};
use super::sample::Sampling;
use crate::arguments::ReplayArguments;
use crate::progress::result;
use crate::units::grouped;
use hotset_results::terminal_table;
use hotset_sim::cache::Capacity;
use hotset_sim::engine::ReplayCounts;

/// A row of the table: a cache, its counts for the whole trace, and the standard error of its hit
/// ratio where that was sampled.
struct Told<'a> {
    lane: &'a Lane,
    counts: ReplayCounts,
    error: Option<f64>,
}

/// Prints the counts of all caches.
pub(super) fn tell(arguments: &ReplayArguments, work: &Work) {
    let told = told(&work.lanes, work.sampling.as_ref());
    if arguments.json {
        let rows = told.iter().filter(|told| told.lane.policy != INFINITE).map(json_row);
        result(serde_json::Value::from(rows.collect::<Vec<_>>()));
        return;
    }
    let rows: Vec<Vec<String>> = told.iter().map(row).collect();
    let header =
        ["policy", "cache", "misses", "hit ratio", "byte hit ratio", "evictions", "requests/s"];
    result(terminal_table(&header, &rows));
}

/// The lanes that are told of: those of parts of a sample only give the error.
fn told<'a>(lanes: &'a [Lane], sampling: Option<&Sampling>) -> Vec<Told<'a>> {
    let mut told = Vec::new();
    for (index, lane) in lanes.iter().enumerate().filter(|(_, lane)| lane.part == 0) {
        let counts = lane.cache.counts();
        let parts = lanes[index + 1..].iter().take_while(|lane| lane.part > 0).count();
        let sampled = sampling.filter(|_| parts > 0);
        told.push(Told {
            lane,
            counts: sampled.map_or(counts, |sampling| sampling.whole(&counts, 0)),
            error: sampled.map(|sampling| sampling.error(&lanes[index + 1..][..parts])),
        });
    }
    told
}

fn row(told: &Told<'_>) -> Vec<String> {
    let Told { lane, counts, error } = told;
    let capacity = match lane.capacity {
        Some(Capacity::Bytes(amount)) => format!("{} B", grouped(amount)),
        Some(Capacity::Objects(amount)) => format!("{} obj", grouped(amount)),
        None => "room for all".to_owned(),
    };
    let error = error.map_or(String::new(), |error| format!(" +- {error:.4}"));
    let requests = lane.cache.counts().requests as f64;
    vec![
        lane.policy.clone(),
        capacity,
        grouped(counts.misses()),
        format!("{:.4}{error}", counts.hit_ratio()),
        format!("{:.4}", counts.byte_hit_ratio()),
        grouped(counts.evictions),
        format!("{:.1} M", requests / lane.seconds.max(1e-9) / 1e6),
    ]
}

/// A row of the contract for comparing with other simulators.
fn json_row(told: &Told<'_>) -> serde_json::Value {
    let Told { lane, counts, error } = told;
    let unit = match lane.capacity {
        Some(Capacity::Bytes(_)) | None => "cache_bytes",
        Some(Capacity::Objects(_)) => "cache_objects",
    };
    let requests = lane.cache.counts().requests as f64;
    let mut row = serde_json::json!({
        "policy": lane.policy,
        unit: lane.capacity.map(Capacity::amount),
        "requests": counts.requests,
        "hits": counts.hits,
        "misses": counts.misses(),
        "hit_ratio": counts.hit_ratio(),
        "bytes": counts.bytes,
        "hit_bytes": counts.hit_bytes,
        "miss_bytes": counts.miss_bytes(),
        "byte_hit_ratio": counts.byte_hit_ratio(),
        "evictions": counts.evictions,
        "seconds": lane.seconds,
        "requests_per_s": requests / lane.seconds.max(1e-9),
    });
    if let Some(error) = error {
        row["hit_ratio_standard_error"] = serde_json::json!(error);
    }
    row
}
