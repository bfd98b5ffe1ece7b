//! Boxes with whiskers along the horizontal axis.

use super::frame::Frame;
use super::heat::shade;
use super::sheet::Sheet;
use crate::figures::scene::BoxPlot;

/// The height of a box and of the ends of its whiskers, over the distance of rows.
const THICKNESS: f64 = 0.6;
const WHISKER_ENDS: f64 = 0.3;
/// How dark a shaded box is.
const SHADE: f64 = 0.25;
/// Widths of the outline and of the median, for text of 8 points.
const OUTLINE_PT: f64 = 0.6;
const MEDIAN_PT: f64 = 1.5;

pub(super) fn draw_boxes(sheet: &mut Sheet, frame: &Frame<'_>) {
    frame.panel.boxes.iter().for_each(|of| draw_box(sheet, frame, of));
}

fn draw_box(sheet: &mut Sheet, frame: &Frame<'_>, of: &BoxPlot) {
    let theme = sheet.theme;
    let distance = (frame.row(0.0) - frame.row(1.0)).abs();
    let at = |x: f64| frame.at_or_edge(x, of.row);
    let colour = theme.on_paper(of.colour);
    let outline = theme.stroke(colour, theme.scaled(OUTLINE_PT));
    let clip = Some(frame.inside);
    let across = |x: f64, height: f64| {
        let (x, y) = at(x);
        let half = height / 2.0 * distance;
        vec![(x, y - half), (x, y + half)]
    };
    let [low, high] = [of.whiskers.0, of.whiskers.1];
    sheet.line(vec![at(low), at(high)], outline.clone(), clip);
    for end in [low, high] {
        sheet.line(across(end, WHISKER_ENDS), outline.clone(), clip);
    }
    let fill = if of.shaded { shade(theme.paper, colour, SHADE) } else { theme.paper };
    let mut corners = across(of.quartiles.0, THICKNESS);
    corners.extend(across(of.quartiles.1, THICKNESS).into_iter().rev());
    sheet.outline(corners, fill, outline);
    let median = theme.stroke(colour, theme.scaled(MEDIAN_PT));
    sheet.line(across(of.median, THICKNESS), median, clip);
}
