//! What a replay tells.

use super::super::run::BELADY_NOTE;
use super::lanes::Counted;
use super::sample::Sampling;
use crate::arguments::ReplayArguments;
use crate::progress::{note, result};
use crate::units::grouped;
use hotset_results::terminal_table;
use hotset_sim::cache::Capacity;
use hotset_sim::engine::ReplayCounts;

/// A row of the table: a cache, its counts for the whole trace, and the standard error of its hit
/// ratio where that was sampled.
struct Told<'a> {
    cache: &'a Counted,
    counts: ReplayCounts,
    error: Option<f64>,
}

/// Prints the counts of all caches.
pub(super) fn tell(
    arguments: &ReplayArguments,
    counted: &[Counted],
    sampling: Option<&Sampling>,
    read: &serde_json::Value,
) {
    let told = told(counted, sampling);
    let other_size = other_size_share(counted);
    if arguments.json {
        let rows = told.iter().map(|told| {
            let mut row = json_row(told, sampling);
            row["read"] = read.clone();
            if let Some(share) = other_size {
                row["hit_bytes_of_other_size_share"] = serde_json::json!(share);
                row["warnings"] = serde_json::json!([other_size_warning(share)]);
            }
            row
        });
        result(serde_json::Value::from(rows.collect::<Vec<_>>()));
        return;
    }
    warn(arguments, &told, sampling);
    let rows: Vec<Vec<String>> = told.iter().map(row).collect();
    let header =
        ["policy", "cache", "misses", "hit ratio", "byte hit ratio", "evictions", "requests/s"];
    let notes = match arguments.bounds {
        true => format!(
            "\nstatic-lfu: the objects with the most requests for their room; pfoo-l: no policy hits more, \
             nor more bytes{BELADY_NOTE}"
        ),
        false => String::new(),
    };
    let warning = other_size
        .map_or(String::new(), |share| format!("\nwarning: {}", other_size_warning(share)));
    result(format!("{}{notes}{warning}", terminal_table(&header, &rows)));
}

/// From this share of the hit bytes on, copies of another size are worth a word.
const OTHER_SIZE_SHARE_MAX: f64 = 0.01;

/// The share of the bytes found in a cache with room for all that come from copies of another size
/// than the answer's, if it is not small.
fn other_size_share(counted: &[Counted]) -> Option<f64> {
    let infinite = counted.iter().find(|cache| cache.capacity.is_none() && cache.part == 0)?;
    let share = infinite.other_size_bytes? as f64 / infinite.counts.hit_bytes.max(1) as f64;
    (share > OTHER_SIZE_SHARE_MAX).then_some(share)
}

fn other_size_warning(share: f64) -> String {
    format!(
        "{:.1} % of the hit bytes of a cache with room for all come from copies that had another size \
         when they came in; with --size-rule modified, another size is a miss",
        share * 100.0
    )
}

/// Tells what the errors of a sample do not tell.
fn warn(arguments: &ReplayArguments, told: &[Told<'_>], sampling: Option<&Sampling>) {
    let mut capacities: Vec<Capacity> =
        told.iter().filter_map(|told| told.cache.capacity).collect();
    capacities.dedup();
    for capacity in capacities {
        let share = sampling.map_or(0.0, |sampling| sampling.share_too_large(capacity));
        if share > 0.0 {
            let amount = grouped(capacity.amount());
            let share = share * 100.0;
            let text = format!(
                "a cache of {amount} B: {share:.2} % of the requests are for objects that fit into \
                 it, but not into its sampled form; its estimate is wrong by what they do, beyond \
                 its error"
            );
            note(arguments.quiet, text);
        }
    }
}

/// The caches that are told of: those of parts of a sample only give the error.
fn told<'a>(counted: &'a [Counted], sampling: Option<&Sampling>) -> Vec<Told<'a>> {
    let mut told = Vec::new();
    for (index, cache) in counted.iter().enumerate().filter(|(_, cache)| cache.part == 0) {
        let behind = &counted[index + 1..];
        let parts = behind.iter().take_while(|cache| cache.part > 0).count();
        let sampled = sampling.filter(|_| parts > 0);
        told.push(Told {
            cache,
            counts: sampled.map_or(cache.counts, |sampling| sampling.whole(&cache.counts, 0)),
            error: sampled.map(|sampling| sampling.error(&behind[..parts])),
        });
    }
    told
}

impl Counted {
    fn requests_per_s(&self) -> f64 {
        self.counts.requests as f64 / self.seconds.max(1e-9)
    }
}

fn row(told: &Told<'_>) -> Vec<String> {
    let Told { cache, counts, error } = told;
    let capacity = match cache.capacity {
        Some(Capacity::Bytes(amount)) => format!("{} B", grouped(amount)),
        Some(Capacity::Objects(amount)) => format!("{} obj", grouped(amount)),
        None => "room for all".to_owned(),
    };
    let error = error.map_or(String::new(), |error| format!(" +- {error:.4}"));
    vec![
        cache.policy.clone(),
        capacity,
        grouped(counts.misses()),
        format!("{:.4}{error}", counts.hit_ratio()),
        format!("{:.4}", counts.byte_hit_ratio()),
        grouped(counts.evictions),
        format!("{:.1} M", cache.requests_per_s() / 1e6),
    ]
}

/// A row of the contract for comparing with other simulators.
fn json_row(told: &Told<'_>, sampling: Option<&Sampling>) -> serde_json::Value {
    let Told { cache, counts, error } = told;
    let unit = match cache.capacity {
        Some(Capacity::Bytes(_)) | None => "cache_bytes",
        Some(Capacity::Objects(_)) => "cache_objects",
    };
    let mut row = serde_json::json!({
        "policy": cache.policy,
        unit: cache.capacity.map(Capacity::amount),
        "requests": counts.requests,
        "hits": counts.hits,
        "misses": counts.misses(),
        "hit_ratio": counts.hit_ratio(),
        "bytes": counts.bytes,
        "hit_bytes": counts.hit_bytes,
        "miss_bytes": counts.miss_bytes(),
        "byte_hit_ratio": counts.byte_hit_ratio(),
        "evictions": counts.evictions,
        "seconds": cache.seconds,
        "requests_per_s": cache.requests_per_s(),
    });
    if let Some(error) = error {
        row["hit_ratio_standard_error"] = serde_json::json!(error);
        let too_large = cache.capacity.zip(sampling).map(|(size, s)| s.share_too_large(size));
        row["requests_too_large_to_sample"] = serde_json::json!(too_large);
    }
    row
}
