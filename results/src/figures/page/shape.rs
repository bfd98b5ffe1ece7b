//! Shapes: paths and texts, in points, from the upper left corner of the page.

use crate::figures::scene::Colour;

/// A place on the page, in points from its upper left corner.
pub(in crate::figures) type Place = (f64, f64);

/// A rectangle that hides what is outside of it: left, top, right, bottom.
pub(in crate::figures) type Clip = [f64; 4];

/// A colour with its opacity.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::figures) struct Paint {
    pub(in crate::figures) colour: Colour,
    /// From 0 to 1.
    pub(in crate::figures) opacity: f64,
}

impl Paint {
    pub(in crate::figures) const fn solid(colour: Colour) -> Self {
        Self { colour, opacity: 1.0 }
    }
}

/// How a path is drawn along its points.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::figures) struct Stroke {
    pub(in crate::figures) paint: Paint,
    pub(in crate::figures) width: f64,
    /// Lengths of dashes and gaps in turns; empty for an unbroken line.
    pub(in crate::figures) dashes: Vec<f64>,
}

/// A path through points.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::figures) struct Path {
    pub(in crate::figures) points: Vec<Place>,
    /// Whether the last point is joined to the first.
    pub(in crate::figures) closed: bool,
    pub(in crate::figures) fill: Option<Paint>,
    pub(in crate::figures) stroke: Option<Stroke>,
    pub(in crate::figures) clip: Option<Clip>,
}

/// Where a text stands beside its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::figures) enum Align {
    Start,
    Middle,
    End,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::figures) struct Text {
    /// On the baseline.
    pub(in crate::figures) at: Place,
    pub(in crate::figures) text: String,
    pub(in crate::figures) size: f64,
    pub(in crate::figures) align: Align,
    pub(in crate::figures) colour: Colour,
    /// Whether it reads from bottom to top.
    pub(in crate::figures) upright: bool,
    pub(in crate::figures) bold: bool,
}

/// What a page is made of.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::figures) enum Shape {
    Path(Path),
    Text(Text),
}
