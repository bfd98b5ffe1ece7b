//! What a replay tells.

use super::super::run::BELADY_NOTE;
use super::lanes::Counted;
use super::sample::{Estimates, Sampling};
use crate::arguments::ReplayArguments;
use crate::progress::{note, result};
use crate::units::grouped;
use hotset_results::terminal_table;
use hotset_sim::cache::Capacity;

/// A row of the table: a cache, and what samples tell of it, where it was sampled.
pub(super) struct ReplayResult<'a> {
    pub(super) cache: &'a Counted,
    estimates: Option<Estimates>,
    /// All requests of the trace.
    requests: u64,
    /// What it took, all samples together.
    seconds: f64,
}

impl ReplayResult<'_> {
    /// The hit ratio over the whole trace.
    pub(super) fn hit_ratio(&self) -> f64 {
        let counted = self.cache.counts.hit_ratio();
        self.estimates.as_ref().map_or(counted, |estimates| estimates.hits.ratio)
    }

    fn requests_per_s(&self) -> f64 {
        self.requests as f64 / self.seconds.max(1e-9)
    }

    fn misses(&self) -> u64 {
        match &self.estimates {
            Some(estimates) => ((1.0 - estimates.hits.ratio) * self.requests as f64).round() as u64,
            None => self.cache.counts.misses(),
        }
    }

    /// The byte hit ratio, where it is known.
    fn byte_hit_ratio(&self) -> Option<f64> {
        match &self.estimates {
            Some(estimates) => estimates.bytes.map(|bytes| bytes.ratio),
            None => Some(self.cache.counts.byte_hit_ratio()),
        }
    }
}

