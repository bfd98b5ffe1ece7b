//! The axes of a panel: lines, ticks, grid and labels.

use super::canvas::{Area, Chart, Drawn, TEXT_PT, failed, text_style, text_width, units};
use super::ticks::{Tick, minor_ticks, ticks};
use crate::figures::scene::Panel;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};
use std::ops::Range;

/// Draws both axes, with the ranges that they cover, and a faint line across the panel at each tick of the
/// vertical one.
pub(super) fn draw_axes(
    chart: &Chart<'_, '_>,
    area: &Area<'_>,
    panel: &Panel,
    [x_range, y_range]: [&Range<f64>; 2],
) -> Drawn {
    let frame = Frame { chart, area, corner: (x_range.start, y_range.start) };
    let (left, bottom) = frame.pixel(x_range.start, y_range.start);
    let (right, top) = frame.pixel(x_range.end, y_range.end);
    let (ink, faint) = (BLACK.mix(0.85), BLACK.mix(0.12));
    for tick in ticks(&panel.y, y_range) {
        let y = frame.row(tick.place);
        frame.line([(left, y), (right, y)], 0.5, faint)?;
        frame.line([(left - units(2.5), y), (left, y)], 0.6, ink)?;
        draw_tick_label(area, (left - units(4.0), y), &tick, Side::Left)?;
    }
    for tick in ticks(&panel.x, x_range) {
        let x = frame.column(tick.place);
        frame.line([(x, bottom), (x, bottom + units(2.5))], 0.6, ink)?;
        draw_tick_label(area, (x, bottom + units(4.0)), &tick, Side::Below)?;
    }
    for place in minor_ticks(&panel.x, x_range) {
        let x = frame.column(place);
        frame.line([(x, bottom), (x, bottom + units(1.3))], 0.4, ink)?;
    }
    for place in minor_ticks(&panel.y, y_range) {
        let y = frame.row(place);
        frame.line([(left - units(1.3), y), (left, y)], 0.4, ink)?;
    }
    frame.line([(left, bottom), (right, bottom)], 0.7, ink)?;
    frame.line([(left, top), (left, bottom)], 0.7, ink)?;
    let font = text_style(TEXT_PT, HPos::Center, VPos::Bottom);
    let below = ((left + right) / 2, area.dim_in_pixel().1 as i32 - units(1.0));
    area.draw_text(&panel.x.label, &font, below).map_err(failed)?;
    let font = text_style(TEXT_PT, HPos::Center, VPos::Top).transform(FontTransform::Rotate270);
    area.draw_text(&panel.y.label, &font, (units(1.0), (top + bottom) / 2)).map_err(failed)
}

/// What the axes are drawn on.
struct Frame<'a, 'b, 'c, 'd> {
    chart: &'a Chart<'b, 'c>,
    area: &'a Area<'d>,
    /// Where the axes meet.
    corner: (f64, f64),
}

impl Frame<'_, '_, '_, '_> {
    fn pixel(&self, x: f64, y: f64) -> (i32, i32) {
        let origin = self.area.get_base_pixel();
        let (x, y) = self.chart.backend_coord(&(x, y));
        (x - origin.0, y - origin.1)
    }

    /// The pixels of a place on the horizontal axis.
    fn column(&self, place: f64) -> i32 {
        self.pixel(place, self.corner.1).0
    }

    /// The pixels of a place on the vertical axis.
    fn row(&self, place: f64) -> i32 {
        self.pixel(self.corner.0, place).1
    }

    fn line(&self, points: [(i32, i32); 2], width_pt: f64, colour: RGBAColor) -> Drawn {
        let stroke = colour.stroke_width(units(width_pt) as u32);
        self.area.draw(&PathElement::new(points.to_vec(), stroke)).map_err(failed)
    }
}

/// Where a label stands beside its tick.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Left,
    Below,
}

/// The label of a tick; powers have a raised exponent.
fn draw_tick_label(area: &Area<'_>, (x, y): (i32, i32), tick: &Tick, side: Side) -> Drawn {
    const EXPONENT: f64 = 0.72;
    let label = tick.label.as_str();
    let below = side == Side::Below;
    let down = if below { VPos::Top } else { VPos::Center };
    let Some(exponent) = &tick.exponent else {
        let across = if below { HPos::Center } else { HPos::Right };
        return area.draw_text(label, &text_style(TEXT_PT, across, down), (x, y)).map_err(failed);
    };
    let size = TEXT_PT * EXPONENT;
    let width = text_width(label, TEXT_PT) + text_width(exponent, size);
    let start = if below { x - width / 2 } else { x - width };
    area.draw_text(label, &text_style(TEXT_PT, HPos::Left, down), (start, y)).map_err(failed)?;
    let raised = (start + text_width(label, TEXT_PT) + units(0.3), y - units(2.2));
    area.draw_text(exponent, &text_style(size, HPos::Left, down), raised).map_err(failed)
}
