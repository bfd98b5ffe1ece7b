//! The range of values that an axis covers.

use crate::figures::scene::{Axis, Mark, Panel, Scale};
use Direction::{Horizontal, Vertical};
use std::ops::Range;

/// Which of the two axes of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    /// From left to right.
    Horizontal,
    /// From bottom to top.
    Vertical,
}

impl Direction {
    /// The axis of a panel in this direction.
    pub(super) fn axis(self, panel: &Panel) -> &Axis {
        match self {
            Horizontal => &panel.x,
            Vertical => &panel.y,
        }
    }
}

/// The place of a value on the scale of an axis: its decimal logarithm on a logarithmic one.
pub(super) fn place(axis: &Axis, value: f64) -> f64 {
    match axis.scale {
        Scale::Log => value.log10(),
        _ => value,
    }
}

/// The range of places that an axis covers: all that is drawn, with room for marks at the edges.
pub(super) fn range(panel: &Panel, direction: Direction) -> Range<f64> {
    let axis = direction.axis(panel);
    if let Scale::Categories(names) = &axis.scale {
        return -0.5..names.len() as f64 - 0.5;
    }
    let places = values(panel, direction).map(|value| place(axis, value));
    let (mut low, mut high) = places
        .filter(|place| place.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)));
    if low > high {
        (low, high) = (0.0, 1.0);
    }
    let from_zero = axis.scale == Scale::LinearFromZero;
    if from_zero {
        low = low.min(0.0);
    }
    if high - low <= 1e-9 * high.abs().max(low.abs()) {
        // A single value stands in the middle.
        let half = if high == 0.0 { 0.5 } else { 0.5 * high.abs() };
        (low, high) = (low - half, high + half);
    }
    if !panel.cells.is_empty() {
        return low..high;
    }
    let [before, after] = padding(panel, direction);
    let length = high - low;
    // An axis that starts at zero has nothing below it.
    let before = if from_zero && low >= 0.0 { 0.0 } else { before };
    low - before * length..high + after * length
}

/// Room at both ends of an axis, over its length.
fn padding(panel: &Panel, direction: Direction) -> [f64; 2] {
    let has_marks = panel.series.iter().any(|series| series.style.mark != Mark::None);
    match direction {
        Vertical => [0.07, 0.07],
        // Annotations stand to the right of their points.
        Horizontal if !panel.annotations.is_empty() => [0.05, 0.14],
        Horizontal if has_marks || !panel.error_bars.is_empty() || !panel.boxes.is_empty() => {
            [0.03, 0.03]
        }
        Horizontal if !panel.bars.is_empty() => [0.0, 0.04],
        Horizontal => [0.0, 0.0],
    }
}

/// Every value in a panel along one direction, intervals among them.
fn values(panel: &Panel, direction: Direction) -> impl Iterator<Item = f64> {
    let points = panel.series.iter().flat_map(|series| &series.points);
    let values = points.flat_map(move |point| match direction {
        Horizontal => [point.x, point.x, point.x],
        Vertical => [point.y, point.low, point.high],
    });
    let edges = panel.cells.iter().flat_map(move |cell| match direction {
        Horizontal => [cell.x.0, cell.x.1],
        Vertical => [cell.y - 0.5 * cell.height, cell.y + 0.5 * cell.height],
    });
    let bars = panel.bars.iter().flat_map(move |bar| match direction {
        Horizontal => [bar.x.0, bar.x.1],
        Vertical => [bar.row - 0.5, bar.row + 0.5],
    });
    let error_bars = panel.error_bars.iter().flat_map(move |bars| match direction {
        Horizontal => [bars.x.0, bars.x.1],
        Vertical => [bars.y.0, bars.y.1],
    });
    let boxes = panel.boxes.iter().flat_map(move |of| match direction {
        Horizontal => [of.whiskers.0, of.whiskers.1],
        Vertical => [of.row - 0.5, of.row + 0.5],
    });
    values.chain(edges).chain(bars).chain(error_bars).chain(boxes)
}
