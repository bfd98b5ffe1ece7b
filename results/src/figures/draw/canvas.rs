//! The canvas: sizes in points, areas to draw on, and text.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::sync::Once;

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Chart<'a, 'b> =
    ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
pub(super) type Drawn = Result<(), String>;

/// Backend units per point. The backend has integer coordinates: ten per point keep lines exact.
pub(super) const UNIT: f64 = 10.0;
/// Text width of common paper templates, in points.
pub(super) const WIDTH_PT: f64 = 506.0;
pub(super) const TEXT_PT: f64 = 7.5;
pub(super) const LINE_PT: f64 = 1.0;
/// The name of the font in the backend.
pub(super) const FAMILY: &str = "sans-serif";

/// Points in backend units.
pub(super) fn units(points: f64) -> i32 {
    (points * UNIT).round() as i32
}

pub(super) fn failed(error: impl std::fmt::Display) -> String {
    error.to_string()
}

/// Registers the font with which text is measured.
pub(super) fn register_font() {
    static FONT: Once = Once::new();
    FONT.call_once(|| {
        // Fails only if the bytes are not a font.
        let _ = plotters::style::register_font(FAMILY, FontStyle::Normal, notosans::REGULAR_TTF);
    });
}

pub(super) fn text_style(size_pt: f64, across: HPos, down: VPos) -> TextStyle<'static> {
    TextStyle::from((FAMILY, size_pt * UNIT).into_font()).pos(Pos::new(across, down))
}

pub(super) fn text_width(text: &str, size_pt: f64) -> i32 {
    let font = (FAMILY, size_pt * UNIT).into_font();
    font.box_size(text).map_or(0, |(width, _)| width as i32)
}

/// The width of a text as renderers set it: a little wider than the font's own figures.
pub(super) fn rendered_width(text: &str, size_pt: f64) -> i32 {
    text_width(text, size_pt) * 21 / 20
}
