//! Series that lie on each other, which a reader would take for one that is missing.

use super::frame::Frame;
use crate::figures::scene::{Figure, Panel, Point, Series};

/// Lines nearer than this, in parts of the height of a panel, cannot be told apart.
const APART: f64 = 0.006;

/// Of more series than this nobody can tell which are missing: every two of them would be compared.
const SERIES_MAX: usize = 64;

/// The figure with one series for all that lie on each other in every panel, which names them all, unless there are
/// more than [`SERIES_MAX`].
pub(super) fn joined(figure: &Figure) -> Figure {
    let mut figure = figure.clone();
    let mut labels: Vec<String> = Vec::new();
    for series in figure.panels.iter().flat_map(|panel| &panel.series) {
        if !series.label.is_empty() && !labels.contains(&series.label) {
            labels.push(series.label.clone());
        }
    }
    if labels.len() > SERIES_MAX {
        return figure;
    }
    let mut gone: Vec<String> = Vec::new();
    for (index, first) in labels.iter().enumerate() {
        if gone.contains(first) {
            continue;
        }
        let same = |other: &&String| {
            !gone.contains(*other)
                && figure.panels.iter().all(|panel| coincide(panel, first, other))
        };
        let same: Vec<String> = labels[index + 1..].iter().filter(same).cloned().collect();
        if same.is_empty() {
            continue;
        }
        let name = same.iter().fold(first.clone(), |name, other| {
            let exactly = figure.panels.iter().all(|panel| are_equal(panel, first, other));
            format!("{name} {} {other}", if exactly { "=" } else { "\u{2248}" })
        });
        for panel in &mut figure.panels {
            panel.series.retain(|series| !same.contains(&series.label));
            let of_first = panel.series.iter_mut().filter(|series| series.label == *first);
            of_first.for_each(|series| series.label.clone_from(&name));
        }
        gone.extend(same);
    }
    figure
}

/// Whether two series are lines through the same points of a panel, or both are not in it.
fn coincide(panel: &Panel, first: &str, second: &str) -> bool {
    let of = |label: &str| -> Vec<&Series> {
        panel.series.iter().filter(|series| series.label == label).collect()
    };
    let (first, second) = (of(first), of(second));
    let ([first], [second]) = (first.as_slice(), second.as_slice()) else {
        return first.is_empty() && second.is_empty();
    };
    let frame = Frame::new(panel, [0.0, 0.0, 1.0, 1.0], &Frame::ranges(panel));
    let lines = first.style.line && second.style.line && first.points.len() > 1;
    let near = first.points.iter().zip(&second.points).all(|(a, b)| {
        match (frame.at(a.x, a.y), frame.at(b.x, b.y)) {
            (Some(a), Some(b)) => (a.0 - b.0).abs() < APART && (a.1 - b.1).abs() < APART,
            (a, b) => a == b,
        }
    });
    // Series that differ by more than noise are not one, however near they are.
    let overlap = |(a, b): (&Point, &Point)| {
        !(a.has_interval() || b.has_interval()) || a.low <= b.high && b.low <= a.high
    };
    let near = near && first.points.iter().zip(&second.points).all(overlap);
    lines && first.points.len() == second.points.len() && near
}

/// Whether two series of a panel have the same values.
fn are_equal(panel: &Panel, first: &str, second: &str) -> bool {
    let of = |label: &str| panel.series.iter().find(|series| series.label == label);
    let (Some(first), Some(second)) = (of(first), of(second)) else { return true };
    let same = |(a, b): (&Point, &Point)| (a.y - b.y).abs() <= 1e-9 * a.y.abs();
    first.points.iter().zip(&second.points).all(same)
}
