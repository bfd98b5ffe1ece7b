//! Requests and bytes per second over time.

use super::time_axis::TimeAxis;
use crate::Table;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;

/// Requests per second (columns `unix_s`, `requests_per_s`).
pub(super) fn request_rate(rate: &Table) -> Panel {
    over_time(rate, "requests_per_s", "Requests per second")
}

/// Bytes per second (columns `unix_s`, `bytes_per_s`).
pub(super) fn byte_rate(rate: &Table) -> Panel {
    over_time(rate, "bytes_per_s", "Bytes per second")
}

/// All bins but the first and the last, within which a trace begins and ends: what is in them is not what is in
/// a whole one. Of few bins, all.
pub(super) fn whole_bins<T>(rows: &[T]) -> &[T] {
    match rows {
        [_, whole @ .., _] if whole.len() > 10 => whole,
        few => few,
    }
}

fn over_time(rate: &Table, column: &str, label: &str) -> Panel {
    let time = TimeAxis::of(rate.rows.iter(), "unix_s");
    let point = |row| Some(Point::new(time.place(number(row, "unix_s")?), number(row, column)?));
    let points = whole_bins(&rate.rows).iter().filter_map(point).collect();
    Panel {
        x: time.axis("Time"),
        y: Axis::new(label, Scale::LinearFromZero),
        series: vec![Series::line("", points, Style::numbered(4))],
        ..Panel::default()
    }
}
