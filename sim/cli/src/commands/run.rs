//! `hotset run`: the main job.

use super::plan::describe;
use super::with_threads;
use crate::arguments::RunArguments;
use crate::diagnostics::Failure;
use crate::progress::{bar, note, result};
use crate::units::{bytes, change, grouped, short_number, time};
use hotset_experiment::{
    DEFAULT_SPEC, Executed, ExperimentError, Options, Plan, Progress, RunError, Spec, SpecError,
    WorkloadSpec, execute,
};
use hotset_results::figures::experiment_figures;
use hotset_results::{Row, Summary, SummaryRow, Table, terminal_table};
use serde_json::Value;
use std::path::Path;

/// A spec with the text it was read from.
pub(crate) struct Source {
    name: String,
    text: String,
    spec: Spec,
}

impl Source {
    fn failure(&self, error: SpecError) -> Failure {
        Failure::spec(&self.spec.placed(error), &self.name, &self.text)
    }
}

/// Loads, checks and lays out a spec; the built-in one if none is given.
pub(crate) fn load(path: Option<&Path>, settings: &[String]) -> Result<(Source, Plan), Failure> {
    let (name, text) = match path {
        None => ("the default experiment".to_owned(), DEFAULT_SPEC.to_owned()),
        Some(path) => {
            let name = path.display().to_string();
            let text = std::fs::read_to_string(path)
                .map_err(|error| Failure::input(format!("{name}: {error}")))?;
            (name, text)
        }
    };
    let spec = Spec::parse(&text, settings).map_err(|error| Failure::spec(&error, &name, &text))?;
    let source = Source { name, text, spec };
    let mut plan = Plan::new(&source.spec).map_err(|error| source.failure(error))?;
    let set_here = settings.iter().any(|setting| setting.trim_start().starts_with("workload.path"));
    if let Some(folder) = path.and_then(Path::parent).filter(|_| !set_here) {
        plan.resolve_paths(folder);
    }
    Ok((source, plan))
}

/// Runs an experiment from spec to figure.
pub(crate) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    let sample = arguments.sample.map(|share| format!("sample={share:?}"));
    let settings: Vec<String> = arguments.settings.iter().cloned().chain(sample).collect();
    let (source, plan) = load(arguments.spec.as_deref(), &settings)?;
    note(quiet, describe(&plan));
    let mut executed = execute_with_bar(&source, &plan, arguments, quiet)?;
    for report in &executed.reports {
        note(quiet, format!("trace: {report}"));
    }
    let figures = experiment_figures(&executed.folder).map_err(Failure::other)?;
    for (file, bytes) in &figures {
        executed.write(file, bytes).map_err(Failure::other)?;
    }
    executed.seal().map_err(Failure::other)?;
    tell(arguments, &plan, &executed);
    note(quiet, format!("results: {}", executed.folder.display()));
    for (file, _) in figures.iter().filter(|(file, _)| file.ends_with(".png")) {
        note(quiet, format!("figure:  {}", executed.folder.join(file).display()));
    }
    Ok(())
}

fn execute_with_bar(
    source: &Source,
    plan: &Plan,
    arguments: &RunArguments,
    quiet: bool,
) -> Result<Executed, Failure> {
    let bar = bar(plan.runs() as u64, "runs", quiet);
    let progress = |event| match event {
        Progress::Resumed(0) => {}
        Progress::Resumed(runs) => {
            note(
                quiet,
                format!(
                    "{runs} of {} runs are there already (--fresh makes them anew)",
                    plan.runs()
                ),
            );
            bar.inc(runs as u64);
        }
        Progress::RunDone => bar.inc(1),
    };
    let options = Options {
        out: &arguments.out,
        fresh: arguments.fresh,
        version: env!("CARGO_PKG_VERSION"),
        git_revision: option_env!("HOTSET_GIT_REVISION"),
        progress: &progress,
    };
    let executed = with_threads(arguments.threads, || execute(plan, &options))?;
    bar.finish_and_clear();
    executed.map_err(|error| match error {
        ExperimentError::Run(RunError::Spec { key, what }) => {
            source.failure(SpecError { key: key.to_owned(), message: what, help: None, span: None })
        }
        other => Failure::input(other),
    })
}

