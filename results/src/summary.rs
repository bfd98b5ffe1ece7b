//! Runs brought together: means over replications, and changes against a baseline.

use crate::compare::{CAPACITY, METRICS, Metric, ORIGIN, within};
use crate::layouts::{context, fits, is_layout, layout_name};
use crate::stats::Range;
use crate::{Estimate, Interval, Row, Table, paired_change};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// One point of the sweep, over its replications.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// The point's parameters.
    pub parameters: Row,
    /// Each metric's values, by replication; a metric that one has, and another has not, is null there.
    values: Vec<(String, Values)>,
    /// Names of what to be warned of in any replication.
    pub warnings: BTreeSet<String>,
    /// Whether this is the baseline.
    pub is_baseline: bool,
    replications: usize,
}

/// Values of a metric.
#[derive(Clone, Debug, Default, PartialEq)]
struct Values {
    by_replication: Vec<Option<f64>>,
    known: Vec<f64>,
}

impl Values {
    /// The value of the next replication, behind so many before it.
    fn push(&mut self, replication: usize, value: Option<f64>) {
        self.by_replication.resize(replication, None);
        self.by_replication.push(value);
        self.known.extend(value);
    }
}

impl SummaryRow {
    /// A metric's values in the replications in which it is known; empty if it is not.
    pub fn values(&self, metric: &str) -> &[f64] {
        self.find(metric).map_or(&[], |values| &values.known)
    }

    fn find(&self, metric: &str) -> Option<&Values> {
        self.values.iter().find(|(name, _)| name == metric).map(|(_, values)| values)
    }

    /// The values of a metric here and in another point, of the replications in which both know it.
    pub fn paired(&self, other: &Self, metric: &str) -> (Vec<f64>, Vec<f64>) {
        let (Some(mine), Some(others)) = (self.find(metric), other.find(metric)) else {
            return (Vec::new(), Vec::new());
        };
        let pairs = mine.by_replication.iter().zip(&others.by_replication);
        pairs.filter_map(|(&mine, &other)| mine.zip(other)).unzip()
    }

    /// A metric's mean and interval.
    pub fn estimate(&self, metric: &str) -> Option<Estimate> {
        let values = self.values(metric);
        (!values.is_empty()).then(|| Estimate::of(values))
    }

    /// The interval of a metric that is positive and skewed, and its geometric mean.
    pub fn interval(&self, metric: &str) -> Option<Interval> {
        Interval::of_logarithms(self.values(metric))
    }

    /// A parameter as text; empty if the point does not have it.
    pub fn parameter(&self, name: &str) -> String {
        match self.parameters.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    /// A parameter as a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        self.parameters.get(name).and_then(Value::as_f64)
    }
}

/// All points of an experiment, in the order of the runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The points.
    pub rows: Vec<SummaryRow>,
}

/// The column of `runs.csv` and `summary.csv` that names what to be warned of, by words.
pub const WARNINGS: &str = "warnings";

/// Metrics whose change against the baseline is reported.
const CHANGES: [&str; 3] = ["total_bytes", "cost_bytes", "origin_bytes"];

/// The column of `runs.csv` between a run's parameters and its metrics.
const REPLICATION: &str = "replication";

impl Summary {
    /// Brings together the rows of `runs.csv`. `parameters` are the columns that make a point;
    /// `baseline` is the name of the layout that others are compared with under the same other
    /// parameters, or, where no layout has that name, its `layout.kind`.
    pub fn new(runs: &Table, parameters: &[String], baseline: Option<&str>) -> Self {
        let mut rows: Vec<SummaryRow> = Vec::new();
        let mut row_of: BTreeMap<String, usize> = BTreeMap::new();
        for run in &runs.rows {
            let point: Row = parameters
                .iter()
                .filter_map(|name| run.get(name).map(|value| (name.clone(), value.clone())))
                .collect();
            // What stands behind the replication was measured.
            let metrics = run.iter().skip_while(|(name, _)| *name != REPLICATION).skip(1);
            let metrics = metrics.filter(|(_, value)| value.is_null() || value.is_number());
            let warnings = run.get(WARNINGS).and_then(Value::as_str).unwrap_or("");
            let warnings = warnings.split_whitespace().map(str::to_owned);
            let known = row_of.get(&format!("{point:?}")).copied();
            let index = known.unwrap_or_else(|| {
                row_of.insert(format!("{point:?}"), rows.len());
                rows.push(SummaryRow {
                    is_baseline: false,
                    parameters: point,
                    warnings: BTreeSet::new(),
                    values: Vec::new(),
                    replications: 0,
                });
                rows.len() - 1
            });
            let Some(row) = rows.get_mut(index) else { continue };
            row.warnings.extend(warnings);
            for (name, value) in metrics {
                let at = row.values.iter().position(|(known, _)| known == name);
                let at = at.unwrap_or_else(|| {
                    row.values.push((name.clone(), Values::default()));
                    row.values.len() - 1
                });
                row.values[at].1.push(row.replications, value.as_f64());
            }
            row.replications += 1;
        }
        if let Some(baseline) = baseline {
            mark_baseline(&mut rows, baseline);
        }
        Self { rows }
    }

