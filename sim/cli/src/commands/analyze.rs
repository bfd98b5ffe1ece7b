//! `hotset analyze`.

use super::trace::open;
use crate::arguments::AnalyzeArguments;
use crate::diagnostics::Failure;
use crate::progress::{note, result};
use crate::units::{bytes, grouped};
use hotset_results::figures::analysis_figure;
use hotset_results::{Row, RunStore, Table, sha256_of_file, terminal_table};
use hotset_workloads::analysis::{PopularityProfile, RateSeries, ZipfFit};
use hotset_workloads::formats::{Names, TraceReader};
use hotset_workloads::synthetic::harmonic;
use hotset_workloads::{RequestBatch, RequestSource, SimTime};

/// The shares of the catalog whose traffic is told.
const TOP_SHARES: [(&str, f64); 4] = [
    ("top_0.1_percent_share", 0.001),
    ("top_1_percent_share", 0.01),
    ("top_10_percent_share", 0.1),
    ("top_20_percent_share", 0.2),
];

/// The table of objects stops here: further down all are alike.
const OBJECTS_MAX: usize = 100_000;

/// What a pass over the trace finds.
struct Found {
    profile: PopularityProfile,
    fit: Option<ZipfFit>,
    rate: RateSeries,
    footprint_bytes: u64,
}

/// Analyses a trace and writes tables and a figure.
pub(crate) fn analyze(arguments: &AnalyzeArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    if !(arguments.bin_s >= 1e-6 && arguments.bin_s <= 1e9) {
        let message = format!("found --bin-s {}; expected 1e-6 to 1e9 seconds", arguments.bin_s);
        return Err(Failure::input(message));
    }
    let mut reader = open(&arguments.trace)?;
    let found = read(&mut reader, arguments.bin_s)?;
    let report = reader.report();
    note(quiet, format!("trace: {report}"));
    if found.rate.width_s() > arguments.bin_s * 1.5 {
        let width_s = found.rate.width_s();
        note(quiet, format!("bins are {width_s} s wide: narrower ones would be too many"));
    }

    let name = arguments.trace.trace.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or("trace");
    let hash = sha256_of_file(&arguments.trace.trace).map_err(Failure::input)?;
    let folder = format!("{stem}-analysis-{}", &hash[..8]);
    let store = RunStore::open(&arguments.out.join(folder)).map_err(Failure::input)?;
    let write = |file: &str, bytes: &[u8]| store.write(file, bytes).map_err(Failure::other);
    let rate = rate_table(&found.rate);
    write("popularity.csv", &popularity_table(&found, reader.names()).to_csv())?;
    write("rate.csv", &rate.to_csv())?;
    let mut summary = summary(&found);
    for (column, value) in
        serde_json::to_value(&report).ok().and_then(into_row).into_iter().flatten()
    {
        summary.entry(column).or_insert(value);
    }
    let mut text = serde_json::to_vec_pretty(&summary).map_err(Failure::other)?;
    text.push(b'\n');
    write("summary.json", &text)?;
    for (file, bytes) in analysis_figure(&figure_points(&found), &rate).map_err(Failure::other)? {
        write(&file, &bytes)?;
    }

    if arguments.json {
        result(serde_json::Value::Object(summary));
    } else {
        result(table(&found));
    }
    note(quiet, format!("results: {}", store.folder().display()));
    note(quiet, format!("figure:  {}", store.folder().join("figures/analysis.png").display()));
    Ok(())
}

fn into_row(value: serde_json::Value) -> Option<Row> {
    match value {
        serde_json::Value::Object(row) => Some(row),
        _ => None,
    }
}

fn read(reader: &mut TraceReader, bin_s: f64) -> Result<Found, Failure> {
    let mut requests_of: Vec<u64> = Vec::new();
    let mut bytes_of: Vec<u64> = Vec::new();
    let mut rate = RateSeries::new((bin_s * SimTime::NS_PER_S as f64).round() as u64);
    let mut batch = RequestBatch::default();
    while reader.next_batch(&mut batch).map_err(Failure::input)? {
        requests_of.resize(reader.names().len(), 0);
        bytes_of.resize(reader.names().len(), 0);
        for request in batch.iter() {
            let object = request.object as usize;
            requests_of[object] += 1;
            bytes_of[object] = bytes_of[object].max(request.bytes);
        }
        rate.add(&batch);
    }
    let profile = PopularityProfile::new(&requests_of);
    let fit = profile.zipf_fit();
    Ok(Found { profile, fit, rate, footprint_bytes: bytes_of.iter().sum() })
}

