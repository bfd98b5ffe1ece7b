//! Error bars, and words at points.

use super::frame::Frame;
use super::marks::MARK_PT;
use super::sheet::{Sheet, TextStyle};
use crate::figures::page::{Align, Clip, text_width};
use crate::figures::scene::ErrorBars;

pub(super) fn draw_error_bars(sheet: &mut Sheet, frame: &Frame<'_>, bars: &ErrorBars) {
    let (x, y) = bars.at;
    let colour = sheet.theme.on_paper(bars.colour);
    let stroke = sheet.theme.stroke(colour, sheet.theme.scaled(0.7));
    for ends in [[(bars.x.0, y), (bars.x.1, y)], [(x, bars.y.0), (x, bars.y.1)]] {
        let ends = ends.map(|(x, y)| frame.at_or_edge(x, y));
        if ends[0] != ends[1] {
            sheet.line(ends.to_vec(), stroke.clone(), Some(frame.inside));
        }
    }
}

/// Words to the right of their points; those that would lie over others or over the edge are left out.
pub(super) fn draw_annotations(sheet: &mut Sheet, frame: &Frame<'_>) {
    let theme = sheet.theme;
    let size = (0.9 * theme.text).max(7.0);
    let gap = theme.scaled(MARK_PT + 1.0);
    let mut taken: Vec<Clip> = Vec::new();
    for annotation in &frame.panel.annotations {
        let Some((x, y)) = frame.at(annotation.at.0, annotation.at.1) else { continue };
        let (left, baseline) = (x + gap, y - theme.scaled(1.5));
        let right = left + text_width(&annotation.text, size, false);
        let area = [left, baseline - size * 0.8, right, baseline];
        let over = |other: &Clip| {
            area[0] < other[2] && other[0] < area[2] && area[1] < other[3] && other[1] < area[3]
        };
        if taken.iter().any(over) || right > frame.inside[2] + gap {
            continue;
        }
        taken.push(area);
        let style = TextStyle { size, colour: theme.on_paper(annotation.colour), ..sheet.plain() };
        sheet.write((left, baseline), &annotation.text, Align::Start, style);
    }
}
