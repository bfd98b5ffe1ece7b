//! Series of more points than there is room for: what can still be seen of them.

use super::frame::Frame;
use crate::figures::page::Place;
use crate::figures::scene::Series;

/// The width of a column of points, for text of 8 points.
const COLUMN_PT: f64 = 1.5;

/// Mean and middle 80 % of the points in each column of the panel.
pub(super) struct Envelope {
    /// As values on a linear axis, and as logarithms on a logarithmic one.
    pub(super) mean: Vec<Place>,
    /// Around the middle 80 %, up one side and down the other.
    pub(super) band: Vec<Place>,
}

/// The envelope of a series with more than a point in each column; `None` of others, and of distributions and
/// sums, which have no range within a column.
pub(super) fn envelope(frame: &Frame<'_>, series: &Series, scale: f64) -> Option<Envelope> {
    let width = COLUMN_PT * scale;
    if is_monotone(series) {
        return None;
    }
    if !series.style.line || (series.points.len() as f64) < 2.0 * frame.width() / width {
        return None;
    }
    let mut columns: Vec<(f64, Vec<f64>)> = Vec::new();
    for (x, y) in series.points.iter().filter_map(|point| frame.at(point.x, point.y)) {
        let middle = ((x / width).floor() + 0.5) * width;
        match columns.last_mut() {
            Some((last, rows)) if *last == middle => rows.push(y),
            _ => columns.push((middle, vec![y])),
        }
    }
    columns.iter_mut().for_each(|(_, rows)| rows.sort_by(f64::total_cmp));
    let of = |part: f64| -> Vec<Place> {
        let row = |rows: &[f64]| rows[((rows.len() - 1) as f64 * part).round() as usize];
        columns.iter().map(|(x, rows)| (*x, row(rows))).collect()
    };
    let band = of(0.1).into_iter().chain(of(0.9).into_iter().rev()).collect();
    let mean = |rows: &[f64]| rows.iter().sum::<f64>() / rows.len() as f64;
    Some(Envelope { mean: columns.iter().map(|(x, rows)| (*x, mean(rows))).collect(), band })
}

fn is_monotone(series: &Series) -> bool {
    series.points.is_sorted_by(|a, b| a.y <= b.y) || series.points.is_sorted_by(|a, b| a.y >= b.y)
}
