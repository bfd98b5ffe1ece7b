//! The table of the study of traffic.

use super::columns::{Column, column, mean_column, swept_columns};
use super::footers::{capacity_footer, footer, overloaded, unsampled};
use crate::units::{bytes, change, time};
use hotset_experiment::{Plan, Point};
use hotset_results::compare::is_base;
use hotset_results::{Interval, Summary, SummaryRow, terminal_table};

/// Layout by layout: traffic by class, change against the baseline, hit ratio, load.
pub(super) fn traffic_table(plan: &Plan, summary: &Summary) -> String {
    let summary = &Summary {
        rows: summary.rows.iter().filter(|row| is_base(&row.parameters)).cloned().collect(),
    };
    let mut columns = swept_columns(plan);
    columns.extend(traffic_columns(plan, summary));
    columns.extend(load_columns(plan, summary));
    let studies = || plan.points.iter().filter_map(Point::traffic);
    if studies().any(|study| study.timing.is_some()) {
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
    let studies = || plan.points.iter().filter_map(Point::traffic);
    if studies().any(|study| study.prices != [1.0; 3]) {
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
