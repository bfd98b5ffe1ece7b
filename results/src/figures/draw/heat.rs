//! The cells of a heat map, and what their shades stand for.

use super::axes::{draw_label, width_of};
use super::frame::Frame;
use super::range::place;
use super::sheet::{MIDDLE, Sheet};
use super::ticks::ticks;
use crate::figures::page::{Align, Clip, Paint};
use crate::figures::scene::{Axis, Colour, ColourBar};

const DARKEST: Colour = (0, 45, 90);
/// The width of a colour bar, for text of 8 points.
const BAR_PT: f64 = 7.0;

/// A shade between the paper and a colour.
pub(super) fn shade(paper: Colour, colour: Colour, level: f64) -> Colour {
    let level = level.clamp(0.0, 1.0);
    let mix = |from: u8, to: u8| {
        (f64::from(from) + (f64::from(to) - f64::from(from)) * level).round() as u8
    };
    (mix(paper.0, colour.0), mix(paper.1, colour.1), mix(paper.2, colour.2))
}

impl Sheet {
    /// The darkest shade: on dark paper the lightest.
    fn full_shade(&self) -> Colour {
        if self.theme.paper.0 < 128 { (150, 200, 250) } else { DARKEST }
    }
}

pub(super) fn draw_cells(sheet: &mut Sheet, frame: &Frame<'_>) {
    for cell in frame.panel.cells.iter().filter(|cell| cell.level > 0.0) {
        let corner = |x: f64, y: f64| frame.at_or_edge(x, y);
        let (left, bottom) = corner(cell.x.0, cell.y - 0.5 * cell.height);
        let (right, top) = corner(cell.x.1, cell.y + 0.5 * cell.height);
        let colour = cell.colour.unwrap_or(sheet.full_shade());
        let fill = Paint::solid(shade(sheet.theme.paper, colour, cell.level));
        sheet.rectangle([left, top, right, bottom], fill);
    }
}

/// The room that a colour bar takes to the right of its panel.
pub(super) fn colour_bar_room(sheet: &Sheet) -> f64 {
    sheet.theme.scaled(BAR_PT + 6.0) + sheet.theme.width_of("0.00") + 1.6 * sheet.theme.text
}

/// Draws a colour bar to the right of a panel.
pub(super) fn draw_colour_bar(sheet: &mut Sheet, frame: &Frame<'_>, bar: &ColourBar) {
    const STEPS: i32 = 32;
    let [_, top, right, bottom] = frame.inside;
    let theme = sheet.theme;
    let left = right + theme.scaled(5.0);
    let width = theme.scaled(BAR_PT);
    let height = bottom - top;
    let dark = sheet.full_shade();
    for step in 0..STEPS {
        let part = |step: i32| bottom - height * f64::from(step) / f64::from(STEPS);
        let area: Clip = [left, part(step + 1), left + width, part(step)];
        let fill = shade(theme.paper, dark, (f64::from(step) + 0.5) / f64::from(STEPS));
        sheet.rectangle(area, Paint::solid(fill));
    }
    let corners =
        vec![(left, top), (left + width, top), (left + width, bottom), (left, bottom), (left, top)];
    sheet.line(corners, theme.axis(0.5), None);
    let axis = Axis::new("", bar.scale.clone());
    let range = place(&axis, bar.ends.0)..place(&axis, bar.ends.1);
    let mut widest: f64 = 0.0;
    for tick in ticks(&axis, &range, 4) {
        let y = bottom - (tick.place - range.start) / (range.end - range.start) * height;
        let x = left + width;
        sheet.line(vec![(x, y), (x + theme.scaled(2.0), y)], theme.axis(0.6), None);
        let at = (x + theme.scaled(3.5), y + MIDDLE * theme.text);
        draw_label(sheet, at, &tick, Align::Start);
        widest = widest.max(width_of(&theme, &tick));
    }
    let x = left + width + theme.scaled(5.0) + widest + 0.9 * theme.text;
    let style = super::sheet::TextStyle { upright: true, ..sheet.plain() };
    sheet.write((x, (top + bottom) / 2.0), &bar.label, Align::Middle, style);
}
