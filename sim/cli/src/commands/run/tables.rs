//! What a run shows on the terminal.

use crate::units::{bytes, change, grouped, short_number, span, span_of_one, time};
use hotset_experiment::{KnownLoad, Machines, Plan, WorkloadSpec};
use hotset_results::compare::is_base;
use hotset_results::layouts::{goes_with_trace, is_layout, layout_name, trace_name};
use hotset_results::{Interval, Row, Summary, SummaryRow, Table, terminal_table};
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
    let summary = &Summary {
        rows: summary.rows.iter().filter(|row| is_base(&row.parameters)).cloned().collect(),
    };
    let mut columns = swept_columns(plan);
    columns.extend(traffic_columns(plan, summary));
    columns.extend(load_columns(plan, summary));
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
    format!(
        "{table}{}{}{}{}",
        footer(plan),
        capacity_footer(plan, summary),
        unsampled(summary),
        overloaded(summary)
    )
}

/// How capacity was found, and what to be warned of.
fn capacity_footer(plan: &Plan, summary: &Summary) -> String {
    let widths = || summary.rows.iter().flat_map(|row| row.values("bin_width_s")).copied();
    let (low, high) = (widths().fold(f64::INFINITY, f64::min), widths().fold(0.0, f64::max));
    let Some(point) = plan.points.iter().find(|point| point.sample_every == 1) else {
        return String::new();
    };
    let rule = &point.provisioning;
    let bins = match low == high {
        true => span_of_one(low),
        false => format!("{} to {}", span(low), span(high)),
    };
    let machines = match rule.machines {
        Machines::Equal => "machines all alike",
        Machines::Each => "each server's of its own size",
    };
    let set = match rule.known {
        KnownLoad::Hindsight => "exceeded in at most",
        KnownLoad::Past { .. } => "set from earlier bins so that later ones exceed it in",
    };
    let mut text = format!(
        "\ncapacity over the mean client load, {machines}: {set} {} % of bins of {bins}; ratio: \
         to the baseline's; own sizes: each server its own machine; floor: if nothing varied",
        short_number(rounded(100.0 * rule.overload))
    );
    for (word, meaning) in WARNED {
        let rows = summary.rows.iter().filter(|row| row.warnings.contains(word)).count();
        if rows > 0 {
            text +=
                &format!("\nwarning ({word}), {rows} of {} rows: {meaning}", summary.rows.len());
        }
    }
    text
}

/// Rounded to what a reader wants to see of a product.
fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// Warnings in the results, and what they mean.
const WARNED: [(&str, &str); 9] = [
    (
        "shot-noise",
        "more than half of the reserve is the shot noise of independent requests: longer bins, or \
         more requests, would need less",
    ),
    ("rough-floor", "requests are so few, and some so large, that the floor is a guide only"),
    ("few-bins", "so few bins that the capacity is the load in the largest of them"),
    (
        "drops",
        "more than 1 % of the requests are dropped, which saves traffic that nobody wants saved; not \
         compared with layouts that answer",
    ),
    (
        "short-run",
        "the run is shorter than 10 hours and cut into 200 bins: say with bin_s what you provision for",
    ),
    (
        "unclear-sites",
        "most requests are for objects of no host or in no directory: the log does not tell its sites apart",
    ),
    (
        "other-sizes",
        "more than 1 % of the hit bytes come from copies that had another size when they came in; with \
         size_rule = 'modified', another size is a miss",
    ),
    (
        "cold-caches",
        "measured before caches have turned over, which are full later or never: hit ratios are not those \
         of the long run; warm_up = 'steady', or more requests, would tell those",
    ),
    (
        "not-stationary",
        "misses are more, or fewer, at the beginning of what is measured than in its second half: their \
         mean is of this span alone",
    ),
];

fn column<'a>(heading: &str, cell: impl Fn(&SummaryRow) -> String + 'a) -> Column<'a> {
    (heading.to_owned(), Box::new(cell))
}

