//! The table of the study of traffic.

use super::columns::{Column, column, mean_column, swept_columns};
use super::first_rows::first_rows;
use super::footers::{capacity_footer, footer};
use super::warnings::warnings;
use crate::units::{bytes, change, time};
use hotset_experiment::{Plan, Point};
use hotset_results::compare::is_base;
use hotset_results::metrics::{
    AWAKE_SERVERS, CAPACITY_FLOOR_PER_EGRESS, CAPACITY_OWN_SIZE_PER_EGRESS, CAPACITY_PER_EGRESS,
    COST_BYTES, DELAYED_REQUESTS, DROPPED_REQUESTS, EGRESS_BYTES, HIT_RATIO, INTER_SERVER_BYTES,
    LATENCY_NS_P50, LATENCY_NS_P99, MIGRATION_BYTES, Metric, ORIGIN_BYTES, ORIGIN_UTILISATION,
    OVER_CAPACITY_TIME_SHARE, POWER_SERVERS, RECOVERY_S, REQUESTS, SERVER_UTILISATION_MAX, SERVERS,
    TOTAL_BYTES,
};
use hotset_results::{Interval, Summary, SummaryRow};

/// Layout by layout: traffic by class, change against the baseline, hit ratio, load.
pub(super) fn traffic_table(plan: &Plan, summary: &Summary) -> String {
    let has_variations = summary.rows.iter().any(|row| !is_base(&row.parameters));
    let base = has_variations.then(|| summary.filtered(|row| is_base(&row.parameters)));
    let summary = base.as_ref().unwrap_or(summary);
    let mut columns = swept_columns(plan);
    columns.extend(traffic_columns(plan, summary));
    columns.extend(load_columns(plan, summary));
    let studies = || plan.points.iter().filter_map(Point::traffic);
    if studies().any(|study| study.timing.is_some()) {
        columns
            .extend(TIMED.map(|(metric, name)| column(name, move |row| timed_cell(row, metric))));
        let recovers = summary.rows.iter().any(|row| !row.values(RECOVERY_S).is_empty());
        let recovery = || mean_column("recovery", RECOVERY_S, |s| format!("{s:.1} s"));
        columns.extend(recovers.then(recovery));
    }
    let header: Vec<&str> = columns.iter().map(|(heading, _)| heading.as_str()).collect();
    let cells = |row: &SummaryRow| columns.iter().map(|(_, cell)| cell(row)).collect();
    let table = first_rows(&header, &summary.rows, cells, "summary.csv");
    format!("{table}{}{}{}", footer(plan), capacity_footer(plan, summary), warnings(summary))
}

fn traffic_columns<'a>(plan: &Plan, summary: &'a Summary) -> Vec<Column<'a>> {
    let against = |metric: Metric| {
        column("change", move |row| match summary.change(row, metric) {
            Some(_) if row.is_baseline => "-".to_owned(),
            Some(estimate) => change(estimate),
            None => String::new(),
        })
    };
    let mut columns = vec![
        mean_column("egress", EGRESS_BYTES, bytes),
        mean_column("inter-server", INTER_SERVER_BYTES, bytes),
        mean_column("origin", ORIGIN_BYTES, bytes),
    ];
    let baseline = plan.baseline.is_some();
    columns.extend(baseline.then(|| against(ORIGIN_BYTES)));
    let moves = summary.rows.iter().any(|row| !row.values(MIGRATION_BYTES).is_empty());
    columns.extend(moves.then(|| mean_column("migration", MIGRATION_BYTES, bytes)));
    columns.push(mean_column("total", TOTAL_BYTES, bytes));
    columns.extend(baseline.then(|| against(TOTAL_BYTES)));
    let studies = || plan.points.iter().filter_map(Point::traffic);
    if studies().any(|study| study.prices != [1.0; 3]) {
        columns.push(mean_column("weighted", COST_BYTES, bytes));
        columns.extend(baseline.then(|| against(COST_BYTES)));
    }
    columns
}

/// Capacity and load, which are null for a sample; servers awake and their power where some sleep.
fn load_columns<'a>(plan: &Plan, summary: &'a Summary) -> Vec<Column<'a>> {
    let times = |interval: Interval| {
        let Interval { centre, low, high } = interval;
        match low == high {
            true => format!("{centre:.2}"),
            false => format!("{centre:.2} ({low:.2} to {high:.2})"),
        }
    };
    let mut columns = vec![
        mean_column("hit ratio", HIT_RATIO, |ratio| format!("{ratio:.4}")),
        column("capacity", move |row| {
            row.interval(CAPACITY_PER_EGRESS).map_or("-".to_owned(), times)
        }),
    ];
    if plan.baseline.is_some() {
        columns.push(column("ratio", move |row| match summary.ratio(row, CAPACITY_PER_EGRESS) {
            Some(_) if row.is_baseline => "-".to_owned(),
            Some(ratio) => times(ratio),
            None => String::new(),
        }));
    }
    let own_size = |capacity: f64| format!("{capacity:.2}");
    columns.push(mean_column("own sizes", CAPACITY_OWN_SIZE_PER_EGRESS, own_size));
    columns.push(mean_column("floor", CAPACITY_FLOOR_PER_EGRESS, |floor| format!("{floor:.2}")));
    let over = summary.rows.iter().any(|row| !row.values(OVER_CAPACITY_TIME_SHARE).is_empty());
    let share = |share: f64| format!("{:.2} %", 100.0 * share);
    columns.extend(over.then(|| mean_column("time over", OVER_CAPACITY_TIME_SHARE, share)));
    let mean = |row: &SummaryRow, metric| row.estimate(metric).map(|estimate| estimate.mean);
    let asleep = |row: &SummaryRow| mean(row, AWAKE_SERVERS) < mean(row, SERVERS);
    if summary.rows.iter().any(|row| !row.values(AWAKE_SERVERS).is_empty() && asleep(row)) {
        let servers = |servers: f64| format!("{servers:.2}");
        columns.push(mean_column("awake", AWAKE_SERVERS, servers));
        columns.push(mean_column("power", POWER_SERVERS, servers));
    }
    columns
}

/// Columns of timed runs: metric and heading.
const TIMED: [(Metric, &str); 6] = [
    (LATENCY_NS_P50, "latency p50"),
    (LATENCY_NS_P99, "p99"),
    (DELAYED_REQUESTS, "delayed"),
    (DROPPED_REQUESTS, "dropped"),
    (SERVER_UTILISATION_MAX, "busiest server"),
    (ORIGIN_UTILISATION, "origin"),
];

fn timed_cell(row: &SummaryRow, metric: Metric) -> String {
    let Some(mean) = row.estimate(metric).map(|estimate| estimate.mean) else {
        return "-".to_owned();
    };
    let share = || {
        let [requests, lost] = [REQUESTS, DROPPED_REQUESTS].map(|m| row.estimate(m));
        let all = requests.map_or(0.0, |r| r.mean) + lost.map_or(0.0, |r| r.mean);
        format!("{:.3} %", 100.0 * mean / all.max(1.0))
    };
    match metric {
        LATENCY_NS_P50 | LATENCY_NS_P99 => time(mean),
        DELAYED_REQUESTS | DROPPED_REQUESTS => share(),
        _ => format!("{:.1} %", 100.0 * mean),
    }
}
