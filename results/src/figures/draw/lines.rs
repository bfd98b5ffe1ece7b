//! Lines in the style of a series.

use super::sheet::Sheet;
use crate::figures::page::{Clip, Paint, Place, Stroke};
use crate::figures::scene::Style;

impl Sheet {
    /// The stroke of a style.
    pub(super) fn stroke_of(&self, style: Style, width: f64) -> Stroke {
        let colour = self.theme.on_paper(style.colour);
        let scaled = |tenths: u16| self.theme.scaled(f64::from(tenths) / 10.0);
        let dashes = style.dash.map_or(Vec::new(), |(dash, gap)| vec![scaled(dash), scaled(gap)]);
        Stroke { paint: Paint::solid(colour), width, dashes }
    }

    /// A line in the style of a series.
    pub(super) fn styled_line(&mut self, points: Vec<Place>, style: Style, clip: Option<Clip>) {
        let stroke = self.stroke_of(style, self.theme.line);
        self.line(points, stroke, clip);
    }
}
