//! The results of a run of a single cache.

use super::run::CacheRun;
use crate::content::content::Content;
use crate::study::planned_run::RunError;
use hotset_results::metrics::{
    BYTE_HIT_RATIO, BYTE_MISS_RATIO, CACHE_BYTES, CACHE_OBJECTS, CLIENT_BYTES, EVICTIONS,
    HIT_BYTES, HIT_RATIO, HITS, MISS_BYTES, MISS_RATIO, MISSES, REQUESTS, WARM_UP_S,
};
use hotset_results::warnings::{CACHE_HOLDS_ALL, OTHER_SIZES};
use hotset_results::{Grid, RunGrids, RunRecord, WARNINGS};
use hotset_sim::cache::Capacity;
use hotset_sim::ledger::Bins;
use hotset_sim::replay::ReplayCounts;
use serde_json::Value;

/// The record of a run, from what its cache had counted at the end of every bin.
pub(super) fn record(
    run: &CacheRun<'_>,
    bins: Bins,
    ends: &[ReplayCounts],
) -> Result<RunRecord, RunError> {
    let measured = run.measured(bins.count);
    let before = |bin: usize| bin.checked_sub(1).map_or_else(Default::default, |bin| ends[bin]);
    let counts = ends[measured.end - 1].since(&before(measured.start));
    if counts.requests == 0 {
        let what = "nothing is left to measure: all requests fall into the warm-up".to_owned();
        return Err(RunError::Spec { key: "warm_up", what });
    }
    let capacity = run.capacity()?;
    let mut record = RunRecord::default();
    match capacity {
        Capacity::Bytes(bytes) => record.insert(CACHE_BYTES, bytes),
        Capacity::Objects(objects) => record.insert(CACHE_OBJECTS, objects),
    }
    record.insert(WARM_UP_S, bins.width_s() * measured.start as f64);
    record.insert(REQUESTS, counts.requests);
    record.insert(HITS, counts.hits);
    record.insert(MISSES, counts.misses());
    record.insert(HIT_RATIO, counts.hit_ratio());
    record.insert(MISS_RATIO, 1.0 - counts.hit_ratio());
    // Where every object counts as 1, bytes are requests.
    if !run.study.ignore_size {
        record.insert(CLIENT_BYTES, counts.bytes);
        record.insert(HIT_BYTES, counts.hit_bytes);
        record.insert(MISS_BYTES, counts.miss_bytes());
        record.insert(BYTE_HIT_RATIO, counts.byte_hit_ratio());
        record.insert(BYTE_MISS_RATIO, 1.0 - counts.byte_hit_ratio());
    }
    record.insert(EVICTIONS, counts.evictions);
    record.run.insert(WARNINGS.to_owned(), warnings(run, capacity).join(" ").into());
    record.grids = RunGrids { series: series(run, bins, ends), ..RunGrids::default() };
    Ok(record)
}

fn warnings(run: &CacheRun<'_>, capacity: Capacity) -> Vec<&'static str> {
    let catalog = run.run.content.catalog();
    let all = match capacity {
        Capacity::Bytes(bytes) => bytes >= catalog.total_bytes(),
        Capacity::Objects(objects) => objects >= catalog.len() as u64,
    };
    let mut warnings = Vec::new();
    warnings.extend(all.then_some(CACHE_HOLDS_ALL));
    if let Content::Trace(trace) = run.run.content
        && trace.has_other_sizes()
        && !run.study.ignore_size
    {
        warnings.push(OTHER_SIZES);
    }
    warnings
}

/// The miss ratio over time, from the first request on.
fn series(run: &CacheRun<'_>, bins: Bins, ends: &[ReplayCounts]) -> Grid {
    let mut columns: Vec<&str> = vec!["bin", "time_s"];
    columns.extend([REQUESTS, HIT_RATIO, MISS_RATIO].map(|metric| metric.name));
    if !run.study.ignore_size {
        columns.extend([BYTE_HIT_RATIO, BYTE_MISS_RATIO].map(|metric| metric.name));
    }
    let mut grid = Grid::new(&columns);
    let mut before = ReplayCounts::default();
    for (bin, end) in ends.iter().enumerate() {
        let counts = end.since(&before);
        before = *end;
        let known = |ratio: f64| if counts.requests > 0 { Value::from(ratio) } else { Value::Null };
        let (hits, bytes) = (counts.hit_ratio(), counts.byte_hit_ratio());
        let time_s = (bins.start_of(bin).0 - bins.start.0) as f64 / 1e9;
        let mut row = vec![bin.into(), time_s.into(), counts.requests.into()];
        row.extend([known(hits), known(1.0 - hits)]);
        if !run.study.ignore_size {
            row.extend([known(bytes), known(1.0 - bytes)]);
        }
        grid.rows.push(row);
    }
    grid
}
