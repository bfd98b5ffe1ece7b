//! Values over those of the baseline, paired by replication.

use crate::figures::error::FigureError;
use crate::layouts::{Agreement, is_layout, layout_name};
use crate::metrics::Metric;
use crate::stats::{Interval, Mean, paired_change};
use crate::tables::{RunRow, identity, number, parameter_columns, value_text};
use crate::{Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The ratio of each point to the baseline under the same context, as metric with interval, for a metric of
/// `runs.csv`. Points without a baseline have none.
pub(super) struct Ratios {
    points: Vec<Point>,
    /// Places of points by their parameters, as text.
    places: BTreeMap<String, usize>,
    /// By point, the place of its baseline.
    baselines: Vec<Option<usize>>,
    mean: Mean,
}

/// The parameters of a point, and its values by replication.
type Point = (Row, BTreeMap<u64, f64>);

impl Ratios {
    /// # Errors
    /// If the baseline is no layout, or several.
    pub(super) fn of(
        summary: &Table,
        runs: &Table,
        metric: &str,
        baseline: &str,
    ) -> Result<Self, FigureError> {
        let swept = parameter_columns(&summary.rows);
        let mut points: Vec<Point> = Vec::new();
        let mut places = BTreeMap::new();
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
            let place = *places.entry(identity(&parameters)).or_insert_with(|| {
                points.push((parameters, BTreeMap::new()));
                points.len() - 1
            });
            points[place].1.insert(replication, value);
        }
        let mean = Metric::named(metric).map_or(Mean::Arithmetic, |metric| metric.mean);
        let baselines = baselines(&points, &baseline_of(&points, baseline)?);
        Ok(Self { baselines, points, places, mean })
    }

    /// The ratio of a point of the summary to the baseline, paired: its mean and interval.
    pub(super) fn at(&self, parameters: &Row) -> Option<(f64, (f64, f64))> {
        let place = *self.places.get(&identity(parameters))?;
        let (_, values) = &self.points[place];
        let (_, base) = &self.points[self.baselines[place]?];
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

/// By point, the place of the first of the baseline's layout under the same context.
fn baselines(points: &[Point], baseline: &str) -> Vec<Option<usize>> {
    let rows = points.iter().map(|(parameters, _)| parameters);
    let known = rows.clone().enumerate().filter(|(_, known)| layout_name(known) == baseline);
    let mut agreement = Agreement::new(known, |name| !is_layout(name));
    rows.map(|row| agreement.with(row).first().copied()).collect()
}

/// The layout that a name, or a kind of which there is one layout, stands for.
fn baseline_of(points: &[Point], asked: &str) -> Result<String, FigureError> {
    let mut names: Vec<String> = points.iter().map(|(point, _)| layout_name(point)).collect();
    let mut seen = BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
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