    /// The baseline of a point: the one that has the same parameters but for the layout's kind, as far as
    /// both have them; where none has, but for all that is of the layout. `None` where several do: there
    /// is no telling which is meant.
    pub fn baseline_of(&self, row: &SummaryRow) -> Option<&SummaryRow> {
        let alike = |baseline: &SummaryRow, but: fn(&str) -> bool| {
            baseline.parameters.iter().all(|(name, value)| {
                but(name) || row.parameters.get(name).is_none_or(|mine| mine == value)
            })
        };
        let of = |but: fn(&str) -> bool| -> Vec<&SummaryRow> {
            self.rows.iter().filter(|other| other.is_baseline && alike(other, but)).collect()
        };
        let close = of(|name| name == "layout.kind");
        match if close.is_empty() { of(is_layout) } else { close }.as_slice() {
            [baseline] => Some(baseline),
            _ => None,
        }
    }

    /// The change of a metric against the baseline, paired by replication.
    pub fn change(&self, row: &SummaryRow, metric: &str) -> Option<Estimate> {
        let (mine, base) = row.paired(self.baseline_of(row)?, metric);
        if mine.is_empty() { None } else { paired_change(&mine, &base) }
    }

    /// The points that differ from one in their layout alone, itself among them.
    fn compared_with(&self, row: &SummaryRow) -> Vec<&SummaryRow> {
        let here = context(&row.parameters);
        let alike = |other: &&SummaryRow| fits(&other.parameters, &here);
        self.rows.iter().filter(alike).collect()
    }

    /// The ratio of a skewed metric to the baseline's, paired by replication.
    pub fn ratio(&self, row: &SummaryRow, metric: &str) -> Option<Interval> {
        let (mine, base) = row.paired(self.baseline_of(row)?, metric);
        Interval::of_ratio(&mine, &base)
    }

    /// The summary as a tidy table: parameters, then each metric's mean and the half-width of its
    /// 95 % interval (and the ends of one that stays in the possible range, where that does not), then
    /// changes against the baseline, paired intervals, and warnings.
    pub fn to_table(&self) -> Table {
        let rows = self
            .rows
            .iter()
            .map(|row| {
                let mut out = row.parameters.clone();
                out.insert("replications".into(), row.replications().into());
                for (name, values) in &row.values {
                    insert(&mut out, name, values, row.replications);
                }
                for metric in CHANGES {
                    if let Some(change) = self.change(row, metric) {
                        insert_estimate(&mut out, &format!("{metric}_change"), change);
                    }
                }
                for Metric { column, .. } in METRICS.into_iter().filter(|metric| metric.skewed) {
                    let intervals = [
                        (format!("{column}_geomean"), row.interval(column)),
                        (format!("{column}_ratio"), self.ratio(row, column)),
                    ];
                    for (name, interval) in intervals {
                        insert_interval(&mut out, &name, interval);
                    }
                }
                let beside = self.compared_with(row);
                for metric in [ORIGIN, CAPACITY] {
                    if let Some(interval) = within(row, &beside, metric) {
                        out.insert(format!("{}_within_low", metric.column), interval.low.into());
                        out.insert(format!("{}_within_high", metric.column), interval.high.into());
                    }
                }
                out.insert(WARNINGS.to_owned(), row.warning_words().into());
                out
            })
            .collect();
        Table { rows }
    }
}

