//! The figure of traffic, weighted traffic, capacity and recovery, along the axis of a sweep.

use super::closed_forms::closed_forms;
use super::labels::axis_label;
use super::point_labels::PointLabels;
use crate::Table;
use crate::figures::scene::{Axis, Figure, Mark, Panel, Point, Scale, Series, Style};
use crate::metrics::{
    CAPACITY_PER_EGRESS, COST_PER_EGRESS, Metric, RECOVERY_S, TOTAL_PER_EGRESS, Unit,
};
use crate::tables::number;

/// The metrics that have panels.
const SHOWN: [Metric; 4] = [TOTAL_PER_EGRESS, COST_PER_EGRESS, CAPACITY_PER_EGRESS, RECOVERY_S];

/// The figure of a summary, with the predictions of closed forms.
pub(super) fn figure(summary: &Table, predictions: &Table) -> Figure {
    let labels = PointLabels::along_axis(summary);
    let has_prices = summary.rows.iter().any(|row| {
        let (total, cost) = (number(row, TOTAL_PER_EGRESS.name), number(row, COST_PER_EGRESS.name));
        total.zip(cost).is_some_and(|(total, cost)| (total - cost).abs() > 1e-9)
    });
    let panels = SHOWN
        .iter()
        .filter(|&&metric| {
            let differs = metric != COST_PER_EGRESS || has_prices;
            // A sample has no capacity; nothing recovers but from a flash crowd.
            differs && summary.rows.iter().any(|row| number(row, metric.name).is_some())
        })
        .map(|&metric| panel(summary, predictions, &labels, metric))
        .collect();
    Figure { panels, ..Figure::default() }
}

/// A metric along the axis; its interval is a band.
fn panel(summary: &Table, predictions: &Table, labels: &PointLabels, metric: Metric) -> Panel {
    let Some(x_column) = &labels.x else { return named_panel(summary, labels, metric) };
    let xs: Vec<f64> = summary.rows.iter().filter_map(|row| number(row, x_column)).collect();
    let (low, high) =
        xs.iter().fold((f64::INFINITY, 0.0f64), |(low, high), &x| (low.min(x), high.max(x)));
    let log = low > 0.0 && high / low > 20.0;
    let mut series: Vec<Series> = Vec::new();
    for row in &summary.rows {
        let Some(y) = number(row, metric.name) else { continue };
        let half_width = number(row, &metric.ci95()).unwrap_or(0.0);
        let label = labels.label(row);
        // A point without this parameter is a level across the axis.
        let at: Vec<f64> = number(row, x_column).map_or(vec![low, high], |x| vec![x]);
        let points = at.iter().map(|&x| Point { x, y, half_width });
        match series.iter_mut().find(|series| series.label == label) {
            Some(known) => known.points.extend(points),
            None => {
                let mut style = Style::of_variant(&label, series.len());
                if at.len() > 1 {
                    style.mark = Mark::None;
                }
                series.push(Series { label, points: points.collect(), style });
            }
        }
    }
    series.iter_mut().for_each(|series| series.points.sort_by(|a, b| a.x.total_cmp(&b.x)));
    series.extend(closed_forms(predictions, x_column, metric, low..=high));
    let scale = if log { Scale::Log } else { Scale::Linear };
    let x = Axis { label: axis_label(x_column), scale };
    let scale = if is_duration(metric) { Scale::LinearFromZero } else { Scale::Linear };
    Panel { x, y: Axis { label: metric.label.to_owned(), scale }, series, ..Panel::default() }
}

/// Without a numeric parameter to sweep, a point per name.
fn named_panel(summary: &Table, labels: &PointLabels, metric: Metric) -> Panel {
    let names: Vec<String> = summary.rows.iter().map(|row| labels.label(row)).collect();
    let points = summary.rows.iter().enumerate().filter_map(|(n, row)| {
        let half_width = number(row, &metric.ci95()).unwrap_or(0.0);
        Some(Point { x: n as f64, y: number(row, metric.name)?, half_width })
    });
    let style = Style { line: false, ..Style::numbered(4) };
    let series = vec![Series { label: String::new(), points: points.collect(), style }];
    let from_zero = is_duration(metric) || metric == CAPACITY_PER_EGRESS;
    let scale = if from_zero { Scale::LinearFromZero } else { Scale::Linear };
    Panel {
        x: Axis { label: String::new(), scale: Scale::Categories(names) },
        y: Axis { label: metric.label.to_owned(), scale },
        series,
        ..Panel::default()
    }
}

fn is_duration(metric: Metric) -> bool {
    metric.unit == Unit::Seconds
}
