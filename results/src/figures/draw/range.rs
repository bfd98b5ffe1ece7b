//! The range of values that an axis covers.

use crate::figures::scene::{Axis, Panel, Scale};
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

/// The range of places that an axis covers: all that is drawn, with some padding.
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
    if axis.scale == Scale::LinearFromZero {
        low = low.min(0.0);
    }
    if high - low < 1e-9 * high.abs().max(1e-9) {
        (low, high) = (low - 0.5, high + 0.5);
    }
    match (direction, &axis.scale) {
        _ if !panel.cells.is_empty() => low..high,
        // Padding above and below, but not below an axis that starts at zero.
        (Vertical, Scale::LinearFromZero) => low..high + 0.06 * (high - low),
        (Vertical, _) => low - 0.08 * (high - low)..high + 0.08 * (high - low),
        // Annotations stand to the right of their points.
        (Horizontal, _) if !panel.annotations.is_empty() => {
            low - 0.05 * (high - low)..high + 0.12 * (high - low)
        }
        // Marks at the ends of rows are not cut.
        (Horizontal, Scale::LinearFromZero) if matches!(panel.y.scale, Scale::Categories(_)) => {
            low..high + 0.04 * (high - low)
        }
        (Horizontal, _) if !panel.error_bars.is_empty() => {
            low - 0.04 * (high - low)..high + 0.04 * (high - low)
        }
        (Horizontal, _) => low..high,
    }
}

/// Every value in a panel along one direction, intervals among them.
fn values(panel: &Panel, direction: Direction) -> impl Iterator<Item = f64> {
    let points = panel.series.iter().flat_map(|series| &series.points);
    let values = points.flat_map(move |point| match direction {
        Horizontal => [point.x, point.x],
        Vertical => [point.y - point.half_width, point.y + point.half_width],
    });
    let edges = panel.cells.iter().flat_map(move |cell| match direction {
        Horizontal => [cell.x.0, cell.x.1],
        Vertical => [cell.y - 0.5, cell.y + 0.5],
    });
    let error_bars = panel.error_bars.iter().flat_map(move |bars| match direction {
        Horizontal => [bars.x.0, bars.x.1],
        Vertical => [bars.y.0, bars.y.1],
    });
    values.chain(edges).chain(error_bars)
}
