//! What a replay tells.

use super::lanes::{INFINITE, Lane};
use crate::progress::result;
use crate::units::grouped;
use hotset_results::terminal_table;
use hotset_sim::cache::Capacity;

/// Prints the counts of all caches.
pub(super) fn tell(json: bool, lanes: &[Lane]) {
    if json {
        let rows: Vec<serde_json::Value> =
            lanes.iter().filter(|lane| lane.policy != INFINITE).map(json_row).collect();
        result(serde_json::Value::from(rows));
        return;
    }
    let rows: Vec<Vec<String>> = lanes.iter().map(row).collect();
    let header =
        ["policy", "cache", "misses", "hit ratio", "byte hit ratio", "evictions", "requests/s"];
    result(terminal_table(&header, &rows));
}

fn row(lane: &Lane) -> Vec<String> {
    let counts = lane.cache.counts();
    let capacity = match lane.capacity {
        Some(Capacity::Bytes(amount)) => format!("{} B", grouped(amount)),
        Some(Capacity::Objects(amount)) => format!("{} obj", grouped(amount)),
        None => "room for all".to_owned(),
    };
    vec![
        lane.policy.clone(),
        capacity,
        grouped(counts.misses()),
        format!("{:.4}", counts.hit_ratio()),
        format!("{:.4}", counts.byte_hit_ratio()),
        grouped(counts.evictions),
        format!("{:.1} M", counts.requests as f64 / lane.seconds.max(1e-9) / 1e6),
    ]
}

/// A row of the contract for comparing with other simulators.
fn json_row(lane: &Lane) -> serde_json::Value {
    let counts = lane.cache.counts();
    let unit = match lane.capacity {
        Some(Capacity::Bytes(_)) | None => "cache_bytes",
        Some(Capacity::Objects(_)) => "cache_objects",
    };
    serde_json::json!({
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
        "requests_per_s": counts.requests as f64 / lane.seconds.max(1e-9),
    })
}
