//! One pass over a trace, or over counts over time.

use super::found::Found;
use crate::study::error::StudyError;
use hotset_workloads::analysis::{PopularityProfile, RateSeries, Seasonality, VariationStudy};
use hotset_workloads::formats::TraceReader;
use hotset_workloads::{CountSeries, RequestBatch, RequestSource, SimTime};

/// Seed of the baselines: the same for everyone.
const BASELINE_SEED: u64 = 1;

pub(super) fn study_trace(reader: &mut TraceReader, width_ns: u64) -> Result<Found, StudyError> {
    const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;
    let mut requests_of: Vec<u64> = Vec::new();
    let mut bytes_of: Vec<u64> = Vec::new();
    let mut rate = RateSeries::new(width_ns);
    let mut span = None;
    let mut variation: Option<VariationStudy> = None;
    let mut batch = RequestBatch::default();
    while reader.next_batch(&mut batch).map_err(StudyError::input)? {
        requests_of.resize(reader.names().len(), 0);
        bytes_of.resize(reader.names().len(), 0);
        for request in batch.iter() {
            let object = request.object as usize;
            requests_of[object] += 1;
            bytes_of[object] = bytes_of[object].max(request.bytes);
        }
        rate.add(&batch);
        if let (Some(&first), Some(&last)) = (batch.time.first(), batch.time.last()) {
            span = Some((span.map_or(first, |(first, _)| first), last));
        }
        let study = variation.get_or_insert_with(|| {
            // Days and weeks begin at midnight of the first day.
            let first = batch.time.first().map_or(0, |time| time.0 / DAY_NS * DAY_NS);
            VariationStudy::new(width_ns, SimTime(first), BASELINE_SEED)
        });
        study.add(&batch);
    }
    let variation =
        variation.unwrap_or_else(|| VariationStudy::new(width_ns, SimTime(0), BASELINE_SEED));
    Ok(Found {
        profile: PopularityProfile::new(&requests_of),
        rate,
        span,
        footprint_bytes: Some(
            bytes_of.iter().fold(0, |sum: u64, &bytes| sum.saturating_add(bytes)),
        ),
        variation: variation.finish(),
        seasonality: Seasonality::default(),
        series: None,
    })
}

pub(super) fn study_series(series: &CountSeries, width_ns: u64) -> Found {
    let mut width_ns = width_ns;
    let mut wide = series.rebinned(width_ns);
    while wide.bins > RateSeries::BINS_MAX {
        width_ns = wide.width_ns.saturating_mul(2);
        wide = series.rebinned(width_ns);
    }
    let series = wide;
    let mut variation = VariationStudy::new(series.width_ns, series.start, BASELINE_SEED);
    for bin in 0..series.bins {
        let time = SimTime(series.start.0 + bin as u64 * series.width_ns);
        series.bin(bin).for_each(|(name, count)| variation.add_count(time, name, count));
    }
    Found {
        profile: PopularityProfile::new(&series.sums()),
        rate: RateSeries::of_counts(series.start, series.width_ns, &series.totals()),
        span: None,
        footprint_bytes: None,
        variation: variation.finish(),
        seasonality: Seasonality::default(),
        series: Some(series),
    }
}
