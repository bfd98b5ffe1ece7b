//! The share of requests that goes to the most popular objects.

use super::bins::{over_time, readable};
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;
use crate::{Row, Table};

/// For the top of each bin, over time.
pub(in crate::figures::charts) fn concentration(table: &Table) -> Option<Panel> {
    let rows = readable(table.rows.iter().collect());
    if rows.len() < 2 {
        return None;
    }
    let (time, rows) = over_time(&rows);
    let of = |column: &str| -> Vec<Point> {
        let at = |(x, row): &(f64, &Row)| Some(Point::new(*x, 100.0 * number(row, column)?));
        rows.iter().filter_map(at).collect()
    };
    // Dashes through noise are noise.
    let solid = |index| Style { dash: None, ..Style::numbered(index) };
    Some(Panel {
        x: time,
        y: Axis::new("Share of a bin's requests (%)", Scale::LinearFromZero),
        series: vec![
            Series::line("Top 1 % of the objects", of("top_1_percent_share"), solid(7)),
            Series::line("Top 10 objects", of("top_10_share"), solid(6)),
        ],
        ..Panel::default()
    })
}
