//! What a panel has beside its series: error bars, bars, boxes, annotations, and the cells of a heat map.

use super::axis::Scale;
use super::style::Colour;

/// The error bars of a point, which need not be symmetric.
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

/// A part of a stacked bar, which lies along the horizontal axis.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// What it stands for, in the legend.
    pub label: String,
    /// Its row on the vertical axis.
    pub row: f64,
    /// Where it begins and ends.
    pub x: (f64, f64),
    /// Its colour.
    pub colour: Colour,
}

/// The distribution of values as a box with whiskers, which lies along the horizontal axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BoxPlot {
    /// Its row on the vertical axis.
    pub row: f64,
    /// Ends of the whiskers.
    pub whiskers: (f64, f64),
    /// Ends of the box.
    pub quartiles: (f64, f64),
    /// The line across the box.
    pub median: f64,
    /// Whether the box is shaded; otherwise it is as white as the paper.
    pub shaded: bool,
    /// The colour of its lines and of its shade.
    pub colour: Colour,
}

/// A text to the right of a point.
#[derive(Clone, Debug, PartialEq)]
pub struct Annotation {
    /// The point.
    pub at: (f64, f64),
    /// The text.
    pub text: String,
    /// Its colour.
    pub colour: Colour,
}

/// A cell of a heat map.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct HeatCell {
    /// Its left and right edges.
    pub x: (f64, f64),
    /// Its centre.
    pub y: f64,
    /// Its height, in the unit of the vertical axis: 1 for rows of names or ranks.
    pub height: f64,
    /// Its shade, from 0 (white) to 1 (its colour).
    pub level: f64,
    /// Its colour; `None` for dark blue.
    pub colour: Option<Colour>,
}

/// What the shades of a heat map stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct ColourBar {
    /// The label, with the unit.
    pub label: String,
    /// The values of the lightest and of the darkest shade.
    pub ends: (f64, f64),
    /// How the shades between them are spread: evenly over values, or over their logarithms.
    pub scale: Scale,
}
