//! Names at the ends of lines, where they can stand there without a legend.

use super::frame::Frame;
use super::sheet::{MIDDLE, Sheet, TextStyle};
use super::theme::Theme;
use crate::figures::page::Align;
use crate::figures::scene::{Figure, Panel, Scale, Series};

/// More names beside a panel are harder to read than a legend.
const NAMES_MAX: usize = 7;

/// From the end of a line to its name, for text of 8 points.
const GAP_PT: f64 = 4.0;

/// Whether the lines of a figure can be named at their ends: it has one panel with a few lines that end at its
/// right side, and there is room for the names.
pub(super) fn suit(theme: &Theme, figure: &Figure) -> bool {
    let [panel] = figure.panels.as_slice() else { return false };
    let plain = panel.bars.is_empty()
        && panel.cells.is_empty()
        && panel.annotations.is_empty()
        && !matches!(panel.x.scale, Scale::Categories(_));
    let names = named(panel);
    let last = |series: &Series| series.points.last().map_or(f64::NEG_INFINITY, |point| point.x);
    let end = names.iter().map(|series| last(series)).fold(f64::NEG_INFINITY, f64::max);
    let to_the_end = names.iter().all(|series| series.style.line && last(series) == end);
    let distinct = names
        .iter()
        .enumerate()
        .all(|(index, series)| names[..index].iter().all(|other| other.label != series.label));
    // A line that ends where the axis has no place has no end to be named at.
    let drawn =
        |series: &&Series| panel.y.scale != Scale::Log || series.points.iter().all(|p| p.y > 0.0);
    plain
        && names.iter().all(drawn)
        && to_the_end
        && distinct
        && (2..=NAMES_MAX).contains(&names.len())
        && room(theme, panel) < 0.34 * theme.width
}

fn named(panel: &Panel) -> Vec<&Series> {
    panel.series.iter().filter(|series| !series.label.is_empty()).collect()
}

/// The room that the names take to the right of a panel.
pub(super) fn room(theme: &Theme, panel: &Panel) -> f64 {
    let widths = named(panel).into_iter().map(|series| theme.width_of(&series.label));
    theme.scaled(GAP_PT + 2.0) + widths.fold(0.0, f64::max)
}

/// Writes the names, moved apart where lines end together.
pub(super) fn draw(sheet: &mut Sheet, frame: &Frame<'_>) {
    let theme = sheet.theme;
    let [_, top, right, bottom] = frame.inside;
    let mut ends: Vec<(f64, &Series)> = named(frame.panel)
        .into_iter()
        .filter_map(|series| {
            let last = series.points.last()?;
            Some((frame.at_or_edge(last.x, last.y).1, series))
        })
        .collect();
    ends.sort_by(|a, b| a.0.total_cmp(&b.0));
    let distance = 1.12 * theme.text;
    let wanted: Vec<f64> = ends.iter().map(|(y, _)| *y).collect();
    for ((y, series), place) in ends.iter().zip(apart(&wanted, distance, top, bottom)) {
        let colour = theme.on_paper(series.style.colour);
        let x = right + theme.scaled(GAP_PT);
        if (place - y).abs() > 0.3 * theme.text {
            // A hair line leads from the line to a name that was moved.
            let stroke = theme.stroke(colour, theme.scaled(0.4));
            sheet.line(vec![(right, *y), (x - theme.scaled(1.0), place)], stroke, None);
        }
        let style = TextStyle { colour, ..sheet.plain() };
        sheet.write((x, place + MIDDLE * theme.text), &series.label, Align::Start, style);
    }
}

/// The places nearest to those wanted, in order, that lie so far apart and between two ends.
fn apart(wanted: &[f64], distance: f64, top: f64, bottom: f64) -> Vec<f64> {
    // Groups of places that touch, each with its sum of wanted starts.
    let mut groups: Vec<(f64, Vec<f64>)> = Vec::new();
    for &place in wanted {
        groups.push((place, vec![place]));
        while let [.., (above, first), (below, second)] = groups.as_slice() {
            if below - above >= distance * first.len() as f64 {
                break;
            }
            let mut joined = first.clone();
            joined.extend(second);
            let lowest = bottom - distance * (joined.len() - 1) as f64;
            let starts = joined.iter().enumerate().map(|(n, place)| place - distance * n as f64);
            let start = (starts.sum::<f64>() / joined.len() as f64).min(lowest).max(top);
            groups.truncate(groups.len() - 2);
            groups.push((start, joined));
        }
    }
    let places = groups
        .iter()
        .flat_map(|(start, places)| (0..places.len()).map(move |n| start + distance * n as f64));
    places.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_keep_their_distance_and_their_order() {
        assert_eq!(apart(&[10.0, 50.0], 9.0, 0.0, 100.0), [10.0, 50.0]);
        assert_eq!(apart(&[50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0]);
        assert_eq!(apart(&[98.0, 99.0, 100.0], 10.0, 0.0, 100.0), [80.0, 90.0, 100.0]);
        let places = apart(&[1.0, 2.0, 30.0, 31.0, 32.0], 10.0, 0.0, 100.0);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= 9.999), "{places:?}");
    }
}