/// A metric's mean; what a point does not tell is a dash.
fn mean_column(heading: &str, metric: &'static str, show: fn(f64) -> String) -> Column<'static> {
    column(heading, move |row| {
        row.estimate(metric).map_or("-".to_owned(), |estimate| show(estimate.mean))
    })
}

/// What tells the points apart: the layout by its name, and what it is looked at under.
fn swept_columns(plan: &Plan) -> Vec<Column<'_>> {
    let kind = plan.points[0].parameters.get("layout.kind").and_then(|kind| kind.as_str());
    let varied = plan.swept.iter().any(|key| is_layout(key));
    let swept: Row = plan.swept.iter().map(|key| (key.clone(), Value::Null)).collect();
    let name = column("layout", move |row| match row.parameters.contains_key("layout.kind") {
        true => layout_name(&row.parameters),
        // A sweep over something else of one layout.
        false => {
            let mut parameters = row.parameters.clone();
            parameters.insert("layout.kind".to_owned(), kind.unwrap_or("").into());
            layout_name(&parameters)
        }
    });
    let of_key = |key: &String| {
        let key = key.clone();
        column(&short_key(&key), move |row| match key.as_str() {
            "workload.path" => trace_name(&row.parameter(&key)),
            _ => row.number(&key).map_or_else(|| row.parameter(&key), short_number),
        })
    };
    // Of variations the base alone is shown.
    let shown =
        |key: &&String| *key != "variation" && !is_layout(key) && !goes_with_trace(key, &swept);
    let others = plan.swept.iter().filter(shown).map(of_key);
    match varied || plan.swept.is_empty() {
        true => std::iter::once(name).chain(others).collect(),
        false => others.collect(),
    }
}

/// The best layouts under all that they are compared under; empty where that is one thing.
pub(super) fn winners_table(winners: &Table) -> String {
    let fixed = ["metric", "winner", "winner_value", "runner_up", "runner_up_value"];
    let Some(first) = winners.rows.first() else { return String::new() };
    let columns = winners.columns();
    let keys = columns.iter().take_while(|key| *key != "metric");
    let keys: Vec<&String> = keys.filter(|key| !goes_with_trace(key, first)).collect();
    // What variations do to claims is a table of its own.
    let varied = keys.iter().any(|key| *key != "variation");
    if !varied || winners.rows.iter().all(|row| row.get("metric") == first.get("metric")) {
        return String::new();
    }
    let mut header: Vec<String> = keys.iter().map(|key| short_key(key)).collect();
    header.extend(["by", "best", "value", "next", "value"].map(str::to_owned));
    header.push("next against best".to_owned());
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        _ => value.as_f64().map_or(String::new(), |n| short_number((n * 1e4).round() / 1e4)),
    };
    let cells = |row: &Row| {
        let number = |name: &str| row.get(name).and_then(Value::as_f64);
        let of_key = |key: &&String| match (key.as_str(), row.get(*key)) {
            ("workload.path", Some(Value::String(file))) => trace_name(file),
            (_, value) => value.map_or(String::new(), shown),
        };
        let mut cells: Vec<String> = keys.iter().map(of_key).collect();
        cells.extend(fixed.map(|name| row.get(name).map_or(String::new(), shown)));
        let percent = 100.0 * number("runner_up_change").unwrap_or(0.0);
        let significant = row.get("significant") == Some(&Value::Bool(true));
        cells.push(format!("{percent:+.1} %{}", if significant { "" } else { " (noise)" }));
        cells
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    // Of many rows those of one metric are enough.
    let many = winners.rows.len() > WINNERS_MAX;
    let shown = winners.rows.iter().filter(|row| {
        let by_cost = row.get("metric").is_some_and(|metric| metric == "cost_per_egress");
        !many || by_cost
    });
    let table = terminal_table(&header, &shown.map(cells).collect::<Vec<_>>());
    let rest = if many { "; winners.csv has those by other metrics" } else { "" };
    format!(
        "{table}\nbest layouts, the less the better; noise: a paired 95 % interval has 0 in it{rest}"
    )
}

/// More rows of winners than this are not read.
const WINNERS_MAX: usize = 24;

/// A claim, and what it is under each variation by its name.
type Claim = (Vec<String>, Vec<(String, String)>);

