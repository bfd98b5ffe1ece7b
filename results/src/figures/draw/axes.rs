//! The axes of a panel: lines, ticks, grid and labels.

use super::frame::Frame;
use super::sheet::{CAPITALS, MIDDLE, Sheet, TextStyle};
use super::theme::Theme;
use super::ticks::{Tick, minor_ticks, ticks};
use crate::figures::page::{Align, text_width};
use crate::figures::scene::{Axis, Panel, Scale};
use std::ops::Range;

/// From the axis to the labels of its ticks, for text of 8 points.
const TICK_PT: f64 = 4.0;
/// The size of raised exponents: none is below seven points.
fn exponent_size(theme: &Theme) -> f64 {
    (0.88 * theme.text).max(7.0)
}

/// Which of the labels of a panel are drawn: in small multiples, those at the edges alone.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labelled {
    pub(super) x: XLabels,
    pub(super) y: bool,
}

/// Which labels stand below a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum XLabels {
    /// Those of the ticks, and that of the axis.
    Whole,
    /// Those of the ticks; that of the axis stands once below all panels.
    Ticks,
    None,
}

/// The label of an axis that all panels share, once below them.
pub(super) fn draw_shared_label(sheet: &mut Sheet, label: &str, (middle, bottom): (f64, f64)) {
    let theme = sheet.theme;
    let baseline = bottom + theme.scaled(TICK_PT) + (CAPITALS + 1.25) * theme.text;
    let label = theme.fitted(label, theme.width - theme.text);
    let half = theme.width_of(&label) / 2.0 + theme.scaled(2.0);
    let middle = middle.min(theme.width - half).max(half);
    sheet.text((middle, baseline), &label, Align::Middle);
}

/// The ticks of the horizontal axis.
fn x_ticks(theme: &Theme, panel: &Panel, range: &Range<f64>, width: f64) -> Vec<Tick> {
    // A label and a gap.
    let letters = if panel.x.scale == Scale::Dates { 5.0 } else { 3.2 };
    ticks(&panel.x, range, (width / (letters * theme.text)).floor() as usize)
}

/// The ticks of the vertical axis; names take less than half of the page.
fn y_ticks(theme: &Theme, panel: &Panel, range: &Range<f64>, height: f64) -> Vec<Tick> {
    let mut ticks = ticks(&panel.y, range, (height / (2.4 * theme.text)).floor() as usize);
    for tick in &mut ticks {
        tick.label = theme.fitted(&tick.label, 0.42 * theme.width);
    }
    ticks
}

/// The width of a tick's label.
pub(super) fn width_of(theme: &Theme, tick: &Tick) -> f64 {
    let raised = |exponent: &String| text_width(exponent, exponent_size(theme), false);
    theme.width_of(&tick.label) + tick.exponent.as_ref().map_or(0.0, raised)
}

/// The room that the labels take to the left of a panel of this height.
pub(super) fn room_left(theme: &Theme, panel: &Panel, range: &Range<f64>, height: f64) -> f64 {
    let ticks = y_ticks(theme, panel, range, height);
    let widest = ticks.iter().map(|tick| width_of(theme, tick)).fold(0.0, f64::max);
    label_room(theme, &panel.y, height) + widest + theme.scaled(TICK_PT + 1.0)
}

/// The distance of lines of text over its size.
const LINE: f64 = 1.15;

/// A label in lines that fit a length: one, or two of about the same length.
fn lines(theme: &Theme, label: &str, length: f64) -> Vec<String> {
    if label.is_empty() || theme.width_of(label) <= length {
        return vec![label.to_owned()];
    }
    let spaces = label.char_indices().filter(|(_, letter)| *letter == ' ').map(|(at, _)| at);
    let longer = |at: &usize| theme.width_of(&label[..*at]).max(theme.width_of(&label[*at + 1..]));
    match spaces.min_by(|a, b| longer(a).total_cmp(&longer(b))) {
        Some(at) => vec![label[..at].to_owned(), label[at + 1..].to_owned()],
        None => vec![label.to_owned()],
    }
}

/// How long the label below a panel of this width may be.
fn x_label_length(theme: &Theme, width: f64) -> f64 {
    width + 2.0 * theme.text
}

/// The room that a label takes beside the labels of its ticks.
fn label_room(theme: &Theme, axis: &Axis, length: f64) -> f64 {
    match axis.label.as_str() {
        "" => 0.0,
        label => (0.3 + LINE * lines(theme, label, length).len() as f64) * theme.text,
    }
}

