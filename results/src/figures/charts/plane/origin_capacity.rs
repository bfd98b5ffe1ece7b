//! Origin traffic against capacity: the lower left is best.

use super::hot_size::HotSize;
use crate::Row;
use crate::figures::charts::labels::layout_label;
use crate::figures::scene::{
    Annotation, Axis, Colour, ErrorBars, Mark, Panel, Point, Scale, Series, Style,
};
use crate::layouts::{HOT_SIZES, is_layout, layout_name};
use crate::metrics::{CAPACITY_PER_EGRESS, ORIGIN_PER_EGRESS};
use crate::tables::{number, point_of_summary};

/// The place of a layout in the plane; `None` if a metric is null.
pub(super) fn place(row: &Row) -> Option<(f64, f64)> {
    number(row, ORIGIN_PER_EGRESS.name).zip(number(row, &CAPACITY_PER_EGRESS.geomean()))
}

/// The series of a layout: layouts that differ in the size of the hot set alone share one.
fn family_label(row: &Row) -> String {
    let mut kept = point_of_summary(row);
    kept.retain(|name, _| is_layout(name) && !HOT_SIZES.contains(&name.as_str()));
    layout_label(&layout_name(&kept))
}

/// Layouts that share a style, with the sizes of their hot sets.
struct Family {
    label: String,
    style: Style,
    points: Vec<(Point, Option<HotSize>)>,
}

/// How many series layouts make.
pub(super) fn families(rows: &[&Row]) -> usize {
    let mut labels: Vec<String> = rows.iter().map(|row| family_label(row)).collect();
    labels.sort();
    labels.dedup();
    labels.len()
}

/// Origin traffic against capacity.
pub(super) fn origin_capacity(rows: &[&Row], title: &str) -> Panel {
    let mut families: Vec<Family> = Vec::new();
    let mut panel = Panel {
        title: title.to_owned(),
        x: Axis::new(ORIGIN_PER_EGRESS.label, Scale::Linear),
        y: Axis::new(CAPACITY_PER_EGRESS.label, Scale::Log),
        ..Panel::default()
    };
    for row in rows {
        let Some(at) = place(row) else { continue };
        let label = family_label(row);
        let known = families.iter().position(|known| known.label == label);
        let index = known.unwrap_or_else(|| {
            let style = distinct_style(&label, &families);
            families.push(Family { label, style, points: Vec::new() });
            families.len() - 1
        });
        let (family, size) = (&mut families[index], HotSize::of(row));
        family.points.push((Point::new(at.0, at.1), size));
        let colour = family.style.colour;
        panel.error_bars.push(error_bars(row, at, colour));
        if let Some(size) = size {
            panel.annotations.push(Annotation { at, text: size.label(), colour });
        }
    }
    let series: Vec<Series> = families.into_iter().map(Family::into_series).collect();
    panel.series = ends_of_hot_sets(&series).into_iter().chain(series).collect();
    panel
}

impl Family {
    /// Points, or where hot sets have several sizes, a line in order of size.
    fn into_series(self) -> Series {
        let Self { label, style, points } = self;
        let mut by_size: Vec<(f64, Point)> =
            points.iter().filter_map(|(point, size)| Some(((*size)?.value(), *point))).collect();
        by_size.sort_by(|a, b| a.0.total_cmp(&b.0));
        match by_size.len() {
            0 | 1 => {
                let points = points.into_iter().map(|(point, _)| point).collect();
                Series { label, points, style: Style { line: false, ..style } }
            }
            _ => {
                let points = by_size.into_iter().map(|(_, point)| point).collect();
                Series { label, points, style: Style { line: true, ..style } }
            }
        }
    }
}

/// The style of a layout, with a mark that no layout of its colour has so far.
fn distinct_style(label: &str, families: &[Family]) -> Style {
    const MARKS: [Mark; 4] = [Mark::Ring, Mark::Diamond, Mark::Triangle, Mark::Square];
    let style = Style::of_point(label, families.len());
    let taken = |mark: Mark| {
        let alike = |other: Style| (other.colour, other.mark) == (style.colour, mark);
        families.iter().any(|known| alike(known.style))
    };
    match std::iter::once(style.mark).chain(MARKS).find(|&mark| !taken(mark)) {
        Some(mark) => Style { mark, ..style },
        None => style,
    }
}

/// An empty hot set is the hashed layout, a hot set of everything the mirrored one: the curve of hot sets
/// continues to both.
fn ends_of_hot_sets(series: &[Series]) -> Option<Series> {
    let of = |label: &str| series.iter().find(|series| series.label == label);
    let (hashed, hot, mirrored) = (of("Consistent hashing")?, of("Hot")?, of("Mirrored")?);
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
