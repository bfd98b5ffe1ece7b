//! A series of points.

use super::style::{Mark, Style};

/// A line, a set of marks, or both.
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    /// Its name in the legend; series of the same name share an entry.
    pub label: String,
    /// The points, by rising x.
    pub points: Vec<Point>,
    /// Its style.
    pub style: Style,
}

/// A point with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Its place on the horizontal axis.
    pub x: f64,
    /// Its value.
    pub y: f64,
    /// The lower end of its 95 % interval; the value if there is none.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Point {
    /// A point without an interval.
    pub fn new(x: f64, y: f64) -> Self {
        Self { x, y, low: y, high: y }
    }

    /// A point with an interval.
    pub fn with_interval(x: f64, y: f64, (low, high): (f64, f64)) -> Self {
        Self { x, y, low, high }
    }

    /// Whether it has an interval.
    pub fn has_interval(&self) -> bool {
        self.low < self.high
    }
}

impl Series {
    /// A line without marks.
    pub fn line(label: &str, points: Vec<Point>, style: Style) -> Self {
        Self { label: label.to_owned(), points, style: Style { mark: Mark::None, ..style } }
    }
}
