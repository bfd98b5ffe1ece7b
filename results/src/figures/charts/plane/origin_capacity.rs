//! Origin traffic against capacity: the lower left is best.

use super::hot_size::HotSize;
use crate::Row;
use crate::figures::charts::labels::capitalised;
use crate::figures::scene::{
    Annotation, Axis, Colour, ErrorBars, Mark, Panel, Point, Scale, Series, Style,
};
use crate::layouts::{HOT_SIZES, is_layout, layout_name};
use crate::metrics::{CAPACITY_PER_EGRESS, ORIGIN_PER_EGRESS};
use crate::tables::{number, point_of_summary};

/// Whether a layout has a place in the plane.
pub(super) fn has_both(row: &Row) -> bool {
    number(row, ORIGIN_PER_EGRESS.name).is_some()
        && number(row, &CAPACITY_PER_EGRESS.geomean()).is_some()
}

/// The series of a layout: layouts that differ in the size of the hot set alone share one.
fn family(row: &Row) -> String {
    let mut kept = point_of_summary(row);
    kept.retain(|name, _| is_layout(name) && !HOT_SIZES.contains(&name.as_str()));
    capitalised(&layout_name(&kept))
}

/// Origin traffic against capacity.
pub(super) fn origin_capacity(rows: &[&Row], title: &str) -> Panel {
    let mut series: Vec<(Series, Vec<Option<f64>>)> = Vec::new();
    let mut all_bars = Vec::new();
    let mut annotations = Vec::new();
    for row in rows {
        let (Some(x), Some(y)) =
            (number(row, ORIGIN_PER_EGRESS.name), number(row, &CAPACITY_PER_EGRESS.geomean()))
        else {
            continue;
        };
        let label = family(row);
        let known = series.iter().find(|(known, _)| known.label == label);
        let style = known.map_or_else(|| distinct_style(&label, &series), |(known, _)| known.style);
        all_bars.push(error_bars(row, (x, y), style.colour));
        if let Some(size) = HotSize::of(row) {
            annotations.push(Annotation { at: (x, y), text: size.label(), colour: style.colour });
        }
        let point = Point { x, y, half_width: 0.0 };
        match series.iter_mut().find(|(known, _)| known.label == label) {
            Some((known, sizes)) => {
                known.points.push(point);
                sizes.push(HotSize::of(row).map(HotSize::value));
            }
            None => {
                let style = Style { line: false, ..style };
                series.push((
                    Series { label, points: vec![point], style },
                    vec![HotSize::of(row).map(HotSize::value)],
                ));
            }
        }
    }
    let mut series: Vec<Series> =
        series.into_iter().map(|(series, sizes)| joined_by_size(series, &sizes)).collect();
    series.splice(0..0, ends_of_hot_sets(&series));
    Panel {
        title: title.to_owned(),
        x: Axis::new(ORIGIN_PER_EGRESS.label, Scale::Linear),
        y: Axis::new(CAPACITY_PER_EGRESS.label, Scale::Log),
        series,
        error_bars: all_bars,
        annotations,
        ..Panel::default()
    }
}

/// The style of a layout, with a mark that no layout of its colour has so far.
fn distinct_style(label: &str, series: &[(Series, Vec<Option<f64>>)]) -> Style {
    const MARKS: [Mark; 4] = [Mark::Ring, Mark::Diamond, Mark::Triangle, Mark::Square];
    let style = Style::of_point(label, series.len());
    let taken = |mark: Mark| {
        let alike = |other: Style| (other.colour, other.mark) == (style.colour, mark);
        series.iter().any(|(known, _)| alike(known.style))
    };
    match std::iter::once(style.mark).chain(MARKS).find(|&mark| !taken(mark)) {
        Some(mark) => Style { mark, ..style },
        None => style,
    }
}

/// Joins hot sets of several sizes by a line, in order of size.
fn joined_by_size(series: Series, sizes: &[Option<f64>]) -> Series {
    let mut by_size: Vec<(f64, Point)> = sizes
        .iter()
        .zip(&series.points)
        .filter_map(|(size, point)| Some(((*size)?, *point)))
        .collect();
    if by_size.len() < 2 {
        return series;
    }
    by_size.sort_by(|a, b| a.0.total_cmp(&b.0));
    let points = by_size.into_iter().map(|(_, point)| point).collect();
    Series { points, style: Style { line: true, ..series.style }, ..series }
}

/// An empty hot set is the hashed layout, a hot set of everything the mirrored one: the curve of hot sets
/// continues to both.
fn ends_of_hot_sets(series: &[Series]) -> Option<Series> {
    let of = |label: &str| series.iter().find(|series| series.label == label);
    let (hashed, hot, mirrored) = (of("Hashed")?, of("Hot")?, of("Mirrored")?);
    let points = [hashed, hot, mirrored].iter().flat_map(|series| series.points.clone()).collect();
    let style =
        Style { dash: Some((10, 20)), mark: Mark::None, line: true, colour: hot.style.colour };
    Some(Series { label: String::new(), points, style })
}

/// The within-replication intervals of a point, since layouts are compared on the same requests; its own
/// interval if it is the only layout.
fn error_bars(row: &Row, at: (f64, f64), colour: Colour) -> ErrorBars {
    let ends = |name: &str| {
        Some((number(row, &format!("{name}_low"))?, number(row, &format!("{name}_high"))?))
    };
    let x = ends(&ORIGIN_PER_EGRESS.within()).unwrap_or((at.0, at.0));
    let y = ends(&CAPACITY_PER_EGRESS.within())
        .or_else(|| ends(&CAPACITY_PER_EGRESS.geomean()))
        .unwrap_or((at.1, at.1));
    ErrorBars { at, x, y, colour }
}
