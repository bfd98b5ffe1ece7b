//! The table of the study of the reserve.

use super::columns::short_key;
use super::first_rows::first_rows;
use super::warnings::warnings;
use crate::units::short_number;
use hotset_experiment::Plan;
use hotset_results::metrics::{
    MACHINES, Metric, PEAK_TO_MEAN, POWER_ALWAYS_ON, POWER_RIGHT_SIZED, RESERVE, RESERVE_OVER_PEAK,
    UTILISATION,
};
use hotset_results::{Summary, SummaryRow};

/// Swept keys, then load against capacity, and warnings.
pub(super) fn reserve_table(plan: &Plan, summary: &Summary) -> String {
    const METRICS: [(Metric, &str, f64, &str); 7] = [
        (UTILISATION, "utilisation", 100.0, " %"),
        (RESERVE, "reserve", 100.0, " %"),
        (RESERVE_OVER_PEAK, "over expected peak", 100.0, " %"),
        (PEAK_TO_MEAN, "peak/mean", 1.0, ""),
        (MACHINES, "machines", 1.0, ""),
        (POWER_ALWAYS_ON, "power, always on", 1.0, ""),
        (POWER_RIGHT_SIZED, "right-sized", 1.0, ""),
    ];
    let swept: Vec<&String> = plan.swept.iter().collect();
    let mut header: Vec<String> = swept.iter().map(|key| short_key(key)).collect();
    header.extend(METRICS.iter().map(|metric| metric.1.to_owned()));
    let cells = |row: &SummaryRow| {
        let value =
            |key: &&String| row.number(key).map_or_else(|| row.parameter(key), short_number);
        let metric = |&(metric, _, factor, unit): &(Metric, &str, f64, &str)| {
            let mean = row.estimate(metric).map_or(f64::NAN, |estimate| estimate.mean);
            format!("{:.1}{unit}", factor * mean)
        };
        swept.iter().map(value).chain(METRICS.iter().map(metric)).collect()
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = first_rows(&header, &summary.rows, cells, "summary.csv");
    table + &warnings(summary)
}