fn mark_baseline(rows: &mut [SummaryRow], baseline: &str) {
    let named = |row: &SummaryRow| layout_name(&row.parameters) == baseline;
    let of_kind = |row: &SummaryRow| row.parameter("layout.kind") == baseline;
    let by_name = rows.iter().any(named);
    for row in rows {
        row.is_baseline = if by_name { named(row) } else { of_kind(row) };
    }
}

impl SummaryRow {
    /// All warnings in one text.
    pub fn warning_words(&self) -> String {
        self.warnings.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Number of replications.
    pub fn replications(&self) -> usize {
        self.replications
    }
}

/// A metric's mean with its interval; where it is not known in all replications, in how many it is.
fn insert(row: &mut Row, name: &str, values: &Values, replications: usize) {
    match values.known.as_slice() {
        // What is null throughout, as the reserve of a sample, has no column.
        [] => return,
        known => {
            let estimate = Estimate::of(known);
            insert_estimate(row, name, estimate);
            if let Some((low, high)) = estimate.kept_within(range(name, known)) {
                row.insert(format!("{name}_ci95_low"), low.into());
                row.insert(format!("{name}_ci95_high"), high.into());
            }
        }
    }
    if values.known.len() < replications {
        row.insert(format!("{name}_n"), values.known.len().into());
    }
}

/// The values that a metric can have, of which some are known: shares are so by their names.
fn range(name: &str, known: &[f64]) -> Range {
    const SHARES: [&str; 3] = ["hit_ratio", "share", "jain"];
    let share = SHARES.iter().any(|end| name.ends_with(end));
    match () {
        () if known.iter().any(|&value| value < 0.0) => Range::All,
        () if share => Range::Share,
        () => Range::NotNegative,
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

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn points_are_compared_with_the_baseline_of_their_own_workload() {
        let run = |alpha: f64, layout: &str, replication: u64, bytes: u64| {
            let value = json!({"workload.popularity.alpha": alpha, "layout.kind": layout,
                "replication": replication, "total_bytes": bytes});
            value.as_object().unwrap().clone()
        };
        let runs = Table {
            rows: vec![
                run(0.8, "dedicated", 0, 100),
                run(0.8, "dedicated", 1, 200),
                run(0.8, "hot", 0, 90),
                run(0.8, "hot", 1, 180),
                run(1.0, "dedicated", 0, 50),
                run(1.0, "dedicated", 1, 50),
                run(1.0, "hot", 0, 100),
                run(1.0, "hot", 1, 100),
            ],
        };
        let parameters = ["workload.popularity.alpha".to_owned(), "layout.kind".to_owned()];
        let summary = Summary::new(&runs, &parameters, Some("dedicated"));
        let change = |index: usize| summary.change(&summary.rows[index], "total_bytes").unwrap();
        assert_eq!(summary.rows.len(), 4);
        assert!((change(1).mean + 0.1).abs() < 1e-12 && change(1).half_width.unwrap() < 1e-12);
        assert_eq!(change(3).mean, 1.0);
        assert_eq!(change(0).mean, 0.0);
    }

    #[test]
    fn a_metric_that_is_null_in_some_replications_says_of_how_many_it_tells() {
        let run = |layout: &str, replication: u64, recovery_s: Value, total_bytes: Value| {
            let value = json!({"layout.kind": layout, "replication": replication,
                "recovery_s": recovery_s, "total_bytes": total_bytes, "warnings": ""});
            value.as_object().unwrap().clone()
        };
        let null = || Value::Null;
        let rows = vec![
            run("dedicated", 0, null(), json!(100)),
            run("dedicated", 1, json!(4), json!(200)),
            run("dedicated", 2, json!(6), json!(400)),
            run("hot", 0, null(), json!(50)),
            run("hot", 1, null(), null()),
            run("hot", 2, null(), json!(400)),
        ];
        let parameters = ["layout.kind".to_owned()];
        let summary = Summary::new(&Table { rows }, &parameters, Some("dedicated"));
        let table = summary.to_table().rows;
        assert_eq!(table[0]["replications"], 3);
        assert_eq!((&table[0]["recovery_s"], &table[0]["recovery_s_n"]), (&json!(5.0), &json!(2)));
        assert!(!table[0].contains_key("total_bytes_n") && !table[1].contains_key("recovery_s"));
        assert_eq!(table[1]["total_bytes_n"], 2);
        // Of the replications that both know: halved, and as much.
        assert_eq!(summary.change(&summary.rows[1], "total_bytes").unwrap().mean, -0.25);
    }
}
