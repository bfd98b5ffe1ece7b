//! How values are distributed over traces, as columns.

use crate::stats::{quantile, quantile_interval};
use crate::{Estimate, Interval, Row};

/// The quantiles of the table, and the ends of their columns.
const QUANTILES: [(&str, f64); 5] =
    [("p10", 0.10), ("p25", 0.25), ("p50", 0.50), ("p75", 0.75), ("p90", 0.90)];

/// Puts the mean and the quantiles of values into a row; nothing if there are no values.
pub(super) fn insert_distribution(row: &mut Row, name: &str, values: &[f64]) {
    if values.is_empty() {
        return;
    }
    insert(row, format!("{name}_mean"), Estimate::of(values).mean, None);
    for (end, p) in QUANTILES {
        insert(row, format!("{name}_{end}"), quantile(values, p), quantile_interval(values, p));
    }
}

/// Puts a statistic into a row, and after it the ends of its interval, if it has one.
fn insert(row: &mut Row, name: String, value: f64, interval: Option<Interval>) {
    row.insert(name.clone(), value.into());
    if let Some(Interval { low, high, .. }) = interval {
        row.insert(format!("{name}_low"), low.into());
        row.insert(format!("{name}_high"), high.into());
    }
}
