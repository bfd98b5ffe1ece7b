//! What a run shows on the terminal.

use crate::units::{bytes, change, grouped, short_number, time};
use hotset_experiment::{Plan, WorkloadSpec};
use hotset_results::{Row, Summary, SummaryRow, Table, terminal_table};
use serde_json::Value;

/// The table of the study.
pub(super) fn table(plan: &Plan, summary: &Summary) -> String {
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

/// A column: its heading, and what it tells of a point.
type Column<'a> = (String, Box<dyn Fn(&SummaryRow) -> String + 'a>);

/// Layout by layout: traffic by class, change against the baseline, hit ratio, load.
fn traffic_table(plan: &Plan, summary: &Summary) -> String {
    let mut columns = swept_columns(plan);
    columns.extend(traffic_columns(plan, summary));
    columns.extend(load_columns(summary));
    if plan.points.iter().any(|point| point.timing.is_some()) {
        columns
            .extend(TIMED.map(|(metric, name)| column(name, move |row| timed_cell(row, metric))));
        let told = summary.rows.iter().any(|row| !row.values("recovery_s").is_empty());
        let recovery = || mean_column("recovery", "recovery_s", |s| format!("{s:.1} s"));
        columns.extend(told.then(recovery));
    }
    let header: Vec<&str> = columns.iter().map(|(heading, _)| heading.as_str()).collect();
    let cells = |row: &SummaryRow| columns.iter().map(|(_, cell)| cell(row)).collect();
    let rows: Vec<Vec<String>> = summary.rows.iter().map(cells).collect();
    let table = terminal_table(&header, &rows);
    format!("{table}{}{}{}", footer(plan), unsampled(summary), overloaded(summary))
}

fn column<'a>(heading: &str, cell: impl Fn(&SummaryRow) -> String + 'a) -> Column<'a> {
    (heading.to_owned(), Box::new(cell))
}

/// A metric's mean; what a point does not tell is a dash.
fn mean_column(heading: &str, metric: &'static str, show: fn(f64) -> String) -> Column<'static> {
    column(heading, move |row| {
        row.estimate(metric).map_or("-".to_owned(), |estimate| show(estimate.mean))
    })
}

/// What tells the points apart; the layout where there is but one.
fn swept_columns(plan: &Plan) -> Vec<Column<'_>> {
    if plan.swept.is_empty() {
        let kind = plan.points[0].parameters.get("layout.kind").and_then(|kind| kind.as_str());
        return vec![column("layout", move |_| kind.unwrap_or("").to_owned())];
    }
    let of_key = |key: &String| {
        let key = key.clone();
        column(&short_key(&key), move |row| {
            row.number(&key).map_or_else(|| row.parameter(&key), short_number)
        })
    };
    plan.swept.iter().map(of_key).collect()
}

fn traffic_columns<'a>(plan: &Plan, summary: &'a Summary) -> Vec<Column<'a>> {
    let against = |metric: &'static str| {
        column("change", move |row| match summary.change(row, metric) {
            Some(_) if row.is_baseline => "-".to_owned(),
            Some(estimate) => change(estimate),
            None => String::new(),
        })
    };
    let mut columns = vec![
        mean_column("egress", "egress_bytes", bytes),
        mean_column("inter-server", "inter_server_bytes", bytes),
        mean_column("origin", "origin_bytes", bytes),
    ];
    let moves = summary.rows.iter().any(|row| !row.values("migration_bytes").is_empty());
    columns.extend(moves.then(|| mean_column("migration", "migration_bytes", bytes)));
    columns.push(mean_column("total", "total_bytes", bytes));
    let baseline = plan.baseline.is_some();
    columns.extend(baseline.then(|| against("total_bytes")));
    if plan.points.iter().any(|point| point.prices != [1.0; 3]) {
        columns.push(mean_column("weighted", "cost_bytes", bytes));
        columns.extend(baseline.then(|| against("cost_bytes")));
    }
    columns
}

/// A sample does not tell how loads vary; servers awake and their power are told where some sleep.
fn load_columns(summary: &Summary) -> Vec<Column<'static>> {
    let mut columns = vec![
        mean_column("hit ratio", "hit_ratio", |ratio| format!("{ratio:.4}")),
        mean_column("peak/mean", "peak_to_mean", |ratio| format!("{ratio:.2}")),
        mean_column("reserve", "reserve", |share| format!("{:.1} %", 100.0 * share)),
    ];
    let mean = |row: &SummaryRow, metric| row.estimate(metric).map(|estimate| estimate.mean);
    let asleep = |row: &SummaryRow| mean(row, "awake_servers") < mean(row, "servers");
    if summary.rows.iter().any(|row| !row.values("awake_servers").is_empty() && asleep(row)) {
        let servers = |servers: f64| format!("{servers:.2}");
        columns.push(mean_column("awake", "awake_servers", servers));
        columns.push(mean_column("power", "power_servers", servers));
    }
    columns
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
/// The best values that were found, a row a point of the sweep.
pub(super) fn optima_table(plan: &Plan, optima: &Table) -> String {
    let Some(optimize) = &plan.optimize else { return String::new() };
    let (key, metric) = (&optimize.key, &optimize.metric);
    let others: Vec<&String> = plan.swept.iter().filter(|swept| *swept != key).collect();
    let mut header: Vec<String> = others.iter().map(|key| short_key(key)).collect();
    header.extend([format!("best {}", short_key(key)), "as good as".to_owned()]);
    header.extend([metric.clone(), "values tried".to_owned()]);
    let number = |row: &Row, column: &str| row.get(column).and_then(Value::as_f64);
    let shown = |row: &Row, column: &str| match row.get(column).and_then(Value::as_u64) {
        Some(whole) => grouped(whole),
        None => number(row, column).map_or("-".to_owned(), short_number),
    };
    let cells = |row: &Row| {
        let parameter = |key: &&String| match row.get(*key) {
            Some(Value::String(text)) => text.clone(),
            _ => shown(row, key),
        };
        let mut cells: Vec<String> = others.iter().map(parameter).collect();
        let best = row.get("best") == Some(&Value::Bool(true)) && optima.rows.len() > 1;
        cells.push(shown(row, key) + if best { " *" } else { "" });
        let (low, high) = (shown(row, "as_good_from"), shown(row, "as_good_to"));
        cells.push(if low == high { low } else { format!("{low} to {high}") });
        let cost = number(row, metric).map_or("-".to_owned(), |cost| format!("{cost:.5}"));
        let half_width = number(row, &format!("{metric}_ci95"));
        cells.push(half_width.map_or(cost.clone(), |half| format!("{cost} +- {half:.5}")));
        cells.push(shown(row, "values_tried"));
        cells
    };
    let rows: Vec<Vec<String>> = optima.rows.iter().map(cells).collect();
    let table = terminal_table(&header.iter().map(String::as_str).collect::<Vec<_>>(), &rows);
    format!(
        "{table}\nleast {metric}, by golden section on the same requests; * least of all; as good: values tried \
         next to it whose paired 95 % interval does not tell them apart"
    )
}

pub(super) fn bounds_table(bounds: &Table) -> String {
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
            "\n{rows} of {} rows have overloaded servers, links or an overloaded origin: their queues \
             grow or drop as long as the run lasts",
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
