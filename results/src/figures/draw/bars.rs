//! Stacked bars along the horizontal axis.

use super::frame::Frame;
use super::sheet::Sheet;
use crate::figures::page::Paint;

/// The height of a bar over the distance of rows.
const THICKNESS: f64 = 0.62;

pub(super) fn draw_bars(sheet: &mut Sheet, frame: &Frame<'_>) {
    let half = THICKNESS / 2.0 * (frame.row(0.0) - frame.row(1.0)).abs();
    for bar in &frame.panel.bars {
        let (Some(from), Some(to)) = (frame.at(bar.x.0, bar.row), frame.at(bar.x.1, bar.row))
        else {
            continue;
        };
        let colour = sheet.theme.on_paper(bar.colour);
        let corners = [from.0, from.1 - half, to.0, from.1 + half];
        sheet.rectangle(corners, Paint::solid(colour));
        let edge = sheet.theme.stroke(sheet.theme.paper, sheet.theme.scaled(0.5));
        // A thin gap tells parts of like greys apart.
        sheet.line(vec![(to.0, from.1 - half), (to.0, from.1 + half)], edge, None);
    }
}