fn summary(found: &Found) -> Row {
    let mut row = Row::new();
    row.insert("requests".into(), found.profile.requests.into());
    row.insert("objects".into(), found.profile.ranked.len().into());
    row.insert("footprint_bytes".into(), found.footprint_bytes.into());
    for (name, share) in TOP_SHARES {
        row.insert(name.into(), found.profile.top_share(share).into());
    }
    row.insert("one_hit_share".into(), found.profile.one_hit_share().into());
    if let Some(fit) = found.fit {
        row.insert("zipf_alpha".into(), fit.alpha.into());
        row.insert("zipf_alpha_standard_error".into(), fit.standard_error.into());
    }
    row.insert("bin_s".into(), found.rate.width_s().into());
    row.insert("bins".into(), found.rate.bins().len().into());
    row.insert("peak_to_mean".into(), found.rate.peak_to_mean().into());
    row
}

fn table(found: &Found) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let row = |name: &str, value: String| vec![name.to_owned(), value];
    let mut rows = vec![
        row("requests", grouped(found.profile.requests)),
        row("objects", grouped(found.profile.ranked.len() as u64)),
        row("bytes of all objects", bytes(found.footprint_bytes as f64)),
        row("requests for the top 0.1 % of objects", percent(found.profile.top_share(0.001))),
        row("requests for the top 1 % of objects", percent(found.profile.top_share(0.01))),
        row("requests for the top 10 % of objects", percent(found.profile.top_share(0.1))),
        row("objects asked for once", percent(found.profile.one_hit_share())),
    ];
    rows.push(row(
        "Zipf exponent, maximum likelihood",
        found.fit.map_or("too few objects".to_owned(), |fit| {
            format!("{:.3} ± {:.3}", fit.alpha, 1.96 * fit.standard_error)
        }),
    ));
    let width = found.rate.width_s();
    rows.push(row(
        &format!("busiest {width} s over the average"),
        if found.rate.bins().len() < 2 {
            "not enough data".to_owned()
        } else {
            format!("{:.2}", found.rate.peak_to_mean())
        },
    ));
    terminal_table(&["", "value"], &rows)
}

/// The requests that the fitted law gives to a rank.
fn fitted(found: &Found, rank: usize) -> Option<f64> {
    let fit = found.fit?;
    let norm = harmonic(found.profile.ranked.len() as u64, fit.alpha);
    Some(found.profile.requests as f64 * libm::pow(rank as f64, -fit.alpha) / norm)
}

fn popularity_table(found: &Found, names: &Names) -> Table {
    let rows =
        found.profile.ranked.iter().take(OBJECTS_MAX).enumerate().map(|(index, &(object, n))| {
            let mut row = Row::new();
            row.insert("rank".into(), (index + 1).into());
            row.insert("requests".into(), n.into());
            row.insert("object".into(), names.name(object).into());
            row
        });
    Table { rows: rows.collect() }
}

/// Ranks at even steps of the logarithm: enough for a smooth line.
fn figure_points(found: &Found) -> Table {
    let objects = found.profile.ranked.len();
    let mut ranks: Vec<usize> = (0..)
        .map(|step| libm::pow(10.0, f64::from(step) / 50.0).round() as usize)
        .take_while(|&rank| rank < objects)
        .collect();
    ranks.push(objects);
    ranks.dedup();
    let rows = ranks.into_iter().filter(|&rank| rank > 0).map(|rank| {
        let mut row = Row::new();
        row.insert("rank".into(), rank.into());
        row.insert("requests".into(), found.profile.ranked[rank - 1].1.into());
        if let Some(fitted) = fitted(found, rank) {
            row.insert("fitted".into(), fitted.into());
        }
        row
    });
    Table { rows: rows.collect() }
}

fn rate_table(rate: &RateSeries) -> Table {
    let width_s = rate.width_s();
    let rows = rate.bins().iter().enumerate().map(|(bin, &(requests, bytes))| {
        let mut row = Row::new();
        row.insert("bin".into(), bin.into());
        row.insert("time_s".into(), (bin as f64 * width_s).into());
        row.insert("unix_s".into(), (rate.start().as_s() + bin as f64 * width_s).into());
        row.insert("requests".into(), requests.into());
        row.insert("bytes".into(), bytes.into());
        row.insert("requests_per_s".into(), (requests as f64 / width_s).into());
        row
    });
    Table { rows: rows.collect() }
}
