//! The legend: each series once, with its line and mark.

use super::sheet::{MIDDLE, Sheet};
use super::theme::Theme;
use crate::figures::page::{Align, Paint};
use crate::figures::scene::{Colour, Figure, Style};

/// Heights and widths for text of 8 points.
const ROW_PT: f64 = 12.5;
const SAMPLE_PT: f64 = 24.0;
const GAP_PT: f64 = 9.0;

/// An entry of the legend.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) label: String,
    pub(super) sample: Sample,
}

/// What stands before a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Sample {
    Series(Style),
    Bar(Colour),
}

/// The entries of a figure, each once.
pub(super) fn entries(figure: &Figure) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for panel in &figure.panels {
        let bars = panel.bars.iter().map(|bar| (&bar.label, Sample::Bar(bar.colour)));
        let series = panel.series.iter().map(|of| (&of.label, Sample::Series(of.style)));
        for (label, sample) in bars.chain(series) {
            if !label.is_empty() && !all.iter().any(|known| known.label == *label) {
                all.push(Entry { label: label.clone(), sample });
            }
        }
    }
    all
}

/// The entries in rows that fit a width.
pub(super) fn rows(theme: &Theme, entries: &[Entry], width: f64) -> Vec<Vec<Entry>> {
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut used = f64::INFINITY;
    for entry in entries {
        let own = entry_width(theme, entry);
        if used + own > width {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += own;
        if let Some(row) = rows.last_mut() {
            row.push(entry.clone());
        }
    }
    rows
}

fn entry_width(theme: &Theme, entry: &Entry) -> f64 {
    theme.scaled(SAMPLE_PT + 3.0 + GAP_PT) + theme.width_of(&entry.label)
}

/// The height of a legend.
pub(super) fn height(theme: &Theme, rows: &[Vec<Entry>]) -> f64 {
    theme.scaled(ROW_PT) * rows.len() as f64
}

/// Draws a legend in rows about the middle of the page, from `top` on.
pub(super) fn draw(sheet: &mut Sheet, rows: &[Vec<Entry>], top: f64) {
    let theme = sheet.theme;
    for (number, row) in rows.iter().enumerate() {
        let width: f64 = row.iter().map(|entry| entry_width(&theme, entry)).sum();
        let mut x = ((theme.width - width + theme.scaled(GAP_PT)) / 2.0).max(theme.scaled(3.0));
        let y = top + theme.scaled(ROW_PT) * (number as f64 + 0.5);
        for entry in row {
            draw_sample(sheet, entry.sample, (x, y));
            let at = (x + theme.scaled(SAMPLE_PT + 3.0), y + MIDDLE * theme.text);
            let label = theme.fitted(&entry.label, theme.width - at.0 - theme.scaled(1.0));
            sheet.text(at, &label, Align::Start);
            x += entry_width(&theme, entry);
        }
    }
}

fn draw_sample(sheet: &mut Sheet, sample: Sample, (x, y): (f64, f64)) {
    let length = sheet.theme.scaled(SAMPLE_PT);
    match sample {
        Sample::Bar(colour) => {
            let half = sheet.theme.scaled(3.0);
            let area = [x + length / 3.0, y - half, x + length, y + half];
            sheet.rectangle(area, Paint::solid(sheet.theme.on_paper(colour)));
        }
        Sample::Series(style) => {
            if style.line {
                sheet.styled_line(vec![(x, y), (x + length, y)], style, None);
            }
            sheet.mark((x + length / 2.0, y), style);
        }
    }
}
