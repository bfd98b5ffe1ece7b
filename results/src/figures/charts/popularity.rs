//! Popularity by rank.

use crate::Table;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// Requests by rank (columns `rank`, `requests`), and the fitted law (`fitted`).
pub(super) fn popularity(table: &Table) -> Panel {
    let curve = |column: &str| {
        let point = |row| Some(Point::new(number(row, "rank")?, number(row, column)?));
        table.rows.iter().filter_map(point).collect()
    };
    let fitted = Style { dash: Some((40, 20)), ..Style::numbered(1) };
    Panel {
        x: Axis::new("Rank of the object", Scale::Log),
        y: Axis::new("Requests", Scale::Log),
        series: vec![
            Series::line("Objects of the trace", curve("requests"), Style::numbered(4)),
            Series::line("Zipf, maximum likelihood", curve("fitted"), fitted),
        ],
        ..Panel::default()
    }
}
