//! Real logs, where they are present, have the counts of their manifest, exactly.

use crate::shared_data::shared_data;
use hotset_workloads::analysis::{PopularityProfile, RateSeries};
use hotset_workloads::formats::{Format, ReadOptions, TraceReader};
use hotset_workloads::{RequestBatch, RequestSource, SimTime};

struct Expected {
    format: Format,
    requests: u64,
    objects: u64,
    malformed: u64,
    lines_stepped_back: u64,
    top_percent_share: f64,
    one_hit_share: f64,
    /// Sum of the largest sizes, and the busiest hour over the average one, where known.
    footprint_bytes: Option<u64>,
    hour_peak_to_mean: Option<f64>,
}

fn check(name: &str, expected: &Expected) {
    let Some(path) = shared_data(name) else { return };
    let mut reader = TraceReader::open(&path, &ReadOptions::default()).unwrap();
    let mut batch = RequestBatch::default();
    let mut counts = vec![0u64; expected.objects as usize];
    let mut hours = RateSeries::new(3_600 * SimTime::NS_PER_S);
    let mut largest = vec![0u64; expected.objects as usize];
    while reader.next_batch(&mut batch).unwrap() {
        for request in batch.iter() {
            counts[request.object as usize] += 1;
            let bytes = &mut largest[request.object as usize];
            *bytes = (*bytes).max(request.bytes);
        }
        hours.add(&batch);
    }
    let report = reader.report();
    assert_eq!(report.format, expected.format, "{name}");
    assert_eq!(report.requests, expected.requests, "{name}: requests; {report}");
    assert_eq!(report.objects, expected.objects, "{name}: objects; {report}");
    assert_eq!(report.malformed_total(), expected.malformed, "{name}: {report}");
    assert_eq!(report.stepped_back, expected.lines_stepped_back, "{name}: {report}");
    let profile = PopularityProfile::new(&counts);
    let (top, one_hit) = (profile.top_share(0.01), profile.one_hit_share());
    assert!((top - expected.top_percent_share).abs() < 6e-4, "{name}: top 1 % {top}");
    assert!((one_hit - expected.one_hit_share).abs() < 6e-4, "{name}: one-hit {one_hit}");
    if let Some(bytes) = expected.footprint_bytes {
        assert_eq!(largest.iter().sum::<u64>(), bytes, "{name}: footprint");
    }
    if let Some(peak) = expected.hour_peak_to_mean {
        assert!((hours.peak_to_mean() - peak).abs() < 0.005, "{name}: {}", hours.peak_to_mean());
    }
}

fn log(requests: u64, objects: u64, malformed: u64, back: u64, top: f64, one: f64) -> Expected {
    Expected {
        format: Format::Log,
        requests,
        objects,
        malformed,
        lines_stepped_back: back,
        top_percent_share: top,
        one_hit_share: one,
        footprint_bytes: None,
        hour_peak_to_mean: None,
    }
}

#[test]
fn calgary() {
    check(
        "calgary-19941024-19950131.log.zst",
        &Expected {
            footprint_bytes: Some(143_342_919),
            hour_peak_to_mean: Some(9.06),
            ..log(115_211, 2_304, 57, 9, 0.454, 0.211)
        },
    );
}

#[test]
fn nasa() {
    check(
        "nasa-19950709.log.zst",
        &Expected {
            footprint_bytes: Some(87_887_486),
            hour_peak_to_mean: Some(1.57),
            ..log(34_315, 1_689, 0, 0, 0.400, 0.375)
        },
    );
}

#[test]
fn epa() {
    check(
        "epa-19950829.log.zst",
        &Expected {
            footprint_bytes: Some(113_175_461),
            hour_peak_to_mean: Some(2.52),
            ..log(40_591, 5_138, 21, 15, 0.528, 0.587)
        },
    );
}

#[test]
fn semicomplete() {
    check(
        "semicomplete-201505.log.zst",
        &Expected {
            footprint_bytes: Some(561_277_715),
            ..log(9_581, 1_387, 0, 4_915, 0.499, 0.546)
        },
    );
}

#[test]
fn blog() {
    check(
        "blog-a-20160220-20160328.log.zst",
        &Expected {
            footprint_bytes: Some(212_868_867),
            hour_peak_to_mean: Some(6.72),
            ..log(98_878, 3_297, 0, 5_771, 0.428, 0.309)
        },
    );
}

#[test]
fn world_cup() {
    // The manifest counts all 10,000 records; 77 of them are no GET with 200, 206 or 304.
    let expected = Expected { format: Format::Wc98, ..log(9_923, 1_236, 0, 0, 0.1074, 0.4256) };
    check("wc98-day50_4-head.bin.zst", &expected);
}

#[test]
fn twitter() {
    let expected = Expected { format: Format::Csv, ..log(5_006_647, 517_292, 0, 0, 0.637, 0.386) };
    check("twitter-c52-first-half.csv.zst", &expected);
}
