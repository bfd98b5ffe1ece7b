//! Metrics of a queueing run.

use crate::study::planned_run::Measured;
use crate::study::warn::warn;
use hotset_results::RunRecord;
use hotset_results::metrics::{
    DELAYED_LATENCY_NS_P50, DELAYED_LATENCY_NS_P99, DELAYED_REQUESTS, DROPPED_REQUESTS,
    INTER_SERVER_LINK_UTILISATION_MAX, LATENCY_NS_MAX, LATENCY_NS_MEAN, LATENCY_NS_P50,
    LATENCY_NS_P90, LATENCY_NS_P95, LATENCY_NS_P99, LATENCY_NS_P999, LINK_JOBS_MAX, LINK_REFUSED,
    LOCAL_LATENCY_NS_P50, LOCAL_LATENCY_NS_P99, Metric, ORIGIN_JOBS_MAX, ORIGIN_JOBS_MEAN,
    ORIGIN_LATENCY_NS_P50, ORIGIN_LATENCY_NS_P99, ORIGIN_LINK_UTILISATION_MAX, ORIGIN_REFUSED,
    ORIGIN_UTILISATION, OVERLOADED_STATIONS, SERVER_JOBS_MAX, SERVER_JOBS_MEAN, SERVER_UTILISATION,
    SERVER_UTILISATION_MAX, SIBLING_LATENCY_NS_P50, SIBLING_LATENCY_NS_P99, TIMED_OUT_REQUESTS,
    WAITING_REQUESTS,
};
use hotset_results::warnings::{DROPS, OVERLOAD};
use hotset_sim::engine::timed::{Histogram, LATENCY_CLASSES, Latencies, TimedCell, TimedOutcome};
use serde_json::Value;
use std::ops::Range;

/// Quantiles of latency that are reported.
const QUANTILES: [(Metric, f64); 5] = [
    (LATENCY_NS_P50, 0.5),
    (LATENCY_NS_P90, 0.9),
    (LATENCY_NS_P95, 0.95),
    (LATENCY_NS_P99, 0.99),
    (LATENCY_NS_P999, 0.999),
];
/// Those of each class of answers, in the order of [`LATENCY_CLASSES`].
const CLASS_QUANTILES: [[(Metric, f64); 2]; LATENCY_CLASSES.len()] = [
    [(LOCAL_LATENCY_NS_P50, 0.5), (LOCAL_LATENCY_NS_P99, 0.99)],
    [(DELAYED_LATENCY_NS_P50, 0.5), (DELAYED_LATENCY_NS_P99, 0.99)],
    [(SIBLING_LATENCY_NS_P50, 0.5), (SIBLING_LATENCY_NS_P99, 0.99)],
    [(ORIGIN_LATENCY_NS_P50, 0.5), (ORIGIN_LATENCY_NS_P99, 0.99)],
];

/// Dropped requests cause no origin or inter-server traffic: a layout that drops looks better than it is.
pub(super) fn warn_of_drops(
    record: &mut RunRecord,
    outcome: &TimedOutcome,
    measured: &Range<usize>,
) {
    const SHARE_MAX: f64 = 0.01;
    let dropped =
        outcome.servers.iter().map(|bins| sum(&bins[measured.clone()], |c| c.dropped_requests));
    let begun = total(outcome.arrivals[measured.clone()].iter().copied());
    if total(dropped) as f64 > SHARE_MAX * begun as f64 {
        warn(record, DROPS);
    }
}

/// The results of an overloaded run depend on its length.
pub(super) fn warn_of_overload(record: &mut RunRecord) {
    if record.number(OVERLOADED_STATIONS).is_some_and(|stations| stations > 0.0) {
        warn(record, OVERLOAD);
    }
}

/// Of the bytes that were looked up within the bins and known by then, those in a cache; what clients
/// got within them can be of other requests.
pub(super) fn byte_hit_ratio(outcome: &TimedOutcome, measured: &Range<usize>) -> f64 {
    let ledger = &outcome.outcome.ledger;
    let totals = measured.clone().map(|bin| ledger.bin_total(bin));
    let (found, fetched) = totals.fold((0, 0), |(found, fetched), cell| {
        (
            found + cell.cache_bytes - cell.migrated_bytes.min(cell.cache_bytes),
            fetched + cell.fetch_bytes,
        )
    });
    if found + fetched == 0 { 0.0 } else { 1.0 - fetched as f64 / (found + fetched) as f64 }
}