fn tell(arguments: &RunArguments, plan: &Plan, executed: &Executed) {
    if arguments.json {
        let document = serde_json::json!({
            "name": plan.name,
            "folder": executed.folder,
            "runs_made": executed.runs_made,
            "baseline": plan.baseline,
            "traces": executed.reports,
            "summary": executed.summary.to_table(&["total_bytes", "cost_bytes"]).rows,
            "bounds": executed.bounds.rows,
            "predictions": executed.predictions.rows,
        });
        result(document);
        return;
    }
    result(table(plan, &executed.summary));
    if !executed.bounds.rows.is_empty() {
        result(format!("\n{}", bounds_table(&executed.bounds)));
    }
}

/// The table of the study.
fn table(plan: &Plan, summary: &Summary) -> String {
    match plan.points.iter().any(|point| point.reserve.is_some()) {
        true => reserve_table(plan, summary),
        false => traffic_table(plan, summary),
    }
}

/// Swept keys, then load against capacity.
fn reserve_table(plan: &Plan, summary: &Summary) -> String {
    const METRICS: [(&str, &str, f64, &str); 7] = [
        ("utilisation", "utilisation", 100.0, " %"),
        ("reserve", "reserve", 100.0, " %"),
        ("reserve_over_peak", "over expected peak", 100.0, " %"),
        ("peak_to_mean", "peak/mean", 1.0, ""),
        ("machines", "machines", 1.0, ""),
        ("power_always_on", "power, always on", 1.0, ""),
        ("power_right_sized", "right-sized", 1.0, ""),
    ];
    let swept: Vec<&String> = plan.swept.iter().collect();
    let mut header: Vec<String> = swept.iter().map(|key| short_key(key)).collect();
    header.extend(METRICS.iter().map(|metric| metric.1.to_owned()));
    let rows: Vec<Vec<String>> = summary
        .rows
        .iter()
        .map(|row| {
            let value =
                |key: &&String| row.number(key).map_or_else(|| row.parameter(key), short_number);
            let metric = |&(name, _, factor, unit): &(&str, &str, f64, &str)| {
                let mean = row.estimate(name).map_or(f64::NAN, |estimate| estimate.mean);
                format!("{:.1}{unit}", factor * mean)
            };
            swept.iter().map(value).chain(METRICS.iter().map(metric)).collect()
        })
        .collect();
    terminal_table(&header.iter().map(String::as_str).collect::<Vec<_>>(), &rows)
}

fn short_key(key: &str) -> String {
    key.rsplit('.').next().unwrap_or(key).replace("kind", "layout")
}