/// Prints the counts of all caches.
pub(super) fn tell(
    arguments: &ReplayArguments,
    counted: &[Counted],
    sampling: Option<&Sampling>,
    read: &serde_json::Value,
) {
    let told = told(counted, sampling);
    let other_size = resized_hit_share(counted);
    if arguments.json {
        let rows = told.iter().map(|told| {
            let mut row = json_row(told);
            row["read"] = read.clone();
            let mut warnings: Vec<String> = unreliable(told).into_iter().collect();
            if let Some(share) = other_size {
                row["hit_bytes_of_other_size_share"] = serde_json::json!(share);
                warnings.push(other_size_warning(share));
            }
            if !warnings.is_empty() {
                row["warnings"] = serde_json::json!(warnings);
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
    let pfoo = if sampling.is_none() {
        "; pfoo-l: no policy hits more, nor more bytes, but for what is there from the start"
    } else {
        ""
    };
    let notes = match arguments.bounds {
        true => format!(
            "\nstatic-lfu: the objects with the most requests for their room{pfoo}{BELADY_NOTE}"
        ),
        false => String::new(),
    };
    let warnings = told.iter().filter_map(unreliable).chain(other_size.map(other_size_warning));
    let warnings: String = warnings.map(|warning| format!("\nwarning: {warning}")).collect();
    result(format!("{}{notes}{warnings}", terminal_table(&header, &rows)));
}

/// From this share of the hit bytes on, copies of another size are worth a word.
const OTHER_SIZE_SHARE_MAX: f64 = 0.01;

/// The share of the bytes found in a cache with room for all that come from copies of another size
/// than the answer's, if it is not small.
fn resized_hit_share(counted: &[Counted]) -> Option<f64> {
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

/// That an estimate goes by the sample, not by the trace.
fn unreliable(told: &ReplayResult<'_>) -> Option<String> {
    let ReplayResult { cache, estimates, .. } = told;
    let estimates = estimates.as_ref().filter(|estimates| estimates.is_sampled)?;
    let why = match estimates.off() {
        Some(off) => format!(
            "where an object stands for twice as many, a ratio is {off:.4} off; take a larger --sample, or \
             all objects"
        ),
        None if cache.evicts_newest_first => {
            "newcomers are the first to go, after some misses, of which a sample has fewer; take all \
             objects"
                .to_owned()
        }
        None => return None,
    };
    Some(format!("{} at {}: not reliable: {why}", cache.policy, capacity_text(cache.capacity)))
}

/// Tells where a sample leaves nothing out.
fn warn(arguments: &ReplayArguments, told: &[ReplayResult<'_>], sampling: Option<&Sampling>) {
    let all =
        |told: &&ReplayResult<'_>| told.estimates.as_ref().is_some_and(|told| !told.is_sampled);
    let mut capacities: Vec<Capacity> =
        told.iter().filter(all).filter_map(|told| told.cache.capacity).collect();
    capacities.dedup();
    for (capacity, sampling) in capacities.into_iter().zip(std::iter::repeat(sampling)) {
        let every = sampling.map_or(1, Sampling::every);
        let text = format!(
            "a cache of {}: nothing was left out, for what stands for {every} objects is large beside it",
            capacity_text(Some(capacity))
        );
        note(arguments.quiet, text);
    }
}

/// The caches that are told of, each once for all its samples.
pub(super) fn told<'a>(
    counted: &'a [Counted],
    sampling: Option<&Sampling>,
) -> Vec<ReplayResult<'a>> {
    let mut told = Vec::new();
    // The cache with room for all is never sampled.
    let whole = counted.iter().find(|cache| cache.capacity.is_none());
    let requests = whole.map_or(0, |cache| cache.counts.requests);
    for (index, cache) in counted.iter().enumerate().filter(|(_, cache)| cache.part == 0) {
        let others = counted[index + 1..].iter().take_while(|cache| cache.part > 0);
        let samples: Vec<&Counted> = std::iter::once(cache).chain(others).collect();
        let estimates = sampling
            .filter(|_| cache.capacity.is_some())
            .map(|sampling| Estimates::of(&samples, sampling.tells_bytes(cache.capacity)));
        let seconds = samples.iter().map(|sample| sample.seconds).sum();
        told.push(ReplayResult { cache, estimates, requests, seconds });
    }
    told
}

fn capacity_text(capacity: Option<Capacity>) -> String {
    match capacity {
        Some(Capacity::Bytes(amount)) => format!("{} B", grouped(amount)),
        Some(Capacity::Objects(amount)) => format!("{} obj", grouped(amount)),
        None => "room for all".to_owned(),
    }
}

fn row(told: &ReplayResult<'_>) -> Vec<String> {
    let cache = told.cache;
    let counts = &cache.counts;
    let error = |error: f64| if error > 0.0 { format!(" +- {error:.4}") } else { String::new() };
    let sampled = told.estimates.as_ref();
    let hit_error = sampled.map_or(0.0, |estimates| estimates.hits.error);
    let byte_error = sampled.and_then(|estimates| estimates.bytes).map_or(0.0, |bytes| bytes.error);
    let bytes = told.byte_hit_ratio();
    vec![
        cache.policy.clone(),
        capacity_text(cache.capacity),
        grouped(told.misses()),
        format!("{:.4}{}", told.hit_ratio(), error(hit_error)),
        bytes.map_or("-".to_owned(), |bytes| format!("{bytes:.4}{}", error(byte_error))),
        sampled.map_or_else(|| grouped(counts.evictions), |_| "-".to_owned()),
        format!("{:.1} M", told.requests_per_s() / 1e6),
    ]
}

/// A row of the contract for comparing with other simulators.
fn json_row(told: &ReplayResult<'_>) -> serde_json::Value {
    let cache = told.cache;
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
        "seconds": told.seconds,
        "requests_per_s": told.requests_per_s(),
    });
    if let Some(estimates) = &told.estimates {
        // Of one sample, which are not those of the trace.
        for column in ["hits", "bytes", "hit_bytes", "miss_bytes", "evictions"] {
            row[column] = serde_json::Value::Null;
        }
        row["requests"] = serde_json::json!(told.requests);
        row["misses"] = serde_json::json!(told.misses());
        row["hit_ratio"] = serde_json::json!(estimates.hits.ratio);
        row["hit_ratio_standard_error"] = serde_json::json!(estimates.hits.error);
        row["byte_hit_ratio"] = serde_json::json!(told.byte_hit_ratio());
        row["byte_hit_ratio_standard_error"] =
            serde_json::json!(estimates.bytes.map(|bytes| bytes.error));
        row["objects_left_out"] = serde_json::json!(estimates.is_sampled);
    }
    row
}
