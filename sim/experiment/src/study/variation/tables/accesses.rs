//! Sizes, footprint, popularity decay, one-hit objects, and accesses of some objects.

use super::over_time::{count, row};
use crate::study::variation::found::Found;
use hotset_results::{Row, Table};
use hotset_workloads::ObjectId;
use hotset_workloads::analysis::{AccessStudy, LogBins, PopularityDecay};
use serde_json::Value;

/// Sizes by object (the largest seen of each) and by request; empty where the trace states none.
pub(in crate::study::variation) fn sizes(study: &AccessStudy) -> Table {
    let of = |by: &'static str, bins: &LogBins| -> Vec<Row> {
        let bins = bins.bins().into_iter();
        bins.map(|bin| {
            row(&[
                ("by", by.into()),
                ("from_bytes", bin.from.into()),
                ("to_bytes", bin.last.into()),
                ("count", count(bin.count)),
                ("cdf", bin.share_to.into()),
            ])
        })
        .collect()
    };
    let mut rows = Vec::new();
    if study.has_sizes() {
        rows.extend(of("object", &study.bytes_by_object));
        rows.extend(of("request", &study.bytes_by_request));
    }
    Table { rows }
}

/// Footprint at the end of each bin, and working set in it.
pub(in crate::study::variation) fn footprint(study: &AccessStudy, found: &Found) -> Table {
    let rate = &found.rate;
    let has_sizes = study.has_sizes();
    let bytes = |bytes: u64| if has_sizes { bytes.into() } else { Value::Null };
    let rows = study.footprint.bins.iter().enumerate().map(|(bin, at)| {
        row(&[
            ("unix_s", (rate.start().as_s() + bin as f64 * rate.width_s()).into()),
            ("bin_s", rate.width_s().into()),
            ("footprint_objects", at.objects.into()),
            ("footprint_bytes", bytes(at.bytes)),
            ("working_set_objects", at.working_set_objects.into()),
            ("working_set_bytes", bytes(at.working_set_bytes)),
        ])
    });
    Table { rows: rows.collect() }
}

/// Requests in each period for the objects that were first requested in each.
pub(in crate::study::variation) fn popularity_decay(
    decay: &PopularityDecay,
    found: &Found,
) -> Table {
    let period_s = decay.bins_per_period as f64 * found.rate.width_s();
    let start_of = |period: usize| found.rate.start().as_s() + period as f64 * period_s;
    let all_in = |period: usize| decay.requests.iter().map(|of| of[period]).sum::<u64>();
    let totals: Vec<u64> = (0..decay.objects.len()).map(all_in).collect();
    let mut rows = Vec::new();
    for (first, (requests, &objects)) in decay.requests.iter().zip(&decay.objects).enumerate() {
        for (period, &wanted) in requests.iter().enumerate().skip(first) {
            if objects == 0 || totals[period] == 0 {
                continue;
            }
            rows.push(row(&[
                ("first_unix_s", start_of(first).into()),
                ("unix_s", start_of(period).into()),
                ("period_s", period_s.into()),
                ("objects", objects.into()),
                ("requests", wanted.into()),
                ("share_of_requests", (wanted as f64 / totals[period] as f64).into()),
            ]));
        }
    }
    Table { rows }
}

/// The share of one-hit objects in prefixes of the trace.
pub(in crate::study::variation) fn one_hits(study: &AccessStudy) -> Table {
    let whole = study.one_hits.prefixes.last().map_or(1, |prefix| prefix.requests);
    let rows = study.one_hits.prefixes.iter().map(|prefix| {
        row(&[
            ("trace_share", (prefix.requests as f64 / whole as f64).into()),
            ("requests", prefix.requests.into()),
            ("objects", prefix.objects.into()),
            ("one_hit_objects", prefix.one_hit_objects.into()),
            ("one_hit_share", prefix.one_hit_share().into()),
        ])
    });
    Table { rows: rows.collect() }
}

/// The accesses of a sample of objects.
pub(in crate::study::variation) fn accesses(
    study: &AccessStudy,
    name: &dyn Fn(ObjectId) -> String,
) -> Table {
    let mut rows = Vec::new();
    for sampled in &study.sample.objects {
        for &(time, request) in &sampled.accesses {
            rows.push(row(&[
                ("rank", sampled.rank.into()),
                ("object", name(sampled.object).into()),
                ("unix_s", time.as_s().into()),
                ("request", request.into()),
                ("requests_per_access", sampled.requests_per_access.into()),
            ]));
        }
    }
    Table { rows }
}
