//! Sizes of objects.

use super::curve::{cdf, is_curve};
use crate::Table;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::text;

/// The distributions of sizes, by object and by request.
pub(in crate::figures::charts) fn sizes(table: &Table) -> Option<Panel> {
    let of = |by: &str| -> Vec<Point> {
        let rows = table.rows.iter().filter(|row| text(row, "by") == by);
        cdf(rows, "from_bytes", "to_bytes")
    };
    let request = Style { dash: Some((40, 20)), ..Style::numbered(3) };
    let series = [("By object", "object", Style::numbered(2)), ("By request", "request", request)];
    let series = series.map(|(label, by, style)| Series::line(label, of(by), style));
    series.iter().all(|series| is_curve(&series.points)).then(|| Panel {
        x: Axis::new("Size (bytes)", Scale::Log),
        y: Axis::new("Share (CDF)", Scale::LinearFromZero),
        series: series.to_vec(),
        ..Panel::default()
    })
}
