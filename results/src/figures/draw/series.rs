//! The series of a panel: bands of their intervals, lines and marks.

use super::canvas::{Chart, Drawn, LINE_PT, failed};
use super::range::place;
use super::shapes::{colour, draw_mark, draw_path};
use crate::figures::scene::{Panel, Point, Scale, Series, Style};
use plotters::prelude::*;

pub(super) fn draw_series(chart: &mut Chart<'_, '_>, panel: &Panel, series: &Series) -> Drawn {
    let style = series.style;
    let at = |point: &Point, shift: f64| {
        (place(&panel.x, point.x), place(&panel.y, point.y + shift * point.half_width))
    };
    let named = matches!(panel.x.scale, Scale::Categories(_));
    if !named && series.points.iter().any(|point| point.half_width > 0.0) {
        let upper = series.points.iter().map(|point| at(point, 1.0));
        let lower = series.points.iter().rev().map(|point| at(point, -1.0));
        let outline: Vec<(f64, f64)> = upper.chain(lower).collect();
        let band = Polygon::new(outline, colour(style).mix(0.18));
        chart.draw_series(std::iter::once(band)).map_err(failed)?;
    }
    let area = chart.plotting_area().strip_coord_spec();
    let origin = area.get_base_pixel();
    let pixels = |shift: f64| -> Vec<(i32, i32)> {
        let finite = |&(x, y): &(f64, f64)| x.is_finite() && y.is_finite();
        let places = series.points.iter().map(|point| at(point, shift)).filter(finite);
        places
            .map(|point| {
                let (x, y) = chart.backend_coord(&point);
                (x - origin.0, y - origin.1)
            })
            .collect()
    };
    if named {
        for (&low, &high) in pixels(-1.0).iter().zip(&pixels(1.0)) {
            draw_path(&area, &[low, high], Style { dash: None, ..style }, LINE_PT)?;
        }
    }
    let centre = pixels(0.0);
    if style.line && centre.len() > 1 {
        draw_path(&area, &centre, style, line_pt(centre.len()))?;
    }
    centre.iter().try_for_each(|&point| draw_mark(&area, point, style))
}

/// Lines of very many points are thin, or they would blur.
fn line_pt(points: usize) -> f64 {
    if points > 500 { 0.5 * LINE_PT } else { LINE_PT }
}
