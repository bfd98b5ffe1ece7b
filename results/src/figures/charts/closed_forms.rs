//! Predictions of closed forms, as lines beside the simulation.

use crate::Row;
use crate::figures::scene::{Mark, Point, Series, Style};
use crate::metrics::{COST_PER_EGRESS, Metric};
use crate::tables::{number, text};
use std::ops::RangeInclusive;

/// The predictions of closed forms along an axis, in the range that the simulation covers.
pub(super) fn closed_forms(
    predictions: &[&Row],
    x_column: &str,
    metric: Metric,
    shown: RangeInclusive<f64>,
) -> Vec<Series> {
    let line = |model: &str, label: &str, style: Style| {
        let mut points: Vec<Point> = predictions
            .iter()
            .filter(|row| text(row, "model") == model)
            .filter_map(|row| {
                let (x, y) = (number(row, x_column)?, number(row, metric.name)?);
                Some(Point::new(x, y))
            })
            .filter(|point| shown.contains(&point.x))
            .collect();
        points.sort_by(|a, b| a.x.total_cmp(&b.x));
        // Several predictions for one place differ in other parameters: a line would mix them.
        let mixed = points.windows(2).any(|pair| pair[0].x == pair[1].x && pair[0].y != pair[1].y);
        points.dedup_by(|a, b| a.x == b.x);
        (!points.is_empty() && !mixed).then(|| Series { label: label.to_owned(), points, style })
    };
    let plain = Style { colour: (0, 0, 0), dash: None, mark: Mark::None, line: true };
    let lru = Style { dash: Some((8, 14)), ..plain };
    let fixed = Style { colour: (130, 130, 130), ..plain };
    let floor = Style { colour: (130, 130, 130), mark: Mark::Ring, line: false, ..plain };
    // The optimum of static placement is one for weighted traffic alone.
    let floor_here = metric == COST_PER_EGRESS;
    [
        line("lru-characteristic-time", "Hot, theory", lru),
        line("static-placement", "Static placement, theory", fixed),
        line("static-optimum", "Static optimum", floor).filter(|_| floor_here),
    ]
    .into_iter()
    .flatten()
    .collect()
}
