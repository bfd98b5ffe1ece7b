//! The frame of a panel: where values are on the page.

use super::range::{Direction, place, range};
use crate::figures::page::{Clip, Place};
use crate::figures::scene::Panel;
use std::ops::Range;

/// The rectangle between the axes, and the places that it covers.
#[derive(Clone, Debug)]
pub(super) struct Frame<'a> {
    pub(super) panel: &'a Panel,
    /// Left, top, right, bottom.
    pub(super) inside: Clip,
    pub(super) x: Range<f64>,
    pub(super) y: Range<f64>,
}

impl<'a> Frame<'a> {
    pub(super) fn new(panel: &'a Panel, inside: Clip, ranges: &[Range<f64>; 2]) -> Self {
        let [x, y] = ranges.clone();
        Self { panel, inside, x, y }
    }

    /// The ranges of a panel that stands alone.
    pub(super) fn ranges(panel: &Panel) -> [Range<f64>; 2] {
        [range(panel, Direction::Horizontal), range(panel, Direction::Vertical)]
    }

    pub(super) fn width(&self) -> f64 {
        self.inside[2] - self.inside[0]
    }

    pub(super) fn height(&self) -> f64 {
        self.inside[3] - self.inside[1]
    }

    /// Where a place on the horizontal axis is.
    pub(super) fn column(&self, place: f64) -> f64 {
        self.inside[0] + (place - self.x.start) / (self.x.end - self.x.start) * self.width()
    }

    /// Where a place on the vertical axis is.
    pub(super) fn row(&self, place: f64) -> f64 {
        self.inside[3] - (place - self.y.start) / (self.y.end - self.y.start) * self.height()
    }

    /// Where a point is; `None` if a value has no place on its axis.
    pub(super) fn at(&self, x: f64, y: f64) -> Option<Place> {
        let at = (self.column(place(&self.panel.x, x)), self.row(place(&self.panel.y, y)));
        (at.0.is_finite() && at.1.is_finite()).then_some(at)
    }

    /// Where a point is, or if it has no place (a zero on a logarithmic axis) the edge below it.
    pub(super) fn at_or_edge(&self, x: f64, y: f64) -> Place {
        let (column, row) =
            (self.column(place(&self.panel.x, x)), self.row(place(&self.panel.y, y)));
        let [left, _, _, bottom] = self.inside;
        (if column.is_finite() { column } else { left }, if row.is_finite() { row } else { bottom })
    }
}
