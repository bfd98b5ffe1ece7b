//! The series of a panel: bands of their intervals, lines and marks, with boxes between them.

use super::boxes::draw_boxes;
use super::dense::envelope;
use super::frame::Frame;
use super::sheet::Sheet;
use crate::figures::page::{Paint, Place};
use crate::figures::scene::{Point, Scale, Series, Style};

/// Opacities of the band of an interval, and of the range of dense points.
const BAND: f64 = 0.18;
const DENSE_BAND: f64 = 0.3;

/// Draws all series: first the bands, then lines, then boxes, then marks, so that none hides another's points.
pub(super) fn draw_series(sheet: &mut Sheet, frame: &Frame<'_>) {
    let series = &frame.panel.series;
    series.iter().for_each(|series| draw_intervals(sheet, frame, series));
    series.iter().for_each(|series| draw_line(sheet, frame, series));
    draw_boxes(sheet, frame);
    for series in series {
        let at = |point: &Point| frame.at(point.x, point.y);
        series.points.iter().filter_map(at).for_each(|at| sheet.mark(at, series.style));
    }
}

/// A band along a line; a bar through each point that stands alone.
fn draw_intervals(sheet: &mut Sheet, frame: &Frame<'_>, series: &Series) {
    if !series.points.iter().any(Point::has_interval) {
        return;
    }
    let colour = sheet.theme.on_paper(series.style.colour);
    let clip = Some(frame.inside);
    let ends = |point: &Point| {
        [frame.at_or_edge(point.x, point.low), frame.at_or_edge(point.x, point.high)]
    };
    let named = matches!(frame.panel.x.scale, Scale::Categories(_));
    if series.style.line && !named && series.points.len() > 1 {
        let upper = series.points.iter().map(|point| ends(point)[1]);
        let lower = series.points.iter().rev().map(|point| ends(point)[0]);
        let band: Vec<Place> = upper.chain(lower).collect();
        sheet.fill(band, Paint { colour, opacity: BAND }, clip);
    } else {
        let stroke = sheet.theme.stroke(colour, sheet.theme.scaled(0.8));
        for point in series.points.iter().filter(|point| point.has_interval()) {
            sheet.line(ends(point).to_vec(), stroke.clone(), clip);
        }
    }
}

fn draw_line(sheet: &mut Sheet, frame: &Frame<'_>, series: &Series) {
    let clip = Some(frame.inside);
    let style = series.style;
    if let Some(dense) = envelope(frame, series, sheet.theme.scaled(1.0)) {
        let colour = sheet.theme.on_paper(style.colour);
        sheet.fill(dense.band, Paint { colour, opacity: DENSE_BAND }, clip);
        // Dashes through noise are noise.
        sheet.styled_line(dense.mean, Style { dash: None, ..style }, clip);
        return;
    }
    let points = series.points.iter().filter_map(|point| frame.at(point.x, point.y));
    let points: Vec<Place> = points.collect();
    if style.line && points.len() > 1 {
        sheet.styled_line(points, style, clip);
    }
}
