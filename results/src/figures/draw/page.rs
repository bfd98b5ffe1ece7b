//! The page: a legend above panels.

use super::canvas::{Area, FAMILY, WIDTH_PT, failed, register_font, units};
use super::legend::{draw_legend, legend_height_pt, legend_rows};
use super::panel::draw_panel;
use crate::figures::scene::{Figure, Panel};
use plotters::prelude::*;

const PANEL_HEIGHT_PT: f64 = 152.0;
/// With more, each would be too narrow to read.
const PANELS_PER_ROW: usize = 4;
const FAMILIES: &str = "Noto Sans, Helvetica, Arial, sans-serif";

/// Draws a figure as SVG; without panels, an empty page.
pub(in crate::figures) fn svg(figure: &Figure) -> Result<String, String> {
    register_font();
    let legend = legend_rows(figure);
    let legend_pt = legend_height_pt(&legend);
    let rows = figure.panels.len().div_ceil(PANELS_PER_ROW).max(1);
    let panel_pt = figure.panel_height_pt.unwrap_or(PANEL_HEIGHT_PT);
    let height_pt = legend_pt + panel_pt * rows as f64;
    let mut text = String::new();
    {
        let size = (units(WIDTH_PT) as u32, units(height_pt) as u32);
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        root.fill(&WHITE).map_err(failed)?;
        let (top, panels) = root.split_vertically(units(legend_pt));
        draw_legend(&top, &legend)?;
        let areas = split(&panels, figure, rows);
        for (index, (panel, area)) in figure.panels.iter().zip(&areas).enumerate() {
            draw_panel(panel, area, (figure.panels.len() > 1).then_some(index))?;
        }
        root.present().map_err(failed)?;
    }
    Ok(with_points_and_fonts(&text, height_pt))
}

/// Replaces backend units by points, and the font by a list with fallbacks.
fn with_points_and_fonts(svg: &str, height_pt: f64) -> String {
    let (width, height) = (units(WIDTH_PT), units(height_pt));
    let in_units = format!("width=\"{width}\" height=\"{height}\"");
    let in_points = format!("width=\"{WIDTH_PT}pt\" height=\"{height_pt}pt\"");
    let family = |name: &str| format!("font-family=\"{name}\"");
    svg.replacen(&in_units, &in_points, 1).replace(&family(FAMILY), &family(FAMILIES))
}

/// The area of each panel: by their widths in a single row, equal in several.
fn split<'a>(area: &Area<'a>, figure: &Figure, rows: usize) -> Vec<Area<'a>> {
    let width = |panel: &Panel| if panel.width > 0.0 { panel.width } else { 1.0 };
    let all: f64 = figure.panels.iter().map(width).sum();
    if rows > 1 || figure.panels.iter().all(|panel| width(panel) == 1.0) {
        return area.split_evenly((rows, figure.panels.len().div_ceil(rows).max(1)));
    }
    let mut left = 0.0;
    let cuts: Vec<i32> = figure
        .panels
        .iter()
        .map(|panel| {
            left += width(panel) / all * WIDTH_PT;
            units(left)
        })
        .collect();
    area.split_by_breakpoints(&cuts[..cuts.len() - 1], &[] as &[i32])
}
