//! The summary as the tidy table `summary.csv`.

use super::common::CommonParts;
use super::row::{SummaryRow, WARNINGS};
use super::sweep::Summary;
use crate::metrics::{
    BYTE_MISS_RATIO, CAPACITY_PER_EGRESS, COST_BYTES, MISS_RATIO, Metric, ORIGIN_BYTES, TOTAL_BYTES,
};
use crate::stats::Range;
use crate::tables::REPLICATIONS;
use crate::{Estimate, Interval, Row, Table};
use serde_json::Value;

/// Metrics whose change against the baseline is reported.
const CHANGES: [Metric; 5] = [TOTAL_BYTES, COST_BYTES, ORIGIN_BYTES, MISS_RATIO, BYTE_MISS_RATIO];

impl Summary {
    /// The summary as a tidy table: parameters; each metric's mean and the half-width of its 95 % interval, and
    /// the ends of an interval within the metric's range where the symmetric one exceeds it; changes against
    /// the baseline; within-replication intervals; warnings. Where a metric is null in some replications, its
    /// column `_n` has the number of values in the mean.
    pub fn to_table(&self) -> Table {
        Table { rows: self.table_rows().collect() }
    }

    /// The rows of [`Summary::to_table`], one by one.
    pub fn table_rows(&self) -> impl Iterator<Item = Row> {
        let common = CommonParts::of(&self.rows);
        self.rows.iter().zip(0..).map(move |(row, place)| self.table_row(row, place, &common))
    }

    fn table_row(&self, row: &SummaryRow, place: usize, common: &CommonParts) -> Row {
        let mut out = row.parameters.clone();
        out.insert(REPLICATIONS.to_owned(), row.replications().into());
        for (name, known) in row.metrics() {
            insert_metric(&mut out, name, known, row.replications());
        }
        let baseline = self.baseline_of(row);
        for metric in CHANGES {
            if let Some(change) = baseline.and_then(|base| row.change_from(base, metric)) {
                insert_estimate(&mut out, &format!("{}_change", metric.name), change);
            }
        }
        let skewed = CAPACITY_PER_EGRESS;
        let ratio = baseline.and_then(|base| row.ratio_to(base, skewed));
        insert_interval(&mut out, &skewed.geomean(), row.interval(skewed));
        insert_interval(&mut out, &format!("{}_ratio", skewed.name), ratio);
        for (metric, shared) in common.at(place) {
            if let Some(interval) = Interval::within(row.values(metric), shared) {
                out.insert(format!("{}_low", metric.within()), interval.low.into());
                out.insert(format!("{}_high", metric.within()), interval.high.into());
            }
        }
        out.insert(WARNINGS.to_owned(), row.warning_words().into());
        out
    }
}

/// A metric's mean with its interval; if it is null in some replications, also the number of values.
fn insert_metric(row: &mut Row, name: &str, known: &[f64], replications: usize) {
    // A metric that is null throughout, such as the reserve of a sample, has no column.
    if !known.is_empty() {
        let estimate = Estimate::of(known);
        insert_estimate(row, name, estimate);
        if let Some((low, high)) = estimate.within_range(range(name, known)) {
            row.insert(format!("{name}_ci95_low"), low.into());
            row.insert(format!("{name}_ci95_high"), high.into());
        }
        if known.len() < replications {
            row.insert(format!("{name}_n"), known.len().into());
        }
    }
}

/// The values that a metric can take: any number if one is negative.
fn range(name: &str, known: &[f64]) -> Range {
    match known.iter().any(|&value| value < 0.0) {
        true => Range::All,
        false => Metric::named(name).map_or(Range::NotNegative, |metric| metric.range()),
    }
}

fn insert_estimate(row: &mut Row, name: &str, estimate: Estimate) {
    row.insert(name.to_owned(), estimate.mean.into());
    let half_width = estimate.half_width.map_or(Value::Null, Value::from);
    row.insert(format!("{name}_ci95"), half_width);
}

fn insert_interval(row: &mut Row, name: &str, interval: Option<Interval>) {
    let Some(Interval { centre, low, high }) = interval else { return };
    for (suffix, value) in [("", centre), ("_low", low), ("_high", high)] {
        row.insert(format!("{name}{suffix}"), value.into());
    }
}
