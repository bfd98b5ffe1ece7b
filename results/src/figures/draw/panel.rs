//! One panel: axes, and what is drawn between them.

use super::annotations::{draw_annotations, draw_cells, draw_error_bars};
use super::axes::draw_axes;
use super::canvas::{Area, Drawn, TEXT_PT, failed, rendered_width, text_style, units};
use super::range::{Direction, range};
use super::series::draw_series;
use crate::figures::scene::{Axis, Panel, Scale};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// Draws a panel, with its letter if the figure has several.
pub(super) fn draw_panel(panel: &Panel, area: &Area<'_>, letter: Option<usize>) -> Drawn {
    let (x_range, y_range) =
        (range(panel, Direction::Horizontal), range(panel, Direction::Vertical));
    let mut chart = ChartBuilder::on(area)
        .margin_top(units(if letter.is_some() || !panel.title.is_empty() { 12.0 } else { 4.0 }))
        .margin_right(units(9.0))
        .margin_bottom(units(2.0))
        .margin_left(units(2.0))
        .x_label_area_size(units(24.0))
        .y_label_area_size(label_room(&panel.y))
        .build_cartesian_2d(x_range.clone(), y_range.clone())
        .map_err(failed)?;
    draw_cells(&mut chart, panel)?;
    draw_axes(&chart, area, panel, [&x_range, &y_range])?;
    for bars in &panel.error_bars {
        draw_error_bars(&chart, panel, bars)?;
    }
    for series in &panel.series {
        draw_series(&mut chart, panel, series)?;
    }
    draw_annotations(&chart, panel)?;
    if letter.is_some() || !panel.title.is_empty() {
        let font = text_style(TEXT_PT + 1.0, HPos::Left, VPos::Top);
        let letter = letter.map(|index| char::from(b'a' + (index % 26) as u8));
        let letter = letter.map_or(String::new(), |letter| format!("({letter}) "));
        let text = format!("{letter}{}", panel.title);
        area.draw_text(text.trim_end(), &font, (units(2.0), 0)).map_err(failed)?;
    }
    Ok(())
}

/// Room for the labels to the left of an axis; names take the room that they need.
fn label_room(axis: &Axis) -> i32 {
    match &axis.scale {
        Scale::Categories(names) => {
            let widest = names.iter().map(|name| rendered_width(name, TEXT_PT)).max().unwrap_or(0);
            let label = if axis.label.is_empty() { 0.0 } else { 12.0 };
            widest + units(7.0 + label)
        }
        _ => units(36.0),
    }
}
