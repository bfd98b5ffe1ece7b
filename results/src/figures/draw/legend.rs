//! The legend: each series once, with its line and mark.

use super::canvas::{
    Area, Drawn, LINE_PT, TEXT_PT, WIDTH_PT, failed, rendered_width, text_style, units,
};
use super::shapes::{draw_mark, draw_path};
use crate::figures::scene::{Figure, Series};
use plotters::style::text_anchor::{HPos, VPos};

const ROW_PT: f64 = 13.0;
const LINE_LENGTH_PT: f64 = 17.0;
/// Between entries.
const GAP_PT: f64 = 9.0;

/// Entries of the legend, without duplicates, in rows that fit the page.
pub(super) fn legend_rows(figure: &Figure) -> Vec<Vec<&Series>> {
    let mut rows: Vec<Vec<&Series>> = vec![Vec::new()];
    let mut width = 0;
    let mut seen: Vec<&str> = Vec::new();
    for series in figure.panels.iter().flat_map(|panel| &panel.series) {
        if series.label.is_empty() || seen.contains(&series.label.as_str()) {
            continue;
        }
        seen.push(&series.label);
        let entry = entry_width(series);
        if width + entry > units(WIDTH_PT) - units(12.0) {
            rows.push(Vec::new());
            width = 0;
        }
        width += entry;
        if let Some(row) = rows.last_mut() {
            row.push(series);
        }
    }
    rows
}

/// The height of a legend, with the room above it.
pub(super) fn legend_height_pt(rows: &[Vec<&Series>]) -> f64 {
    4.0 + ROW_PT * rows.len() as f64
}

fn entry_width(series: &Series) -> i32 {
    units(LINE_LENGTH_PT + 3.0 + GAP_PT) + rendered_width(&series.label, TEXT_PT)
}

pub(super) fn draw_legend(area: &Area<'_>, rows: &[Vec<&Series>]) -> Drawn {
    for (number, row) in rows.iter().enumerate() {
        let width: i32 = row.iter().map(|series| entry_width(series)).sum();
        let mut x = (units(WIDTH_PT) - width + units(GAP_PT)) / 2;
        let y = units(5.0 + ROW_PT * (number as f64 + 0.5));
        for series in row {
            let style = series.style;
            let ends = [(x, y), (x + units(LINE_LENGTH_PT), y)];
            if style.line {
                draw_path(area, &ends, style, LINE_PT)?;
            }
            draw_mark(area, (x + units(LINE_LENGTH_PT / 2.0), y), style)?;
            let font = text_style(TEXT_PT, HPos::Left, VPos::Center);
            let place = (x + units(LINE_LENGTH_PT + 3.0), y);
            area.draw_text(&series.label, &font, place).map_err(failed)?;
            x += entry_width(series);
        }
    }
    Ok(())
}
