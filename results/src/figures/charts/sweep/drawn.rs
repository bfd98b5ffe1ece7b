//! A metric as it is drawn.

use super::choice::{Choice, column};
use super::ratios::{Ratios, ratio_label};
use crate::figures::error::FigureError;
use crate::figures::scene::{Point, Scale};
use crate::metrics::{Metric, ORIGIN_PER_EGRESS, Unit};
use crate::stats::Mean;
use crate::tables::{number, point_of_summary};
use crate::{Row, Table};

/// A metric that is drawn, with where its values come from.
pub(super) struct Drawn {
    pub(super) column: String,
    pub(super) metric: Option<Metric>,
    /// Ratios to the baseline, in place of the values themselves.
    pub(super) ratios: Option<Ratios>,
    pub(super) label: String,
    pub(super) log: bool,
}

/// The metrics that are asked for.
pub(super) fn drawn(
    summary: &Table,
    runs: Option<&Table>,
    choice: &Choice,
) -> Result<Vec<Drawn>, FigureError> {
    let usual = [ORIGIN_PER_EGRESS.name.to_owned()];
    let asked = if choice.y.is_empty() { usual.as_slice() } else { &choice.y };
    let of = |name: &String| {
        let column = column(summary, name)?;
        let metric = Metric::named(&column);
        let label = metric.map_or(column.clone(), |metric| metric.label.to_owned());
        let (ratios, label) = match (&choice.baseline, runs) {
            (Some(baseline), Some(runs)) => (
                Some(Ratios::of(summary, runs, &column, baseline)?),
                ratio_label(metric, &column, baseline),
            ),
            _ => (None, label),
        };
        let log = choice.log.iter().any(|axis| axis == "y");
        Ok(Drawn { column, metric, ratios, label, log })
    };
    asked.iter().map(of).collect()
}

impl Drawn {
    /// The value of a point with its interval: the geometric mean of what is skewed.
    pub(super) fn point(&self, row: &Row, x: f64) -> Option<Point> {
        if let Some(ratios) = &self.ratios {
            let (value, interval) = ratios.at(&point_of_summary(row))?;
            return Some(Point::with_interval(x, value, interval));
        }
        let skewed = self.metric.filter(|metric| metric.mean == Mean::Geometric);
        if let Some(column) = skewed.map(|metric| metric.geomean())
            && let Some(value) = number(row, &column)
        {
            let end = |end: &str| number(row, &format!("{column}_{end}")).unwrap_or(value);
            return Some(Point::with_interval(x, value, (end("low"), end("high"))));
        }
        let value = number(row, &self.column)?;
        let half = number(row, &format!("{}_ci95", self.column)).unwrap_or(0.0);
        let end = |end: &str| number(row, &format!("{}_ci95_{end}", self.column));
        let low = end("low").unwrap_or(value - half);
        let high = end("high").unwrap_or(value + half);
        Some(Point::with_interval(x, value, (low, high)))
    }

    /// The scale of the axis: times begin at zero, and what spans decades is logarithmic if asked for.
    pub(super) fn scale(&self) -> Scale {
        match self.metric.map(|metric| metric.unit) {
            _ if self.log => Scale::Log,
            Some(Unit::Seconds) => Scale::LinearFromZero,
            // What is averaged by its logarithm is seen by it.
            _ if self.metric.is_some_and(|metric| metric.mean == Mean::Geometric) => Scale::Log,
            _ => Scale::Linear,
        }
    }
}
