//! The sheet on which the parts of a figure are drawn one after another.

use super::theme::Theme;
use crate::figures::page::{Align, Clip, Paint, Path, Place, Shape, Stroke, Text, text_width};
use crate::figures::scene::Colour;

/// Shapes so far, with the theme that they follow.
pub(super) struct Sheet {
    pub(super) theme: Theme,
    pub(super) shapes: Vec<Shape>,
}

impl Sheet {
    pub(super) fn line(&mut self, points: Vec<Place>, stroke: Stroke, clip: Option<Clip>) {
        let path = Path { points, closed: false, fill: None, stroke: Some(stroke), clip };
        self.shapes.push(Shape::Path(path));
    }

    pub(super) fn fill(&mut self, points: Vec<Place>, fill: Paint, clip: Option<Clip>) {
        let path = Path { points, closed: true, fill: Some(fill), stroke: None, clip };
        self.shapes.push(Shape::Path(path));
    }

    pub(super) fn outline(&mut self, points: Vec<Place>, fill: Colour, stroke: Stroke) {
        let fill = Some(Paint::solid(fill));
        let path = Path { points, closed: true, fill, stroke: Some(stroke), clip: None };
        self.shapes.push(Shape::Path(path));
    }

    pub(super) fn rectangle(&mut self, [left, top, right, bottom]: Clip, fill: Paint) {
        self.fill(vec![(left, top), (right, top), (right, bottom), (left, bottom)], fill, None);
    }

    /// A text in the usual size and colour.
    pub(super) fn text(&mut self, at: Place, text: &str, align: Align) {
        self.write(at, text, align, TextStyle { size: self.theme.text, ..self.plain() });
    }

    /// The usual style of text.
    pub(super) fn plain(&self) -> TextStyle {
        TextStyle { size: self.theme.text, colour: self.theme.ink, upright: false, bold: false }
    }

    pub(super) fn write(&mut self, at: Place, text: &str, align: Align, style: TextStyle) {
        if text.is_empty() {
            return;
        }
        let TextStyle { size, colour, upright, bold } = style;
        let text = Text { at, text: text.to_owned(), size, align, colour, upright, bold };
        self.shapes.push(Shape::Text(text));
    }
}

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct TextStyle {
    pub(super) size: f64,
    pub(super) colour: Colour,
    pub(super) upright: bool,
    pub(super) bold: bool,
}

/// From the middle of a line of digits down to its baseline, over the size of the text.
pub(super) const MIDDLE: f64 = 0.36;
/// The height of digits and capitals over the size of the text.
pub(super) const CAPITALS: f64 = 0.72;

impl Theme {
    /// The width of a text in the usual size.
    pub(super) fn width_of(&self, text: &str) -> f64 {
        text_width(text, self.text, false)
    }

    /// A text as far as there is room for it.
    pub(super) fn fitted(&self, text: &str, room: f64) -> String {
        let mut kept = text.chars().count();
        let mut fitted = text.to_owned();
        while self.width_of(&fitted) > room && kept > 1 {
            kept -= 1;
            fitted = text.chars().take(kept).chain(['\u{2026}']).collect();
        }
        fitted
    }
}
