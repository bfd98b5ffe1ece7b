//! What stands in a panel beside its series: error bars, words, and the cells of a heat map.

use super::style::Colour;

/// The intervals of a point, which need not be symmetric.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ErrorBars {
    /// The point.
    pub at: (f64, f64),
    /// Ends of its interval along the horizontal axis.
    pub x: (f64, f64),
    /// Ends of its interval along the vertical axis.
    pub y: (f64, f64),
    /// Its colour.
    pub colour: Colour,
}

/// A word to the right of a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The place.
    pub at: (f64, f64),
    /// The word.
    pub text: String,
    /// Its colour.
    pub colour: Colour,
}

/// A cell of a heat map, one unit high.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatCell {
    /// Its left and right edges.
    pub x: (f64, f64),
    /// Its middle.
    pub y: f64,
    /// From 0, white, to 1, dark.
    pub level: f64,
    /// What it is at 1; `None` for a dark blue.
    pub colour: Option<Colour>,
}