/// From the beginning of a flash crowd to that of the first bin from which on the share of requests
/// dropped and the mean latency are no more than twice those of the measured bins before the crowd;
/// null if that never comes, or no bin is before the crowd. A bin in which nobody is answered is no recovery.
pub(super) fn recovery_s(outcome: &TimedOutcome, measured: &Range<usize>, crowd_s: f64) -> Value {
    let ledger = &outcome.outcome.ledger;
    let bins = ledger.bins();
    let start_s = |bin: usize| (bins.start_of(bin).0 - bins.start.0) as f64 / 1e9;
    let all = |bins: Range<usize>, of: fn(&TimedCell) -> u64| {
        total(outcome.servers.iter().map(|cells| sum(&cells[bins.clone()], of))) as f64
    };
    // The share dropped, and the mean latency.
    let state = |bins: Range<usize>| {
        let answered: u64 = bins.clone().map(|bin| ledger.bin_total(bin).requests()).sum();
        let dropped = all(bins.clone(), |cell| cell.dropped_requests);
        let latency_ns = all(bins, |cell| cell.latency_ns);
        let answered = answered as f64;
        (answered > 0.0).then(|| (dropped / (answered + dropped), latency_ns / answered))
    };
    let Some(first) = measured.clone().find(|&bin| start_s(bin + 1) > crowd_s) else {
        return Value::Null;
    };
    let Some((dropped, latency_ns)) = state(measured.start..first) else { return Value::Null };
    let disturbed = |bin: usize| {
        state(bin..bin + 1).is_none_or(|now| now.0 > 2.0 * dropped || now.1 > 2.0 * latency_ns)
    };
    match (first..measured.end).rev().find(|&bin| disturbed(bin)) {
        None => 0.0.into(),
        Some(last) if last + 1 == measured.end => Value::Null,
        Some(last) => (start_s(last + 1) - crowd_s).into(),
    }
}

/// Sums saturate, since unbounded queues can reach the end of time.
pub(super) fn sum(cells: &[TimedCell], of: impl Fn(&TimedCell) -> u64) -> u64 {
    total(cells.iter().map(of))
}

pub(super) fn total(values: impl Iterator<Item = u64>) -> u64 {
    values.fold(0, u64::saturating_add)
}

pub(super) fn metrics(outcome: &TimedOutcome, measured: &Range<usize>) -> Vec<Measured> {
    let all = |of: fn(&TimedCell) -> u64| -> u64 {
        total(outcome.servers.iter().map(|bins| sum(&bins[measured.clone()], of)))
    };
    let mut metrics: Vec<Measured> = vec![
        (DELAYED_REQUESTS, all(|cell| cell.delayed_requests).into()),
        (DROPPED_REQUESTS, all(|cell| cell.dropped_requests).into()),
        (TIMED_OUT_REQUESTS, all(|cell| cell.timed_out_requests).into()),
        (WAITING_REQUESTS, waiting_requests(outcome).nth(measured.end - 1).into()),
    ];
    metrics.extend(latencies(&outcome.latencies));
    let utilisations: Vec<f64> =
        outcome.servers.iter().map(|bins| server_utilisation(outcome, bins, measured)).collect();
    let largest = utilisations.iter().copied().fold(0.0, f64::max);
    let servers = utilisations.len().max(1) as f64;
    let mean = utilisations.iter().sum::<f64>() / servers;
    let end_ns = whole_ns(outcome);
    let server_jobs = outcome.server_counts.iter().map(|counts| counts.jobs_ns as f64 / end_ns);
    let server_bins = outcome.servers.iter().flat_map(|bins| &bins[measured.clone()]);
    let server_jobs_max = server_bins.map(|cell| cell.station.jobs_max).max();
    let origin_bins = &outcome.origin[measured.clone()];
    let origin_ns = total(origin_bins.iter().map(|cell| cell.offered_ns));
    let origin_jobs_max = origin_bins.iter().map(|cell| cell.jobs_max).max();
    let origin_refused = total(origin_bins.iter().map(|cell| cell.refused));
    let origin = origin_ns as f64 / span_ns(outcome, measured);
    let links = [&outcome.inter_server_links, &outcome.origin_links];
    let [inter_server_links, origin_links] = links
        .map(|links| links.offered_ns.iter().map(|&ns| ns as f64 / span_ns(outcome, measured)));
    // An offered load above the rate of a station or link accumulates or is dropped: the results reflect
    // the length and the limits of the run rather than a steady state.
    let link_bins = || links.iter().flat_map(|links| links.cells.get(measured.clone())).flatten();
    let link_jobs_max = link_bins().map(|cell| cell.jobs_max).max();
    let link_refused = total(link_bins().map(|cell| cell.refused));
    let stations = utilisations.iter().copied().chain([origin]);
    let asked = stations.chain(inter_server_links.clone()).chain(origin_links.clone());
    let overloaded = asked.filter(|&utilisation| utilisation >= 1.0).count();
    metrics.extend([
        (SERVER_UTILISATION, mean.into()),
        (SERVER_UTILISATION_MAX, largest.into()),
        (SERVER_JOBS_MEAN, (server_jobs.sum::<f64>() / servers).into()),
        (SERVER_JOBS_MAX, server_jobs_max.unwrap_or(0).into()),
        (ORIGIN_UTILISATION, origin.into()),
        (ORIGIN_JOBS_MEAN, (outcome.origin_counts.jobs_ns as f64 / end_ns).into()),
        (ORIGIN_JOBS_MAX, origin_jobs_max.unwrap_or(0).into()),
        (ORIGIN_REFUSED, origin_refused.into()),
        (INTER_SERVER_LINK_UTILISATION_MAX, inter_server_links.fold(0.0, f64::max).into()),
        (ORIGIN_LINK_UTILISATION_MAX, origin_links.fold(0.0, f64::max).into()),
        (LINK_JOBS_MAX, link_jobs_max.unwrap_or(0).into()),
        (LINK_REFUSED, link_refused.into()),
        (OVERLOADED_STATIONS, overloaded.into()),
    ]);
    metrics
}

