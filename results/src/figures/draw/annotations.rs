//! Error bars, words and heat maps.

use super::canvas::{Chart, Drawn, TEXT_PT, failed, text_style, text_width, units};
use super::range::place;
use super::shapes::draw_path;
use crate::figures::scene::{ErrorBars, HeatCell, Mark, Panel, Style};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// The cells of a heat map, from white to dark blue or their own colour.
pub(super) fn draw_cells(chart: &mut Chart<'_, '_>, panel: &Panel) -> Drawn {
    let shade = |cell: &HeatCell| {
        let level = cell.level.clamp(0.0, 1.0);
        let mix = |dark: u8| (255.0 + (f64::from(dark) - 255.0) * level).round() as u8;
        let (red, green, blue) = cell.colour.unwrap_or((0, 45, 90));
        RGBColor(mix(red), mix(green), mix(blue))
    };
    let shown = panel.cells.iter().filter(|cell| cell.level > 0.0);
    let cells = shown.map(|cell| {
        let corner = |x: f64, y: f64| (place(&panel.x, x), place(&panel.y, y));
        let corners = [corner(cell.x.0, cell.y - 0.5), corner(cell.x.1, cell.y + 0.5)];
        Rectangle::new(corners, shade(cell).filled())
    });
    chart.draw_series(cells).map(|_| ()).map_err(failed)
}

pub(super) fn draw_error_bars(chart: &Chart<'_, '_>, panel: &Panel, bars: &ErrorBars) -> Drawn {
    let area = chart.plotting_area().strip_coord_spec();
    let (x, y) = bars.at;
    let style = Style { colour: bars.colour, dash: None, mark: Mark::None, line: true };
    for ends in [[(bars.x.0, y), (bars.x.1, y)], [(x, bars.y.0), (x, bars.y.1)]] {
        draw_path(&area, &ends.map(|end| pixel(chart, panel, end)), style, 0.6)?;
    }
    Ok(())
}

pub(super) fn draw_annotations(chart: &Chart<'_, '_>, panel: &Panel) -> Drawn {
    let area = chart.plotting_area().strip_coord_spec();
    let size = 0.9 * TEXT_PT;
    // Left, right and bottom of the annotations so far: others that would overlap are left out.
    let mut taken: Vec<(i32, i32, i32)> = Vec::new();
    for annotation in &panel.annotations {
        let (x, y) = pixel(chart, panel, annotation.at);
        let (left, right) = (x + units(3.0), x + units(4.0) + text_width(&annotation.text, size));
        let over = |&(l, r, bottom): &(i32, i32, i32)| {
            left < r && l < right && (y - bottom).abs() < units(size)
        };
        if taken.iter().any(over) {
            continue;
        }
        taken.push((left, right, y));
        let colour = RGBColor(annotation.colour.0, annotation.colour.1, annotation.colour.2);
        let font = text_style(size, HPos::Left, VPos::Bottom).color(&colour);
        area.draw_text(&annotation.text, &font, (left, y - units(1.0))).map_err(failed)?;
    }
    Ok(())
}

/// The place of a point in the panel, in pixels.
fn pixel(chart: &Chart<'_, '_>, panel: &Panel, (x, y): (f64, f64)) -> (i32, i32) {
    let origin = chart.plotting_area().strip_coord_spec().get_base_pixel();
    let (x, y) = chart.backend_coord(&(place(&panel.x, x), place(&panel.y, y)));
    (x - origin.0, y - origin.1)
}
