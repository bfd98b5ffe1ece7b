//! The page.

use super::font::text_width;
use super::shape::{Align, Shape, Text};
use crate::figures::scene::Colour;

/// A page with shapes, the first at the bottom.
#[derive(Clone, Debug)]
pub(in crate::figures) struct Page {
    pub(in crate::figures) width: f64,
    pub(in crate::figures) height: f64,
    pub(in crate::figures) background: Colour,
    pub(in crate::figures) shapes: Vec<Shape>,
    /// What it shows and where it comes from, as names and values.
    pub(in crate::figures) about: Vec<(String, String)>,
}

impl Text {
    /// The left end of its baseline, seen along the direction in which it reads.
    pub(in crate::figures) fn start(&self) -> (f64, f64) {
        let width = text_width(&self.text, self.size, self.bold);
        let before = match self.align {
            Align::Start => 0.0,
            Align::Middle => width / 2.0,
            Align::End => width,
        };
        match self.upright {
            true => (self.at.0, self.at.1 + before),
            false => (self.at.0 - before, self.at.1),
        }
    }
}
