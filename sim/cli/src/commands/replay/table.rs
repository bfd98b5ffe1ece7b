//! The results of a replay as a table, and as JSON.

use crate::arguments::ReplayArguments;
use crate::commands::notes::BELADY_NOTE;
use crate::progress::{note, result};
use crate::units::grouped;
use hotset_experiment::cache::{CacheResult, CacheResults, capacity_text};
use hotset_results::terminal_table;
use hotset_sim::cache::Capacity;

/// Prints the counts of all caches.
pub(super) fn print(arguments: &ReplayArguments, results: &CacheResults) {
    if arguments.json {
        return result(json(results));
    }
    results.whole_samples().iter().for_each(|message| note(arguments.quiet, message));
    let rows: Vec<Vec<String>> = results.caches.iter().map(row).collect();
    let header =
        ["policy", "cache", "misses", "hit ratio", "byte hit ratio", "evictions", "requests/s"];
    let warnings = results.caches.iter().filter_map(CacheResult::warning);
    let warnings = warnings.chain(results.other_size_warning());
    let warnings: String = warnings.map(|warning| format!("\nwarning: {warning}")).collect();
    let notes = if arguments.bounds { bounds_note(results) } else { String::new() };
    result(format!("{}{notes}{warnings}", terminal_table(&header, &rows)));
}

/// What the bounds are.
fn bounds_note(results: &CacheResults) -> String {
    let pfoo = match results.sampled_one_in {
        None => {
            "; pfoo-l: no policy hits more, nor more bytes, unless objects are there from the start"
        }
        Some(_) => "",
    };
    format!("\nstatic-lfu: the objects with the most requests for their room{pfoo}{BELADY_NOTE}")
}

fn row(cache: &CacheResult) -> Vec<String> {
    let error = |error: f64| if error > 0.0 { format!(" +- {error:.4}") } else { String::new() };
    let sampled = cache.estimates.as_ref();
    let hit_error = sampled.map_or(0.0, |estimates| estimates.hits.error);
    let byte_error = sampled.and_then(|estimates| estimates.bytes).map_or(0.0, |bytes| bytes.error);
    let bytes = cache.byte_hit_ratio();
    vec![
        cache.policy.clone(),
        capacity_text(cache.capacity),
        grouped(cache.misses()),
        format!("{:.4}{}", cache.hit_ratio(), error(hit_error)),
        bytes.map_or("-".to_owned(), |bytes| format!("{bytes:.4}{}", error(byte_error))),
        sampled.map_or_else(|| grouped(cache.counts.evictions), |_| "-".to_owned()),
        format!("{:.1} M", cache.requests_per_s() / 1e6),
    ]
}

fn json(results: &CacheResults) -> serde_json::Value {
    let rows = results.caches.iter().map(|cache| {
        let mut row = json_row(cache);
        row["read"] = results.trace.report.clone();
        let mut warnings: Vec<String> = cache.warning().into_iter().collect();
        if let Some(share) = results.other_size_share {
            row["hit_bytes_of_other_size_share"] = serde_json::json!(share);
            warnings.extend(results.other_size_warning());
        }
        if !warnings.is_empty() {
            row["warnings"] = serde_json::json!(warnings);
        }
        row
    });
    rows.collect()
}

/// A row of the contract for comparing with other simulators.
fn json_row(cache: &CacheResult) -> serde_json::Value {
    let counts = &cache.counts;
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
    if let Some(estimates) = &cache.estimates {
        // Of one sample, which are not those of the trace.
        for column in ["hits", "bytes", "hit_bytes", "miss_bytes", "evictions"] {
            row[column] = serde_json::Value::Null;
        }
        row["requests"] = serde_json::json!(cache.requests);
        row["misses"] = serde_json::json!(cache.misses());
        row["hit_ratio"] = serde_json::json!(estimates.hits.ratio);
        row["hit_ratio_standard_error"] = serde_json::json!(estimates.hits.error);
        row["byte_hit_ratio"] = serde_json::json!(cache.byte_hit_ratio());
        row["byte_hit_ratio_standard_error"] =
            serde_json::json!(estimates.bytes.map(|bytes| bytes.error));
        row["objects_left_out"] = serde_json::json!(estimates.is_sampled);
    }
    row
}
