//! A series of points.

use super::style::{Mark, Style};

/// A line, a set of marks, or both.
#[derive(Clone, Debug)]
pub struct Series {
    /// Its name in the legend; series of the same name share an entry.
    pub label: String,
    /// The points, by rising x.
    pub points: Vec<Point>,
    /// Its style.
    pub style: Style,
}

/// A point with the half-width of its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its place on the horizontal axis.
    pub x: f64,
    /// Its value.
    pub y: f64,
    /// Half-width of its 95 % interval; 0 for none.
    pub half_width: f64,
}

impl Point {
    /// A point without an interval.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, half_width: 0.0 }
    }
}

impl Series {
    /// A line without marks.
    pub fn line(label: &str, points: Vec<Point>, style: Style) -> Self {
        Self { label: label.to_owned(), points, style: Style { mark: Mark::None, ..style } }
    }
}
