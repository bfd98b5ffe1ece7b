//! `hotset analyze`.

mod input;
mod twin;
mod variation;

use crate::arguments::AnalyzeArguments;
use crate::commands::outputs;
use crate::diagnostics::Failure;
use crate::progress::{note, result};
use crate::units::{bytes, grouped, span, span_of_one};
use hotset_experiment::sha256_of_input;
use hotset_results::figures::{FigureFiles, analysis_figure, variation_figures};
use hotset_results::{Row, RunStore, Table, sha256_of_bytes, terminal_table};
use hotset_workloads::analysis::{Component, RateSeries, Staleness, ZipfFit};
use hotset_workloads::synthetic::harmonic;
use input::{Found, Input, Top};
use std::path::PathBuf;

/// The shares of the catalog whose traffic is told.
const TOP_SHARES: [(&str, f64); 4] = [
    ("top_0.1_percent_share", 0.001),
    ("top_1_percent_share", 0.01),
    ("top_10_percent_share", 0.1),
    ("top_20_percent_share", 0.2),
];

/// The table of objects stops here: further down all are alike.
const OBJECTS_MAX: usize = 100_000;

/// Analyses a trace or counts over time, and writes tables and figures.
pub(crate) fn analyze(arguments: &AnalyzeArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    if let Some(bin_s) = arguments.bin_s.filter(|bin_s| !(1e-6..=1e9).contains(bin_s)) {
        let message = format!("found --bin-s {bin_s}; expected 1e-6 to 1e9 seconds");
        return Err(Failure::input(message));
    }
    if let Some(spec) = &arguments.twin {
        outputs::check(spec, &arguments.trace.traces, arguments.force, twin::is_one)?;
    }
    let mut input = Input::open(arguments)?;
    let found = input.study(arguments)?;
    tell_input(&input, &found, arguments.bin_s, quiet);
    let top = input.top(arguments, &found)?;

    let path = arguments.trace.first();
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').next().unwrap_or("trace");
    let hash = hash(&arguments.trace.traces)?;
    let folder = format!("{stem}-analysis-{}", &hash[..8]);
    let store = RunStore::open(&arguments.out.join(folder)).map_err(Failure::input)?;
    let write = |file: &str, bytes: &[u8]| store.write(file, bytes).map_err(Failure::other);
    let (tables, mut summary) = tables(&input, &found, &top);
    let likeness = match (&arguments.twin, &input) {
        (None, _) => Vec::new(),
        (Some(spec), Input::Trace(_)) => twin::twin(arguments, spec)?,
        (Some(_), Input::Series(_)) => {
            let message = "--twin needs a trace: counts over time do not tell how objects are \
                           used again (a spec can draw requests from them, workload.kind = \
                           \"series\")";
            return Err(Failure::input(message));
        }
    };
    if !likeness.is_empty() {
        summary.insert("twin".into(), twin::json(&likeness));
    }
    for (file, table) in tables.iter().filter(|(_, table)| !table.rows.is_empty()) {
        write(file, &table.to_csv())?;
    }
    let mut text = serde_json::to_vec_pretty(&summary).map_err(Failure::other)?;
    text.push(b'\n');
    write("summary.json", &text)?;
    let figures = figures(&found, &tables)?;
    for (file, bytes) in &figures {
        write(file, bytes)?;
    }

    if arguments.json {
        result(serde_json::Value::Object(summary));
    } else {
        result(table(&found, &top));
        if !likeness.is_empty() {
            result(twin::table(&likeness));
        }
    }
    if let Some(warning) = twin::warning(&likeness) {
        note(quiet, format!("warning: {warning}"));
    }
    note(quiet, format!("results: {}", store.folder().display()));
    if let Some(spec) = &arguments.twin {
        note(quiet, format!("twin:    {}", spec.display()));
    }
    for (file, _) in figures.iter().filter(|(file, _)| file.ends_with(".png")) {
        note(quiet, format!("figure:  {}", store.folder().join(file).display()));
    }
    Ok(())
}

/// The hash of the input; of several files, that of their hashes.
pub(super) fn hash(paths: &[PathBuf]) -> Result<String, Failure> {
    let hashes = paths.iter().map(|path| sha256_of_input(path)).collect::<Result<Vec<_>, _>>();
    let hashes = hashes.map_err(Failure::input)?;
    Ok(match hashes.as_slice() {
        [one] => one.clone(),
        several => sha256_of_bytes(several.concat().as_bytes()),
    })
}

