//! Values over those of the baseline, paired by replication.

use crate::figures::error::FigureError;
use crate::layouts::{context, in_context, layout_name};
use crate::metrics::Metric;
use crate::stats::{Interval, Mean, paired_change};
use crate::tables::{RunRow, number, parameter_columns, value_text};
use crate::{Row, Table};
use std::collections::BTreeMap;

/// The ratio of each point to the baseline under the same context, as metric with interval, for a metric of
/// `runs.csv`. Points without a baseline have none.
pub(super) struct Ratios {
    /// By point: replications in order.
    points: Vec<(Row, BTreeMap<u64, f64>)>,
    baseline: String,
    mean: Mean,
}

impl Ratios {
    /// # Errors
    /// If the baseline is no layout, or several.
    pub(super) fn of(
        summary: &Table,
        runs: &Table,
        metric: &str,
        baseline: &str,
    ) -> Result<Self, FigureError> {
        let swept = parameter_columns(summary);
        let mut points: Vec<(Row, BTreeMap<u64, f64>)> = Vec::new();
        for row in &runs.rows {
            let parameters: Row = RunRow(row)
                .parameters()
                .filter(|(name, value)| swept.contains(name) && !value.is_null())
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            let (Some(replication), Some(value)) = (RunRow(row).replication(), number(row, metric))
            else {
                continue;
            };
            let known = points.iter().position(|(known, _)| *known == parameters);
            let index = known.unwrap_or_else(|| {
                points.push((parameters, BTreeMap::new()));
                points.len() - 1
            });
            points[index].1.insert(replication, value);
        }
        let mean = Metric::named(metric).map_or(Mean::Arithmetic, |metric| metric.mean);
        Ok(Self { baseline: baseline_of(&points, baseline)?, points, mean })
    }

    /// The ratio of a point of the summary to the baseline, paired: its mean and interval.
    pub(super) fn at(&self, parameters: &Row) -> Option<(f64, (f64, f64))> {
        let own = |row: &Row| row.iter().filter(|(_, value)| !value.is_null()).count();
        let same = |(known, _): &&(Row, BTreeMap<u64, f64>)| {
            known.len() == own(parameters)
                && known.iter().all(|(name, value)| parameters.get(name) == Some(value))
        };
        let (_, values) = self.points.iter().find(same)?;
        let mut here = context(parameters);
        here.retain(|_, value| !value.is_null());
        let is_baseline = |(known, _): &&(Row, BTreeMap<u64, f64>)| {
            layout_name(known) == self.baseline && in_context(known, &here)
        };
        let (_, base) = self.points.iter().find(is_baseline)?;
        let pairs = values
            .iter()
            .filter_map(|(replication, value)| Some((*value, *base.get(replication)?)));
        let (values, base): (Vec<f64>, Vec<f64>) = pairs.unzip();
        if values.is_empty() {
            return None;
        }
        if self.mean == Mean::Geometric
            && let Some(Interval { centre, low, high }) = Interval::of_ratio(&values, &base)
        {
            return Some((centre, (low, high)));
        }
        let change = paired_change(&values, &base)?;
        let ratio = 1.0 + change.mean;
        let half = change.half_width.unwrap_or(0.0);
        Some((ratio, ((ratio - half).max(0.0), ratio + half)))
    }
}

/// The layout that a name, or a kind of which there is one layout, stands for.
fn baseline_of(points: &[(Row, BTreeMap<u64, f64>)], asked: &str) -> Result<String, FigureError> {
    let mut names: Vec<String> = Vec::new();
    for (point, _) in points {
        let name = layout_name(point);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let of_kind = points.iter().filter(|(point, _)| {
        point.get("layout.kind").map(value_text).is_some_and(|kind| kind == asked)
    });
    let mut of_kind: Vec<String> = of_kind.map(|(point, _)| layout_name(point)).collect();
    of_kind.sort();
    of_kind.dedup();
    match of_kind.as_slice() {
        _ if names.iter().any(|name| name == asked) => Ok(asked.to_owned()),
        [only] => Ok(only.clone()),
        _ => Err(FigureError::Value {
            column: "layout".to_owned(),
            asked: asked.to_owned(),
            known: names,
        }),
    }
}

/// The metric of a ratio, for the label of its axis.
pub(super) fn ratio_label(metric: Option<Metric>, column: &str, baseline: &str) -> String {
    let label = metric.map_or(column, |metric| metric.label);
    format!("{label}, over {baseline}")
}
