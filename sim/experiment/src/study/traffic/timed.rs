//! What a run in time adds to the rows of its results.

use hotset_results::compare::DROPS;
use hotset_results::{RunRecord, WARNINGS};
use hotset_sim::engine::timed::{
    Histogram, LATENCY_CLASSES, Latencies, LinkUse, TimedCell, TimedOutcome,
};
use serde_json::Value;
use std::ops::Range;

/// Quantiles of latency that are told.
const QUANTILES: [(&str, f64); 5] =
    [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p999", 0.999)];
/// Those of each class of answers.
const CLASS_QUANTILES: [(&str, f64); 2] = [("p50", 0.5), ("p99", 0.99)];

/// Adds latencies, queues and what was lost to a record.
pub(crate) fn extend(
    record: &mut RunRecord,
    outcome: &TimedOutcome,
    measured: &Range<usize>,
    crowd_s: Option<f64>,
) {
    record.run.insert("byte_hit_ratio".to_owned(), byte_hit_ratio(outcome, measured).into());
    warn_of_drops(record, outcome, measured);
    for (name, value) in metrics(outcome, measured) {
        record.run.insert(name, value);
    }
    if let Some(crowd_s) = crowd_s {
        record.run.insert("recovery_s".to_owned(), recovery_s(outcome, measured, crowd_s));
    }
    extend_series(record, outcome);
    extend_servers(record, outcome, measured);
}

/// What is dropped asks nothing of the origin and of other servers: a layout that drops looks better than
/// it is.
fn warn_of_drops(record: &mut RunRecord, outcome: &TimedOutcome, measured: &Range<usize>) {
    const SHARE_MAX: f64 = 0.01;
    let dropped =
        outcome.servers.iter().map(|bins| sum(&bins[measured.clone()], |c| c.dropped_requests));
    let begun = total(outcome.arrivals[measured.clone()].iter().copied());
    if total(dropped) as f64 > SHARE_MAX * begun as f64
        && let Some(Value::String(warnings)) = record.run.get_mut(WARNINGS)
    {
        *warnings = format!("{warnings} {DROPS}").trim().to_owned();
    }
}

/// Of the bytes that were looked up within the bins and known by then, those in a cache; what clients
/// got within them can be of other requests.
fn byte_hit_ratio(outcome: &TimedOutcome, measured: &Range<usize>) -> f64 {
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
/// nothing if that never comes, or there is no bin before. A bin in which nobody is answered is no recovery.
fn recovery_s(outcome: &TimedOutcome, measured: &Range<usize>, crowd_s: f64) -> Value {
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

/// Sums stop at the end of all time, which queues without an end can reach.
fn sum(cells: &[TimedCell], of: impl Fn(&TimedCell) -> u64) -> u64 {
    total(cells.iter().map(of))
}

fn total(values: impl Iterator<Item = u64>) -> u64 {
    values.fold(0, u64::saturating_add)
}

fn metrics(outcome: &TimedOutcome, measured: &Range<usize>) -> Vec<(String, Value)> {
    let all = |of: fn(&TimedCell) -> u64| -> u64 {
        total(outcome.servers.iter().map(|bins| sum(&bins[measured.clone()], of)))
    };
    let mut metrics: Vec<(String, Value)> = vec![
        ("delayed_requests".into(), all(|cell| cell.delayed_requests).into()),
        ("dropped_requests".into(), all(|cell| cell.dropped_requests).into()),
        ("timed_out_requests".into(), all(|cell| cell.timed_out_requests).into()),
        ("waiting_requests".into(), waiting_requests(outcome).nth(measured.end - 1).into()),
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
    // What is asked of a station or link beyond its rate piles up or is dropped: the run tells more of
    // its length and limits than of a steady state.
    let link_bins = || links.iter().flat_map(|links| links.cells.get(measured.clone())).flatten();
    let link_jobs_max = link_bins().map(|cell| cell.jobs_max).max();
    let link_refused = total(link_bins().map(|cell| cell.refused));
    let stations = utilisations.iter().copied().chain([origin]);
    let asked = stations.chain(inter_server_links.clone()).chain(origin_links.clone());
    let overloaded = asked.filter(|&utilisation| utilisation >= 1.0).count();
    metrics.extend([
        ("server_utilisation".to_owned(), mean.into()),
        ("server_utilisation_max".to_owned(), largest.into()),
        ("server_jobs_mean".to_owned(), (server_jobs.sum::<f64>() / servers).into()),
        ("server_jobs_max".to_owned(), server_jobs_max.unwrap_or(0).into()),
        ("origin_utilisation".to_owned(), origin.into()),
        ("origin_jobs_mean".to_owned(), (outcome.origin_counts.jobs_ns as f64 / end_ns).into()),
        ("origin_jobs_max".to_owned(), origin_jobs_max.unwrap_or(0).into()),
        ("origin_refused".to_owned(), origin_refused.into()),
        (
            "inter_server_link_utilisation_max".to_owned(),
            inter_server_links.fold(0.0, f64::max).into(),
        ),
        ("origin_link_utilisation_max".to_owned(), origin_links.fold(0.0, f64::max).into()),
        ("link_jobs_max".to_owned(), link_jobs_max.unwrap_or(0).into()),
        ("link_refused".to_owned(), link_refused.into()),
        ("overloaded_stations".to_owned(), overloaded.into()),
    ]);
    metrics
}

/// Requests that came in by the end of each bin, and were neither answered nor dropped by then.
fn waiting_requests(outcome: &TimedOutcome) -> impl Iterator<Item = u64> {
    let bins = outcome.arrivals.iter().enumerate();
    bins.scan(0, |waiting, (bin, &begun)| {
        let answered = outcome.outcome.ledger.bin_total(bin).requests();
        let dropped = total(outcome.servers.iter().map(|bins| bins[bin].dropped_requests));
        *waiting = *waiting + begun - answered - dropped;
        Some(*waiting)
    })
}

/// Latencies; none are told of no requests. Quantiles are to 1 %, mean and maximum exact.
fn latencies(latencies: &Latencies) -> Vec<(String, Value)> {
    let (all, max_ns) = (latencies.all(), latencies.max_ns());
    let quantile = |histogram: &Histogram, share: f64| quantile(histogram, share, max_ns);
    let mut metrics = vec![("latency_ns_mean".to_owned(), latencies.mean_ns().into())];
    for (name, share) in QUANTILES {
        metrics.push((format!("latency_ns_{name}"), quantile(&all, share)));
    }
    let max = if all.is_empty() { Value::Null } else { max_ns.into() };
    metrics.push(("latency_ns_max".to_owned(), max));
    for (class, name) in LATENCY_CLASSES.iter().enumerate() {
        for (quantile_name, share) in CLASS_QUANTILES {
            let value = quantile(latencies.of(class), share);
            metrics.push((format!("{name}_latency_ns_{quantile_name}"), value));
        }
    }
    metrics
}

/// A quantile, never above the largest value; nothing is told of none.
fn quantile(histogram: &Histogram, share: f64, max_ns: u64) -> Value {
    match histogram.is_empty() {
        true => Value::Null,
        false => histogram.value_at_quantile(share).min(max_ns).into(),
    }
}

/// A mean; nothing is told of none.
fn mean(sum: f64, count: u64) -> Value {
    if count == 0 { Value::Null } else { (sum / count as f64).into() }
}

/// From the first bin to the last event; traces begin at a date, not at 0.
fn whole_ns(outcome: &TimedOutcome) -> f64 {
    let start_ns = outcome.outcome.ledger.bins().start.0;
    outcome.end_ns.saturating_sub(start_ns).max(1) as f64
}

fn span_ns(outcome: &TimedOutcome, bins: &Range<usize>) -> f64 {
    outcome.outcome.ledger.bins().width_ns as f64 * bins.len() as f64
}

/// The share of the time that a server needs for what it is asked to send: above 1 it cannot.
fn server_utilisation(outcome: &TimedOutcome, bins: &[TimedCell], measured: &Range<usize>) -> f64 {
    sum(&bins[measured.clone()], |cell| cell.station.offered_ns) as f64 / span_ns(outcome, measured)
}

fn extend_series(record: &mut RunRecord, outcome: &TimedOutcome) {
    let columns = [
        "begun_requests",
        "answered_requests",
        "delayed_requests",
        "dropped_requests",
        "waiting_requests",
        "timed_out_requests",
        "latency_ns_mean",
        "latency_ns_p50",
        "latency_ns_p99",
        "latency_ns_max",
        "server_utilisation",
        "server_jobs_max",
        "origin_utilisation",
        "origin_jobs_max",
        "inter_server_link_utilisation_max",
        "origin_link_utilisation_max",
        "link_refused",
    ];
    record.series.columns.extend(columns.map(str::to_owned));
    let width_ns = outcome.outcome.ledger.bins().width_ns as f64;
    let servers = outcome.servers.len() as f64;
    let waiting: Vec<u64> = waiting_requests(outcome).collect();
    for (bin, row) in record.series.rows.iter_mut().enumerate() {
        let all = |of: fn(&TimedCell) -> u64| -> u64 {
            total(outcome.servers.iter().map(|s| of(&s[bin])))
        };
        let most = |of: fn(&TimedCell) -> u64| -> u64 {
            outcome.servers.iter().map(|s| of(&s[bin])).max().unwrap_or(0)
        };
        let answered = outcome.outcome.ledger.bin_total(bin).requests();
        let origin = outcome.origin[bin];
        let quantile = |share: f64| match outcome.latency_bins.of(bin) {
            Some(latencies) => quantile(latencies, share, most(|cell| cell.latency_ns_max)),
            None => Value::Null,
        };
        let of_links = |links: &LinkUse| links.cells.get(bin).copied().unwrap_or_default();
        let links = [&outcome.inter_server_links, &outcome.origin_links].map(of_links);
        row.extend([
            outcome.arrivals[bin].into(),
            answered.into(),
            all(|cell| cell.delayed_requests).into(),
            all(|cell| cell.dropped_requests).into(),
            waiting[bin].into(),
            all(|cell| cell.timed_out_requests).into(),
            mean(all(|cell| cell.latency_ns) as f64, answered),
            quantile(0.5),
            quantile(0.99),
            most(|cell| cell.latency_ns_max).into(),
            (all(|cell| cell.station.offered_ns) as f64 / width_ns / servers).into(),
            most(|cell| cell.station.jobs_max).into(),
            (origin.offered_ns as f64 / width_ns).into(),
            origin.jobs_max.into(),
            (links[0].offered_ns as f64 / width_ns).into(),
            (links[1].offered_ns as f64 / width_ns).into(),
            (links[0].refused + links[1].refused).into(),
        ]);
    }
}

fn extend_servers(record: &mut RunRecord, outcome: &TimedOutcome, measured: &Range<usize>) {
    let columns = [
        "utilisation",
        "jobs_mean",
        "jobs_max",
        "dropped_requests",
        "latency_ns_mean",
        "latency_ns_p50",
        "latency_ns_p99",
    ];
    record.servers.columns.extend(columns.map(str::to_owned));
    let end_ns = whole_ns(outcome);
    for (server, row) in record.servers.rows.iter_mut().enumerate() {
        let bins = &outcome.servers[server];
        let counts = outcome.server_counts[server];
        let answered = outcome.outcome.ledger.server_total(server, measured.clone()).requests();
        let latency_ns = sum(&bins[measured.clone()], |cell| cell.latency_ns) as f64;
        let latency_ns_max = bins.iter().map(|cell| cell.latency_ns_max).max().unwrap_or(0);
        let quantile = |share| quantile(&outcome.server_latencies[server], share, latency_ns_max);
        row.extend([
            server_utilisation(outcome, bins, measured).into(),
            (counts.jobs_ns as f64 / end_ns).into(),
            counts.jobs_max.into(),
            sum(&bins[measured.clone()], |cell| cell.dropped_requests).into(),
            mean(latency_ns, answered),
            quantile(0.5),
            quantile(0.99),
        ]);
    }
}