/// What reading met.
fn tell_input(input: &Input, found: &Found, bin_s: Option<f64>, quiet: bool) {
    match input {
        Input::Trace(reader) => note(quiet, format!("trace: {}", reader.report())),
        Input::Series(series) => {
            let (names, bins, width_s) = (series.names.len(), series.bins, series.width_s());
            let gaps = match series.gaps {
                0 => String::new(),
                gaps => format!(", {} without a row, taken as 0", grouped(gaps)),
            };
            note(quiet, format!("counts: {names} series over {bins} bins of {width_s} s{gaps}"));
        }
    }
    let width_s = found.rate.width_s();
    match bin_s {
        Some(bin_s) if width_s > bin_s * 1.5 => {
            note(quiet, format!("bins are {width_s} s wide: narrower ones are not there"));
        }
        None if width_s < input::USUAL_BIN_S => {
            let width = span(width_s);
            note(quiet, format!("bins: {width} wide, as the trace is short (--bin-s sets them)"));
        }
        _ => {}
    }
}

/// All tables by file, and the summary.
fn tables(input: &Input, found: &Found, top: &Top) -> (Vec<(&'static str, Table)>, Row) {
    let name = |object| input.name(object);
    let churn = variation::churn(found);
    let means = variation::churn_means(&churn);
    let mut summary = summary(found);
    let report = input.report().and_then(|report| serde_json::to_value(report).ok());
    for (column, value) in report.and_then(into_row).into_iter().flatten() {
        summary.entry(column).or_insert(value);
    }
    summary.extend(variation::summary(found, top, &means));
    let tables = vec![
        ("popularity.csv", popularity_table(found, &name)),
        ("rate.csv", rate_table(&found.rate)),
        ("concentration.csv", variation::concentration(found)),
        ("staleness.csv", variation::staleness(found)),
        ("churn.csv", churn),
        ("rhythm.csv", variation::rhythm(found)),
        ("bursts.csv", variation::bursts(found, top, &name)),
        ("burst_curves.csv", variation::curves(found, top)),
        ("heat.csv", variation::heat(found, top, &name)),
    ];
    (tables, summary)
}

fn figures(found: &Found, tables: &[(&'static str, Table)]) -> Result<FigureFiles, Failure> {
    let empty = Table::default();
    let table = |file: &str| tables.iter().find(|(f, _)| *f == file).map_or(&empty, |(_, t)| t);
    let mut files =
        analysis_figure(&figure_points(found), table("rate.csv")).map_err(Failure::other)?;
    files.extend(variation_figures(&table).map_err(Failure::other)?);
    Ok(files)
}

fn into_row(value: serde_json::Value) -> Option<Row> {
    match value {
        serde_json::Value::Object(row) => Some(row),
        _ => None,
    }
}

fn summary(found: &Found) -> Row {
    let mut row = Row::new();
    row.insert("requests".into(), found.profile.requests.into());
    row.insert("objects".into(), found.profile.ranked.len().into());
    if let Some(bytes) = found.footprint_bytes {
        row.insert("footprint_bytes".into(), bytes.into());
    }
    for (name, share) in TOP_SHARES {
        row.insert(name.into(), found.profile.top_share(share).into());
    }
    row.insert("one_hit_share".into(), found.profile.one_hit_share().into());
    if let Some(fit) = fit(found) {
        row.insert("zipf_alpha".into(), fit.alpha.into());
        row.insert("zipf_alpha_standard_error".into(), fit.standard_error.into());
    }
    row.insert("bin_s".into(), found.rate.width_s().into());
    row.insert("bins".into(), found.rate.bins().len().into());
    row.insert("peak_to_mean".into(), found.rate.peak_to_mean().into());
    row
}

fn fit(found: &Found) -> Option<ZipfFit> {
    found.profile.zipf_fit()
}

fn table(found: &Found, top: &Top) -> String {
    let mut rows = popularity_rows(found);
    let width = span(found.rate.width_s());
    let peak = match found.rate.bins().len() {
        0 | 1 => "not enough data: a single bin".to_owned(),
        _ => format!("{:.2}", found.rate.peak_to_mean()),
    };
    rows.push((format!("busiest {width} over the average"), peak));
    let seasonality = &found.seasonality;
    let [hours, days] = match found.rate.start().is_date() {
        true => ["h", "d after Monday"],
        false => ["h of each 24 from time 0 (no dates)", "d of each seven from time 0 (no dates)"],
    };
    rows.push(("daily cycle".into(), cycle(&seasonality.daily, hours, variation::DAILY_NEEDS)));
    rows.push(("weekly cycle".into(), cycle(&seasonality.weekly, days, variation::WEEKLY_NEEDS)));
    rows.extend(turnover_rows(found));
    rows.extend(staleness_rows(found));
    rows.extend(burst_rows(top));
    let rows: Vec<Vec<String>> = rows.into_iter().map(|(name, value)| vec![name, value]).collect();
    terminal_table(&["", "value"], &rows)
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn popularity_rows(found: &Found) -> Vec<(String, String)> {
    let profile = &found.profile;
    let row = |name: &str, value: String| (name.to_owned(), value);
    let mut rows = vec![
        row("requests", grouped(profile.requests)),
        row("objects", grouped(profile.ranked.len() as u64)),
    ];
    rows.extend(
        found.footprint_bytes.map(|total| row("bytes of all objects", bytes(total as f64))),
    );
    rows.extend([
        row("requests for the top 0.1 % of objects", percent(profile.top_share(0.001))),
        row("requests for the top 1 % of objects", percent(profile.top_share(0.01))),
        row("requests for the top 10 % of objects", percent(profile.top_share(0.1))),
        row("objects asked for once", percent(profile.one_hit_share())),
        row(
            "Zipf exponent, maximum likelihood",
            fit(found).map_or("too few objects".to_owned(), |fit| {
                format!("{:.3} ± {:.3}", fit.alpha, 1.96 * fit.standard_error)
            }),
        ),
    ]);
    rows
}

fn cycle(component: &Option<Component>, unit: &str, needs: &str) -> String {
    let Some(found) = component else { return format!("not enough data: needs {needs}") };
    let peak = found.profile.iter().copied().fold(0.0, f64::max);
    format!(
        "{} of the variance; peak {peak:.2} of the mean, at {:.1} {unit}",
        percent(found.variance_share),
        found.peak
    )
}

/// The turnover of the top 100 (or of what there is) at every width.
fn turnover_rows(found: &Found) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for width in &found.variation.widths {
        let width_name = span(width.width_s());
        let name = |k: usize| format!("top {k} in common, {width_name} to the next (Jaccard)");
        let of = |k| width.turnovers.iter().filter(move |(_, t)| t.k == k).map(|(_, t)| t);
        let Some(k) = [100, 10].into_iter().find(|&k| of(k).next().is_some()) else {
            rows.push((
                name(10),
                "not enough data: needs ten objects in neighbouring bins".to_owned(),
            ));
            continue;
        };
        let n = of(k).count() as f64;
        let found = of(k).map(|t| t.found.jaccard).sum::<f64>() / n;
        let chance = of(k).map(|t| t.baseline.jaccard).sum::<f64>() / n;
        rows.push((name(k), format!("{found:.3} (by chance alone {chance:.3})")));
    }
    rows
}

/// What the top 10, 100 and 1,000 of some bins ago still catch, over what the current ones do.
fn staleness_rows(found: &Found) -> Vec<(String, String)> {
    let mut rows = Vec::new();
    for width in &found.variation.widths {
        let stale = width.staleness();
        let mut ks: Vec<usize> = stale.iter().map(|known| known.k).collect();
        ks.dedup();
        for k in ks {
            // A few ages are enough to see how it falls; staleness.csv has all.
            const SHOWN: [u64; 5] = [1, 4, 24, 52, 168];
            let shown = |known: &&Staleness| known.k == k && SHOWN.contains(&known.age_bins);
            let shares = stale.iter().filter(shown).map(|known| {
                let age = span_of_one(known.age_bins as f64 * width.width_s());
                format!("{} at {age}", percent(known.share_of_oracle()))
            });
            let shares: Vec<String> = shares.collect();
            let name = format!(
                "an old top {k} catches of the current one's, by {}",
                span(width.width_s())
            );
            rows.push((name, shares.join(", ")));
        }
    }
    rows
}

fn burst_rows(top: &Top) -> Vec<(String, String)> {
    let objects = top.series.objects.len();
    let count = |class: &str| top.bursts.iter().filter(|(_, b)| b.class.name() == class).count();
    let mut rows = vec![(
        format!("bursts of the {} most popular objects", grouped(objects as u64)),
        format!(
            "{} in {} objects: {} exogenous, {} endogenous, {} unclear",
            top.bursts.len(),
            variation::highest(top).count(),
            count("exogenous"),
            count("endogenous"),
            count("noise")
        ),
    )];
    let median = |of: fn(&(usize, hotset_workloads::analysis::Burst)) -> f64| {
        variation::median(variation::highest(top).map(of))
    };
    if let Some((magnitude, next)) = median(|(_, b)| b.magnitude).zip(median(|(_, b)| b.next_share))
    {
        rows.push((
            "highest burst of each, median".to_owned(),
            format!(
                "{magnitude:.0} times the usual; {} of the peak in the next bin",
                percent(next)
            ),
        ));
    }
    rows
}

/// The requests that the fitted law gives to a rank.
fn fitted(found: &Found, rank: usize) -> Option<f64> {
    let fit = fit(found)?;
    let norm = harmonic(found.profile.ranked.len() as u64, fit.alpha);
    Some(found.profile.requests as f64 * libm::pow(rank as f64, -fit.alpha) / norm)
}

fn popularity_table(found: &Found, name: &dyn Fn(u32) -> String) -> Table {
    let rows =
        found.profile.ranked.iter().take(OBJECTS_MAX).enumerate().map(|(index, &(object, n))| {
            let mut row = Row::new();
            row.insert("rank".into(), (index + 1).into());
            row.insert("requests".into(), n.into());
            row.insert("object".into(), name(object).into());
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