/// Layout by layout: traffic by class, change against the baseline, hit ratio, load.
fn traffic_table(plan: &Plan, summary: &Summary) -> String {
    let swept: Vec<&String> = plan.swept.iter().collect();
    let mut header: Vec<String> = swept.iter().map(|key| short_key(key)).collect();
    if header.is_empty() {
        header.push("layout".to_owned());
    }
    let priced = plan.points.iter().any(|point| point.prices != [1.0; 3]);
    let moves = summary.rows.iter().any(|row| !row.values("migration_bytes").is_empty());
    header.extend(["egress", "inter-server", "origin"].map(str::to_owned));
    header.extend(moves.then(|| "migration".to_owned()));
    header.push("total".to_owned());
    let baseline = plan.baseline.as_deref();
    header.extend(baseline.map(|_| "change".to_owned()));
    if priced {
        header.push("weighted".to_owned());
        header.extend(baseline.map(|_| "change".to_owned()));
    }
    header.extend(["hit ratio", "peak/mean", "reserve"].map(str::to_owned));
    let timed = plan.points.iter().any(|point| point.timing.is_some());
    if timed {
        header.extend(TIMED.map(|(_, name)| name.to_owned()));
    }
    let rows: Vec<Vec<String>> = summary
        .rows
        .iter()
        .map(|row| {
            let shown = Shown { baseline: baseline.is_some(), priced, moves };
            let mut cells = cells(row, summary, &swept, shown, plan);
            if timed {
                cells.extend(TIMED.map(|(metric, _)| timed_cell(row, metric)));
            }
            cells
        })
        .collect();
    let table = terminal_table(&header.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
    format!("{table}{}{}{}", footer(plan), unsampled(summary), overloaded(summary))
}

/// What the table tells of runs in time: metric and heading.
const TIMED: [(&str, &str); 6] = [
    ("latency_ns_p50", "latency p50"),
    ("latency_ns_p99", "p99"),
    ("delayed_requests", "delayed"),
    ("dropped_requests", "dropped"),
    ("server_utilisation_max", "busiest server"),
    ("origin_utilisation", "origin"),
];

fn timed_cell(row: &SummaryRow, metric: &str) -> String {
    let Some(mean) = row.estimate(metric).map(|estimate| estimate.mean) else {
        return "-".to_owned();
    };
    let share = || {
        let [requests, lost] = ["requests", "dropped_requests"].map(|m| row.estimate(m));
        let all = requests.map_or(0.0, |r| r.mean) + lost.map_or(0.0, |r| r.mean);
        format!("{:.3} %", 100.0 * mean / all.max(1.0))
    };
    match metric {
        "latency_ns_p50" | "latency_ns_p99" => time(mean),
        "delayed_requests" | "dropped_requests" => share(),
        _ => format!("{:.1} %", 100.0 * mean),
    }
}

/// What layouts are held against: means over replications, in the order of the sweep.
fn bounds_table(bounds: &Table) -> String {
    let mut rows: Vec<(Row, Vec<&Row>)> = Vec::new();
    for row in &bounds.rows {
        // What was swept stands before the replication.
        let swept = row.iter().take_while(|(column, _)| *column != "replication");
        let mut keys: Row = swept.map(|(key, value)| (key.clone(), value.clone())).collect();
        keys.insert("bound".to_owned(), row["bound"].clone());
        match rows.iter_mut().find(|(known, _)| *known == keys) {
            Some((_, alike)) => alike.push(row),
            None => rows.push((keys, vec![row])),
        }
    }
    let keys: Vec<String> = rows[0].0.keys().filter(|key| *key != "bound").cloned().collect();
    let mut header = vec!["bound".to_owned()];
    header.extend(keys.iter().map(|key| short_key(key)));
    header.extend(["one cache of", "origin", "hit ratio", "byte hit ratio"].map(str::to_owned));
    let cells = |(known, alike): &(Row, Vec<&Row>)| {
        let mean = |column: &str| {
            let numbers = alike.iter().filter_map(|row| row.get(column)?.as_f64());
            numbers.sum::<f64>() / alike.len() as f64
        };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let room = match known["bound"] == "infinite" {
            true => "room for all".to_owned(),
            false if alike[0]["cache_bytes"].is_null() => {
                format!("{} obj", grouped(mean("cache_objects") as u64))
            }
            false => bytes(mean("cache_bytes")),
        };
        let mut cells = vec![text(&known["bound"])];
        cells.extend(keys.iter().map(|key| text(&known[key])));
        cells.extend([
            room,
            bytes(mean("origin_bytes")),
            format!("{:.4}", mean("hit_ratio")),
            format!("{:.4}", mean("byte_hit_ratio")),
        ]);
        cells
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = terminal_table(&header, &rows.iter().map(cells).collect::<Vec<_>>());
    let belady = bounds.rows.iter().any(|row| row["bound"] == "belady");
    let blind = if belady { "; belady takes in all that it misses, of whatever size" } else { "" };
    format!("{table}\nreferences: the room of all servers in one cache, whatever its layout{blind}")
}

/// A warning where a sample leaves nothing out.
fn unsampled(summary: &Summary) -> String {
    let all = |row: &&SummaryRow| {
        let [sampled, objects] =
            ["sampled_objects", "catalog_objects"].map(|metric| row.estimate(metric));
        sampled.zip(objects).is_some_and(|(sampled, objects)| sampled.mean == objects.mean)
    };
    match summary.rows.iter().filter(all).count() {
        0 => String::new(),
        rows => format!(
            "\n{rows} of {} rows have nothing left out: what stands for many is large beside their caches",
            summary.rows.len()
        ),
    }
}

/// A warning where more is asked of a queue than it can do.
fn overloaded(summary: &Summary) -> String {
    let some = |row: &&SummaryRow| {
        row.estimate("overloaded_stations").is_some_and(|stations| stations.mean > 0.0)
    };
    match summary.rows.iter().filter(some).count() {
        0 => String::new(),
        rows => format!(
            "\n{rows} of {} rows have overloaded servers or an overloaded origin: their queues grow \
             or drop as long as the run lasts",
            summary.rows.len()
        ),
    }
}

/// What the intervals and changes of the table are.
fn footer(plan: &Plan) -> String {
    let mut text = String::new();
    if let Some(name) = &plan.baseline {
        text += &format!("\nchange: against {name}");
        if plan.replications > 1 {
            let runs = plan.replications;
            text += &format!(", paired over {runs} replications, with its 95 % interval");
        }
    }
    if plan.points.iter().any(|point| point.sample_every > 1) {
        text += "\na sample of the objects stands for all: how loads vary is not told";
        text += match plan.replications {
            1 => "; replications would tell its error",
            _ => ", and the intervals have its error in them",
        };
    }
    let traced = plan.points.iter().any(|p| matches!(p.workload, WorkloadSpec::Trace { .. }));
    if traced && plan.replications > 1 {
        text += "\na trace is the same in every replication: intervals are over doors and hash \
                 functions alone";
    }
    text
}

/// Columns that not every table has.
#[derive(Clone, Copy)]
struct Shown {
    baseline: bool,
    priced: bool,
    moves: bool,
}

fn cells(
    row: &SummaryRow,
    summary: &Summary,
    swept: &[&String],
    Shown { baseline, priced, moves }: Shown,
    plan: &Plan,
) -> Vec<String> {
    let mean = |metric: &str| row.estimate(metric).map_or(f64::NAN, |estimate| estimate.mean);
    let against = |metric: &str| match summary.change(row, metric) {
        Some(_) if row.is_baseline => "-".to_owned(),
        Some(estimate) => change(estimate),
        None => String::new(),
    };
    let value = |key: &&String| row.number(key).map_or_else(|| row.parameter(key), short_number);
    let mut cells: Vec<String> = swept.iter().map(value).collect();
    if cells.is_empty() {
        let kind = plan.points[0].parameters.get("layout.kind").and_then(|kind| kind.as_str());
        cells.push(kind.unwrap_or("").to_owned());
    }
    for metric in ["egress_bytes", "inter_server_bytes", "origin_bytes"] {
        cells.push(bytes(mean(metric)));
    }
    if moves {
        cells.push(row.estimate("migration_bytes").map_or("-".to_owned(), |b| bytes(b.mean)));
    }
    cells.push(bytes(mean("total_bytes")));
    if baseline {
        cells.push(against("total_bytes"));
    }
    if priced {
        cells.push(bytes(mean("cost_bytes")));
        if baseline {
            cells.push(against("cost_bytes"));
        }
    }
    cells.push(format!("{:.4}", mean("hit_ratio")));
    // A sample does not tell how loads vary.
    let told = |metric: &str, text: String| match row.values(metric) {
        [] => "-".to_owned(),
        _ => text,
    };
    cells.push(told("peak_to_mean", format!("{:.2}", mean("peak_to_mean"))));
    cells.push(told("reserve", format!("{:.1} %", 100.0 * mean("reserve"))));
    cells
}
