//! One panel: axes, and what is drawn between them.

use super::annotations::{draw_annotations, draw_error_bars};
use super::axes::{Labelled, draw_axes};
use super::bars::draw_bars;
use super::direct_labels;
use super::frame::Frame;
use super::heat::{draw_cells, draw_colour_bar};
use super::series::draw_series;
use super::sheet::{Sheet, TextStyle};
use crate::figures::page::Align;
use std::ops::Range;

/// A panel at its place on the page.
pub(super) struct Placed<'a> {
    pub(super) frame: Frame<'a>,
    /// Left end and baseline of its title.
    pub(super) title_at: (f64, f64),
    /// Its letter, if the figure has several panels.
    pub(super) letter: Option<usize>,
    pub(super) labelled: Labelled,
    /// Whether lines are named at their ends.
    pub(super) named_at_ends: bool,
}

pub(super) fn draw_panel(sheet: &mut Sheet, placed: &Placed<'_>) {
    let Placed { frame, .. } = placed;
    draw_cells(sheet, frame);
    draw_axes(sheet, frame, placed.labelled);
    if let Some(bar) = &frame.panel.colour_bar {
        draw_colour_bar(sheet, frame, bar);
    }
    draw_bars(sheet, frame);
    for bars in &frame.panel.error_bars {
        draw_error_bars(sheet, frame, bars);
    }
    draw_series(sheet, frame);
    draw_annotations(sheet, frame);
    if placed.named_at_ends {
        direct_labels::draw(sheet, frame);
    }
    draw_title(sheet, placed);
}

/// The letter in bold, and the title behind it.
fn draw_title(sheet: &mut Sheet, placed: &Placed<'_>) {
    let (mut x, y) = placed.title_at;
    if let Some(index) = placed.letter {
        let letter = format!("({})", char::from(b'a' + (index % 26) as u8));
        let style = TextStyle { bold: true, ..sheet.plain() };
        sheet.write((x, y), &letter, Align::Start, style);
        x += sheet.theme.width_of(&letter) + 0.6 * sheet.theme.text;
    }
    let room = placed.frame.inside[2] + 0.8 * sheet.theme.text - x;
    let title = sheet.theme.fitted(&placed.frame.panel.title, room);
    sheet.text((x, y), &title, Align::Start);
}

/// The ranges that all panels share.
pub(super) fn union(ranges: &[[Range<f64>; 2]]) -> Option<[Range<f64>; 2]> {
    ranges
        .iter()
        .cloned()
        .reduce(|a, b| [0, 1].map(|n| a[n].start.min(b[n].start)..a[n].end.max(b[n].end)))
}