/// The room that the labels take below a panel of this width.
pub(super) fn room_below(theme: &Theme, panel: &Panel, width: f64) -> f64 {
    theme.scaled(TICK_PT)
        + 1.1 * theme.text
        + label_room(theme, &panel.x, x_label_length(theme, width))
}

/// Draws both axes, and a faint line across the panel at each tick of the vertical one.
pub(super) fn draw_axes(sheet: &mut Sheet, frame: &Frame<'_>, labelled: Labelled) {
    draw_y_axis(sheet, frame, labelled.y);
    draw_x_axis(sheet, frame, labelled.x);
    let theme = sheet.theme;
    let [left, top, right, bottom] = frame.inside;
    sheet.line(vec![(left, top), (left, bottom), (right, bottom)], theme.axis(0.7), None);
}

fn draw_y_axis(sheet: &mut Sheet, frame: &Frame<'_>, labelled: bool) {
    let theme = sheet.theme;
    let [left, top, right, bottom] = frame.inside;
    let mut widest: f64 = 0.0;
    for tick in y_ticks(&theme, frame.panel, &frame.y, frame.height()) {
        let y = frame.row(tick.place);
        // Rows of names need no lines across a heat map.
        if frame.panel.cells.is_empty() {
            sheet.line(vec![(left, y), (right, y)], theme.grid(), None);
        }
        sheet.line(vec![(left - theme.scaled(2.5), y), (left, y)], theme.axis(0.6), None);
        if labelled {
            // The label of a tick at the very top stays below the title.
            let baseline = (y + MIDDLE * theme.text).max(top + 0.6 * theme.text);
            let at = (left - theme.scaled(TICK_PT), baseline);
            draw_label(sheet, at, &tick, Align::End);
            widest = widest.max(width_of(&theme, &tick));
        }
    }
    for place in minor_ticks(&frame.panel.y, &frame.y) {
        let y = frame.row(place);
        sheet.line(vec![(left - theme.scaled(1.4), y), (left, y)], theme.axis(0.4), None);
    }
    if labelled {
        let style = TextStyle { upright: true, ..sheet.plain() };
        let mut x = left - theme.scaled(TICK_PT) - widest - 0.5 * theme.text;
        for line in lines(&theme, &frame.panel.y.label, frame.height()).iter().rev() {
            sheet.write((x, (top + bottom) / 2.0), line, Align::Middle, style);
            x -= LINE * theme.text;
        }
    }
}

fn draw_x_axis(sheet: &mut Sheet, frame: &Frame<'_>, labelled: XLabels) {
    let theme = sheet.theme;
    let [left, _, right, bottom] = frame.inside;
    let baseline = bottom + theme.scaled(TICK_PT) + CAPITALS * theme.text;
    let mut last_end = f64::NEG_INFINITY;
    for tick in x_ticks(&theme, frame.panel, &frame.x, frame.width()) {
        let x = frame.column(tick.place);
        sheet.line(vec![(x, bottom), (x, bottom + theme.scaled(2.5))], theme.axis(0.6), None);
        // Labels that would run into each other are left out.
        let half = width_of(&theme, &tick) / 2.0;
        if labelled != XLabels::None && x - half > last_end {
            draw_label(sheet, (x, baseline), &tick, Align::Middle);
            last_end = x + half + 0.35 * theme.text;
        }
    }
    for place in minor_ticks(&frame.panel.x, &frame.x) {
        let x = frame.column(place);
        sheet.line(vec![(x, bottom), (x, bottom + theme.scaled(1.4))], theme.axis(0.4), None);
    }
    if labelled == XLabels::Whole {
        let mut y = baseline + 1.25 * theme.text;
        for line in lines(&theme, &frame.panel.x.label, x_label_length(&theme, frame.width())) {
            sheet.text(((left + right) / 2.0, y), &line, Align::Middle);
            y += LINE * theme.text;
        }
    }
}

/// The label of a tick; powers have a raised exponent.
pub(super) fn draw_label(sheet: &mut Sheet, at: (f64, f64), tick: &Tick, align: Align) {
    let Some(exponent) = &tick.exponent else {
        sheet.text(at, &tick.label, align);
        return;
    };
    let theme = sheet.theme;
    let whole = width_of(&theme, tick);
    let start = match align {
        Align::Start => at.0,
        Align::Middle => at.0 - whole / 2.0,
        Align::End => at.0 - whole,
    };
    sheet.text((start, at.1), &tick.label, Align::Start);
    let size = exponent_size(&theme);
    let raised = (start + theme.width_of(&tick.label), at.1 - 0.38 * theme.text);
    sheet.write(raised, exponent, Align::Start, TextStyle { size, ..sheet.plain() });
}
