//! All points of an experiment, and the baseline that each is compared with.

use super::baseline::{BaselineKind, baselines, mark_baseline};
use super::names::Names;
use super::row::SummaryRow;
use super::warm_ups::warn_of_warm_ups;
use crate::layouts::{Context, contexts};
use crate::metrics::Metric;
use crate::{Estimate, Interval, Row, Table};
use std::collections::BTreeMap;

/// All points of an experiment, in the order of the runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// The points. Each knows the place of its baseline: they are not to be reordered, and [`filtered`](Self::filtered)
    /// takes some of them.
    pub rows: Vec<SummaryRow>,
    kind: BaselineKind,
}

impl Summary {
    /// Summarizes the rows of `runs.csv`. `parameters` are the columns that identify a point. `baseline` is
    /// the name of the layout that others are compared with in the same context, or, if no layout has that
    /// name, its `layout.kind`, or the policy (`servers.policy`) that others are compared with.
    pub fn new(runs: &Table, parameters: &[String], baseline: Option<&str>) -> Self {
        let mut summary = SummaryBuilder::new(parameters);
        runs.rows.iter().for_each(|run| summary.add(run));
        summary.finish(baseline)
    }

    /// The baseline of a point: the one that differs from it in the layout's kind alone, as far as both have
    /// the same parameters; failing that, the one that differs in parameters of the layout alone. `None` if
    /// several do, which would be ambiguous. The point is one of this summary.
    pub fn baseline_of(&self, row: &SummaryRow) -> Option<&SummaryRow> {
        self.rows.get(row.baseline?)
    }

    /// The summary of some of the points.
    #[must_use]
    pub fn filtered(&self, keep: impl Fn(&SummaryRow) -> bool) -> Self {
        let rows = self.rows.iter().filter(|row| keep(row)).cloned().collect();
        Self::of(rows, self.kind)
    }

    fn of(mut rows: Vec<SummaryRow>, kind: BaselineKind) -> Self {
        let baselines = baselines(&rows, kind);
        rows.iter_mut().zip(baselines).for_each(|(row, baseline)| row.baseline = baseline);
        Self { rows, kind }
    }

    /// The points by the contexts in which they are compared.
    pub fn contexts(&self) -> Vec<Context<&SummaryRow>> {
        let rows: Vec<&SummaryRow> = self.rows.iter().collect();
        contexts(&rows, |row| &row.parameters)
    }

    /// The change of a metric against the baseline, paired by replication.
    pub fn change(&self, row: &SummaryRow, metric: Metric) -> Option<Estimate> {
        row.change_from(self.baseline_of(row)?, metric)
    }

    /// The ratio of a skewed metric to the baseline's, paired by replication.
    pub fn ratio(&self, row: &SummaryRow, metric: Metric) -> Option<Interval> {
        row.ratio_to(self.baseline_of(row)?, metric)
    }
}

/// Summarizes runs one by one, as [`Summary::new`] does those of a table.
#[derive(Clone, Debug)]
pub struct SummaryBuilder {
    parameters: Vec<String>,
    rows: Vec<SummaryRow>,
    row_of: BTreeMap<String, usize>,
    names: Names,
}

impl SummaryBuilder {
    /// No runs yet. `parameters` are the columns that identify a point.
    pub fn new(parameters: &[String]) -> Self {
        let (rows, row_of, names) = Default::default();
        Self { parameters: parameters.to_vec(), rows, row_of, names }
    }

    /// Adds a row of `runs.csv`.
    pub fn add(&mut self, run: &Row) {
        let value = |name: &String| run.get(name).map(|value| (name.clone(), value.clone()));
        let point: Row = self.parameters.iter().filter_map(value).collect();
        let rows = &mut self.rows;
        let index = *self.row_of.entry(format!("{point:?}")).or_insert_with(|| {
            let metrics = rows.last().map_or(0, SummaryRow::columns);
            rows.push(SummaryRow::new(point, metrics));
            rows.len() - 1
        });
        rows[index].add(run, &mut self.names);
    }

    /// The summary; `baseline` is as for [`Summary::new`].
    pub fn finish(mut self, baseline: Option<&str>) -> Summary {
        let kind = baseline.map(|baseline| mark_baseline(&mut self.rows, baseline));
        warn_of_warm_ups(&mut self.rows);
        Summary::of(self.rows, kind.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::TOTAL_BYTES;
    use serde_json::{Value, json};

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
        let change = |index: usize| summary.change(&summary.rows[index], TOTAL_BYTES).unwrap();
        assert_eq!(summary.rows.len(), 4);
        assert!((change(1).mean + 0.1).abs() < 1e-12 && change(1).half_width.unwrap() < 1e-12);
        assert_eq!(change(3).mean, 1.0);
        assert_eq!(change(0).mean, 0.0);
    }

    #[test]
    fn a_metric_that_is_null_in_some_replications_reports_how_many_values_its_mean_has() {
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
        // Over the replications in which both are known: half as much, and the same.
        assert_eq!(summary.change(&summary.rows[1], TOTAL_BYTES).unwrap().mean, -0.25);
    }
}
