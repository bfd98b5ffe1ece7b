//! The table of the study of single caches.

use super::columns::{column, mean_column, swept_columns};
use super::warnings::warnings;
use crate::units::{change, grouped};
use hotset_experiment::Plan;
use hotset_results::metrics::{BYTE_MISS_RATIO, EVICTIONS, MISS_RATIO, Metric};
use hotset_results::{Summary, SummaryRow, terminal_table};

/// More caches than this are told by policy alone.
const ROWS_MAX: usize = 64;

/// Cache by cache: what it misses, against the baseline.
pub(super) fn caches_table(plan: &Plan, summary: &Summary) -> String {
    if summary.rows.len() > ROWS_MAX {
        let rows = summary.rows.len();
        return format!("{rows} caches: summary.csv has each of them{}", warnings(summary));
    }
    let mut columns = swept_columns(plan);
    let against = |metric: Metric| {
        column("change", move |row| match summary.change(row, metric) {
            Some(_) if row.is_baseline => "-".to_owned(),
            Some(estimate) => change(estimate),
            None => String::new(),
        })
    };
    let has_bytes = summary.rows.iter().any(|row| !row.values(BYTE_MISS_RATIO).is_empty());
    let ratios = [("miss ratio", MISS_RATIO), ("byte miss ratio", BYTE_MISS_RATIO)];
    for (heading, metric) in ratios.into_iter().take(if has_bytes { 2 } else { 1 }) {
        columns.push(column(heading, move |row| ratio(row, metric)));
        columns.extend(plan.baseline.is_some().then(|| against(metric)));
    }
    columns.push(mean_column("evictions", EVICTIONS, |count| grouped(count as u64)));
    let header: Vec<&str> = columns.iter().map(|(heading, _)| heading.as_str()).collect();
    let cells = |row: &SummaryRow| columns.iter().map(|(_, cell)| cell(row)).collect();
    let rows: Vec<Vec<String>> = summary.rows.iter().map(cells).collect();
    let baseline = plan.baseline.as_ref().map_or(String::new(), |baseline| {
        format!("\nchange: of the miss ratio before it, against {baseline} on the same requests")
    });
    format!("{}{baseline}{}", terminal_table(&header, &rows), warnings(summary))
}

/// A ratio with its interval, where there is one that is not zero.
fn ratio(row: &SummaryRow, metric: Metric) -> String {
    let Some(estimate) = row.estimate(metric) else { return "-".to_owned() };
    match estimate.half_width.filter(|half| *half > 0.0) {
        Some(half) => format!("{:.4} ± {half:.4}", estimate.mean),
        None => format!("{:.4}", estimate.mean),
    }
}
