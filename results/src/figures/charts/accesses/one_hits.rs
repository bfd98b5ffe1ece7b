//! One-hit objects by the length of the trace.

use super::curve::is_curve;
use crate::Table;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// The share of one-hit objects in prefixes of the trace.
pub(in crate::figures::charts) fn one_hits(table: &Table) -> Option<Panel> {
    let point =
        |row| Some(Point::new(number(row, "requests")?, 100.0 * number(row, "one_hit_share")?));
    let points: Vec<Point> = table.rows.iter().filter_map(point).collect();
    is_curve(&points).then(|| Panel {
        x: Axis::new("Requests from the beginning", Scale::Log),
        y: Axis::new("One-hit objects (%)", Scale::LinearFromZero),
        series: vec![Series { label: String::new(), points, style: Style::numbered(4) }],
        ..Panel::default()
    })
}
