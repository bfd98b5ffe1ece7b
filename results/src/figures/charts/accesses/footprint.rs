//! Footprint and working set over time.

use super::curve::is_curve;
use crate::figures::charts::rate::whole_bins;
use crate::figures::charts::time_axis::TimeAxis;
use crate::figures::charts::time_unit::width_in_words;
use crate::figures::scene::{Axis, Panel, Point, Scale, Series, Style};
use crate::tables::number;
use crate::{Row, Table};

/// Distinct objects.
pub(in crate::figures::charts) fn footprint_objects(table: &Table) -> Option<Panel> {
    panel(table, ["footprint_objects", "working_set_objects"], "Distinct objects")
}

/// Bytes of distinct objects.
pub(super) fn footprint_bytes(table: &Table) -> Option<Panel> {
    panel(table, ["footprint_bytes", "working_set_bytes"], "Bytes of distinct objects")
}

fn panel(table: &Table, [footprint, working_set]: [&str; 2], name: &str) -> Option<Panel> {
    let bin_s = table.rows.first().and_then(|row| number(row, "bin_s"))?;
    let time = TimeAxis::of(table.rows.iter(), "unix_s");
    let of = |rows: &[Row], column: &str| -> Vec<Point> {
        let point =
            |row| Some(Point::new(time.place(number(row, "unix_s")?), number(row, column)?));
        rows.iter().filter_map(point).filter(|point| point.y > 0.0).collect()
    };
    let so_far = of(&table.rows, footprint);
    let label = format!("Within {} (working set)", width_in_words(bin_s));
    let within = of(whole_bins(&table.rows), working_set);
    let solid = Style { dash: None, ..Style::numbered(5) };
    is_curve(&so_far).then(|| Panel {
        x: time.axis("Time"),
        y: Axis::new(name, Scale::Log),
        series: vec![
            Series::line("Since the beginning (footprint)", so_far, Style::numbered(9)),
            Series::line(&label, within, solid),
        ],
        ..Panel::default()
    })
}
