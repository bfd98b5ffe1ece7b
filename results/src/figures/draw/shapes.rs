//! Lines and marks, in pixels.

use super::canvas::{Area, Drawn, UNIT, failed, units};
use crate::figures::scene::{Mark, Style};
use plotters::prelude::*;

const MARK_PT: f64 = 1.7;

pub(super) fn colour(style: Style) -> RGBColor {
    RGBColor(style.colour.0, style.colour.1, style.colour.2)
}

/// A line through pixels, dashed by length along the way.
pub(super) fn draw_path(
    area: &Area<'_>,
    pixels: &[(i32, i32)],
    style: Style,
    width_pt: f64,
) -> Drawn {
    let stroke = colour(style).stroke_width(units(width_pt) as u32);
    let Some((dash, gap)) = style.dash else {
        return area.draw(&PathElement::new(pixels.to_vec(), stroke)).map_err(failed);
    };
    let lengths = [f64::from(dash) * UNIT / 10.0, f64::from(gap) * UNIT / 10.0];
    let (mut part, mut left) = (0, lengths[0]);
    let mut piece = vec![pixels[0]];
    for pair in pixels.windows(2) {
        let (from, to) = ((f64::from(pair[0].0), f64::from(pair[0].1)), pair[1]);
        let (dx, dy) = (f64::from(to.0) - from.0, f64::from(to.1) - from.1);
        let length = (dx * dx + dy * dy).sqrt();
        let mut gone = 0.0;
        while length - gone > left {
            gone += left;
            let t = gone / length;
            let point = ((from.0 + t * dx).round() as i32, (from.1 + t * dy).round() as i32);
            piece.push(point);
            if part == 0 {
                area.draw(&PathElement::new(piece, stroke)).map_err(failed)?;
            }
            piece = vec![point];
            part = 1 - part;
            left = lengths[part];
        }
        left -= length - gone;
        piece.push(to);
    }
    if part == 0 && piece.len() > 1 {
        area.draw(&PathElement::new(piece, stroke)).map_err(failed)?;
    }
    Ok(())
}

pub(super) fn draw_mark(area: &Area<'_>, (x, y): (i32, i32), style: Style) -> Drawn {
    let r = units(MARK_PT);
    let filled = colour(style).filled();
    let polygon = |corners: &[(i32, i32)]| {
        let points: Vec<(i32, i32)> = corners.iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
        area.draw(&Polygon::new(points, filled)).map_err(failed)
    };
    match style.mark {
        Mark::None => Ok(()),
        Mark::Disc => area.draw(&Circle::new((x, y), r, filled)).map_err(failed),
        Mark::Ring => {
            area.draw(&Circle::new((x, y), r, WHITE.filled())).map_err(failed)?;
            let stroke = colour(style).stroke_width(units(0.8) as u32);
            area.draw(&Circle::new((x, y), r, stroke)).map_err(failed)
        }
        Mark::Square => polygon(&[(-r, -r), (r, -r), (r, r), (-r, r)]),
        Mark::Triangle => polygon(&[(0, -r * 5 / 4), (r * 6 / 5, r), (-r * 6 / 5, r)]),
        Mark::Diamond => {
            polygon(&[(0, -r * 4 / 3), (r * 4 / 3, 0), (0, r * 4 / 3), (-r * 4 / 3, 0)])
        }
    }
}