/// Requests that came in by the end of each bin, and were neither answered nor dropped by then.
pub(super) fn waiting_requests(outcome: &TimedOutcome) -> impl Iterator<Item = u64> {
    let bins = outcome.arrivals.iter().enumerate();
    bins.scan(0, |waiting, (bin, &begun)| {
        let answered = outcome.outcome.ledger.bin_total(bin).requests();
        let dropped = total(outcome.servers.iter().map(|bins| bins[bin].dropped_requests));
        *waiting = *waiting + begun - answered - dropped;
        Some(*waiting)
    })
}

/// Latencies; null without requests. Quantiles are to 1 %, mean and maximum exact.
pub(super) fn latencies(latencies: &Latencies) -> Vec<Measured> {
    let (all, max_ns) = (latencies.all(), latencies.max_ns());
    let quantile = |histogram: &Histogram, share: f64| quantile(histogram, share, max_ns);
    let mut metrics = vec![(LATENCY_NS_MEAN, latencies.mean_ns().into())];
    for (metric, share) in QUANTILES {
        metrics.push((metric, quantile(&all, share)));
    }
    let max = if all.is_empty() { Value::Null } else { max_ns.into() };
    metrics.push((LATENCY_NS_MAX, max));
    for (class, quantiles) in CLASS_QUANTILES.into_iter().enumerate() {
        for (metric, share) in quantiles {
            metrics.push((metric, quantile(latencies.of(class), share)));
        }
    }
    metrics
}

/// A quantile, never above the largest value; null without values.
pub(super) fn quantile(histogram: &Histogram, share: f64, max_ns: u64) -> Value {
    match histogram.is_empty() {
        true => Value::Null,
        false => histogram.value_at_quantile(share).min(max_ns).into(),
    }
}

/// A mean; null without values.
pub(super) fn mean(sum: f64, count: u64) -> Value {
    if count == 0 { Value::Null } else { (sum / count as f64).into() }
}

/// From the first bin to the last event; traces begin at a date, not at 0.
pub(super) fn whole_ns(outcome: &TimedOutcome) -> f64 {
    let start_ns = outcome.outcome.ledger.bins().start.0;
    outcome.end_ns.saturating_sub(start_ns).max(1) as f64
}

fn span_ns(outcome: &TimedOutcome, bins: &Range<usize>) -> f64 {
    outcome.outcome.ledger.bins().width_ns as f64 * bins.len() as f64
}

/// The offered load: the share of the time that a server needs for its answers; above 1 it is overloaded.
pub(super) fn server_utilisation(
    outcome: &TimedOutcome,
    bins: &[TimedCell],
    measured: &Range<usize>,
) -> f64 {
    sum(&bins[measured.clone()], |cell| cell.station.offered_ns) as f64 / span_ns(outcome, measured)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_class_have_its_name() {
        for (class, quantiles) in LATENCY_CLASSES.iter().zip(CLASS_QUANTILES) {
            assert!(quantiles.iter().all(|(metric, _)| metric.name.starts_with(class)));
        }
    }
}
