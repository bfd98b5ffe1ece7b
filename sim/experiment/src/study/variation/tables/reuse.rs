//! Reuse times, stack distances, and miss ratios of LRU.

use super::over_time::{count, row};
use crate::study::variation::locality::StackDistanceProfile;
use hotset_results::Table;
use hotset_workloads::SimTime;
use hotset_workloads::analysis::LogBins;

/// Times between two requests for an object, in bins from `from_s` to before `to_s`.
pub(in crate::study::variation) fn reuse_times(reuse_ns: &LogBins) -> Table {
    let bins = reuse_ns.bins().into_iter();
    let rows = bins.map(|bin| {
        row(&[
            ("from_s", SimTime(bin.from).as_s().into()),
            ("to_s", SimTime(bin.last.saturating_add(1)).as_s().into()),
            ("reuses", count(bin.count)),
            ("ccdf", bin.share_from.into()),
        ])
    });
    Table { rows: rows.collect() }
}

/// Requests from one for an object to the next for it.
pub(in crate::study::variation) fn reuse_requests(reuse_requests: &LogBins) -> Table {
    let bins = reuse_requests.bins().into_iter();
    let rows = bins.map(|bin| {
        row(&[
            ("from_requests", bin.from.into()),
            ("to_requests", bin.last.into()),
            ("reuses", count(bin.count)),
            ("ccdf", bin.share_from.into()),
        ])
    });
    Table { rows: rows.collect() }
}

/// Stack distances, of all objects or of a sample.
pub(in crate::study::variation) fn stack_distances(stack: &StackDistanceProfile) -> Table {
    let bins = stack.distances.bins().into_iter();
    let rows = bins.map(|bin| {
        row(&[
            ("from_objects", bin.from.into()),
            ("to_objects", bin.last.into()),
            ("reuses", count(bin.count)),
            ("ccdf", bin.share_from.into()),
            ("sampling_rate", stack.rate.into()),
        ])
    });
    Table { rows: rows.collect() }
}

/// Miss ratios of LRU caches, in which each object counts as 1.
pub(in crate::study::variation) fn miss_ratios(stack: &StackDistanceProfile) -> Table {
    let rows = stack.miss_ratios.iter().map(|&(size, miss_ratio)| {
        row(&[
            ("policy", "lru".into()),
            ("cache_unit", "objects".into()),
            ("cache", size.into()),
            ("miss_ratio", miss_ratio.into()),
            ("sampling_rate", stack.rate.into()),
        ])
    });
    Table { rows: rows.collect() }
}
