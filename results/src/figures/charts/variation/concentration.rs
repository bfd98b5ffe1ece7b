//! The share of requests that goes to the most popular objects.

use super::time_axis::{over_time, readable};
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;
use crate::{Row, Table};

/// For the top of each bin, over time.
pub(super) fn concentration(table: &Table) -> Option<Panel> {
    let rows = readable(table.rows.iter().collect());
    if rows.len() < 2 {
        return None;
    }
    let (time, rows) = over_time(&rows);
    let of = |column: &str| -> Vec<Point> {
        let at = |(x, row): &(f64, &Row)| Some(Point::new(*x, 100.0 * number(row, column)?));
        rows.iter().filter_map(at).collect()
    };
    Some(Panel {
        x: time,
        y: Axis::new("Requests in a bin (%)", Scale::LinearFromZero),
        series: vec![
            Series::line(
                "For its top 1 % of objects",
                of("top_1_percent_share"),
                Style::numbered(1),
            ),
            Series::line("For its top 10 objects", of("top_10_share"), Style::numbered(2)),
        ],
        ..Panel::default()
    })
}