/// Claims by variations: the change against the baseline, marked where it is noise or the other way.
pub(super) fn robustness_table(claims: &Table) -> String {
    let text =
        |row: &Row, name: &str| row.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let percent = |row: &Row, name: &str| {
        let value = row.get(name).and_then(Value::as_f64).unwrap_or(f64::NAN);
        format!("{:+.0} %", 100.0 * value)
    };
    let columns = claims.columns();
    let context: Vec<&String> = columns.iter().take_while(|name| *name != "layout").collect();
    let mut variations: Vec<String> = Vec::new();
    let mut rows: Vec<Claim> = Vec::new();
    for row in &claims.rows {
        let variation = text(row, "variation");
        if !variations.contains(&variation) {
            variations.push(variation.clone());
        }
        let mut claim = vec![text(row, "layout"), text(row, "metric")];
        let here = |key: &&String| {
            row.get(*key).map_or(String::new(), |value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            })
        };
        claim.extend(context.iter().map(here));
        let base_mark = match row.get("base_significant") {
            Some(Value::Bool(true)) => "",
            _ => " ?",
        };
        claim.push(percent(row, "base_change") + base_mark);
        let mark = match text(row, "verdict").as_str() {
            "holds" => "",
            "noise" => " ?",
            "same" => " =",
            _ => " !",
        };
        let cell = (variation, percent(row, "change") + mark);
        match rows.iter_mut().find(|(known, _)| *known == claim) {
            Some((_, cells)) => cells.push(cell),
            None => rows.push((claim, vec![cell])),
        }
    }
    if rows.is_empty() {
        return String::new();
    }
    let mut header = vec!["layout".to_owned(), "against the baseline".to_owned()];
    header.extend(context.iter().map(|key| short_key(key)));
    header.push("base".to_owned());
    header.extend(variations.iter().cloned());
    let whole = |(claim, cells): &Claim| {
        let of = |name: &String| {
            cells
                .iter()
                .find(|(known, _)| known == name)
                .map_or(String::new(), |(_, cell)| cell.clone())
        };
        claim.iter().cloned().chain(variations.iter().map(of)).collect()
    };
    let rows: Vec<Vec<String>> = rows.iter().map(whole).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = terminal_table(&header, &rows);
    format!(
        "{table}\n?: no more than noise; =: nothing in it changes; !: more than noise, unlike the base"
    )
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
    let baseline = plan.baseline.is_some();
    columns.extend(baseline.then(|| against("origin_bytes")));
    let moves = summary.rows.iter().any(|row| !row.values("migration_bytes").is_empty());
    columns.extend(moves.then(|| mean_column("migration", "migration_bytes", bytes)));
    columns.push(mean_column("total", "total_bytes", bytes));
    columns.extend(baseline.then(|| against("total_bytes")));
    if plan.points.iter().any(|point| point.prices != [1.0; 3]) {
        columns.push(mean_column("weighted", "cost_bytes", bytes));
        columns.extend(baseline.then(|| against("cost_bytes")));
    }
    columns
}

/// A sample does not tell how loads vary; servers awake and their power are told where some sleep.
fn load_columns<'a>(plan: &Plan, summary: &'a Summary) -> Vec<Column<'a>> {
    let times = |interval: Interval| {
        let Interval { centre, low, high } = interval;
        match low == high {
            true => format!("{centre:.2}"),
            false => format!("{centre:.2} ({low:.2} to {high:.2})"),
        }
    };
    const CAPACITY: &str = "capacity_per_egress";
    let mut columns = vec![
        mean_column("hit ratio", "hit_ratio", |ratio| format!("{ratio:.4}")),
        column("capacity", move |row| row.interval(CAPACITY).map_or("-".to_owned(), times)),
    ];
    if plan.baseline.is_some() {
        columns.push(column("ratio", move |row| match summary.ratio(row, CAPACITY) {
            Some(_) if row.is_baseline => "-".to_owned(),
            Some(ratio) => times(ratio),
            None => String::new(),
        }));
    }
    let own_size = |capacity: f64| format!("{capacity:.2}");
    columns.push(mean_column("own sizes", "capacity_own_size_per_egress", own_size));
    columns.push(mean_column("floor", "capacity_floor_per_egress", |floor| format!("{floor:.2}")));
    let over = summary.rows.iter().any(|row| !row.values("over_capacity_time_share").is_empty());
    let share = |share: f64| format!("{:.2} %", 100.0 * share);
    columns.extend(over.then(|| mean_column("time over", "over_capacity_time_share", share)));
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

/// What layouts are compared with: means over replications, in the order of the sweep.
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
    let columns = bounds.columns();
    let keys: Vec<String> =
        columns.into_iter().take_while(|column| *column != "replication").collect();
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
        cells.extend(keys.iter().map(|key| known.get(key).map_or(String::new(), text)));
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
    let blind = if belady { BELADY_NOTE } else { "" };
    format!(
        "{table}\nreferences: the room of all servers in one cache, whatever its layout; pfoo-l: no policy \
         hits more, nor saves more bytes, but for what is there from the start{blind}"
    )
}

/// What Belady's policy is, and what not.
pub(crate) const BELADY_NOTE: &str = "; belady: no policy that takes in all that it misses hits more, where all \
                                      objects are of one size; else a policy like others";

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
        text += "\na trace is the same in every replication: intervals are over entry servers and hash \
                 functions alone; the columns of *_days_* in the files have those over its days";
    }
    text
}
