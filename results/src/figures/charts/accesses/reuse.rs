//! Reuse: times, requests and distinct objects between two requests for an object; and what LRU makes of it.

use super::curve::{ccdf, is_curve};
use crate::Table;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// Times between two requests for an object.
pub(in crate::figures::charts) fn reuse_times(table: &Table) -> Option<Panel> {
    let points = ccdf(table.rows.iter(), "from_s", "to_s");
    is_curve(&points).then(|| Panel {
        x: Axis::new("Time between two requests for an object (s)", Scale::Log),
        y: Axis::new("Share of reuses (CCDF)", Scale::LinearFromZero),
        series: vec![Series::line("", points, Style::numbered(4))],
        ..Panel::default()
    })
}

/// Requests and distinct objects between two requests for an object.
pub(in crate::figures::charts) fn reuse_distances(
    requests: &Table,
    stack: &Table,
) -> Option<Panel> {
    let of = [
        (
            "Requests between",
            ccdf(requests.rows.iter(), "from_requests", "to_requests"),
            Style::numbered(8),
        ),
        (
            "Stack distance (distinct objects)",
            ccdf(stack.rows.iter(), "from_objects", "to_objects"),
            Style::numbered(11),
        ),
    ];
    let series = of.into_iter().filter(|(_, points, _)| is_curve(points));
    let series = series.map(|(label, points, style)| Series::line(label, points, style));
    let series: Vec<Series> = series.collect();
    (!series.is_empty()).then(|| Panel {
        x: Axis::new("Distance between two requests for an object", Scale::Log),
        y: Axis::new("Share of reuses, by distance (CCDF)", Scale::LinearFromZero),
        series,
        ..Panel::default()
    })
}

/// Miss ratios of LRU caches by their size.
pub(in crate::figures::charts) fn miss_ratio(table: &Table) -> Option<Panel> {
    let point = |row| Some(Point::new(number(row, "cache")?, number(row, "miss_ratio")?));
    let points: Vec<Point> = table.rows.iter().filter_map(point).collect();
    is_curve(&points).then(|| Panel {
        x: Axis::new("Size of the cache (objects)", Scale::Log),
        y: Axis::new("Miss ratio of LRU", Scale::LinearFromZero),
        series: vec![Series::line("", points, Style::numbered(4))],
        ..Panel::default()
    })
}
