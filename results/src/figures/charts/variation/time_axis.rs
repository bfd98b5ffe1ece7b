//! Bins of an analysis along an axis of time.

use crate::Row;
use crate::figures::charts::time_unit::time_unit;
use crate::figures::scene::{Axis, Scale};
use crate::tables::number;

/// The rows of one bin width: the one with most rows that are still readable.
pub(super) fn readable(rows: Vec<&Row>) -> Vec<&Row> {
    const ROWS_MAX: usize = 400;
    let mut widths: Vec<f64> = rows.iter().filter_map(|row| number(row, "bin_s")).collect();
    widths.sort_by(f64::total_cmp);
    widths.dedup();
    let of = |width: f64| -> Vec<&Row> {
        rows.iter().copied().filter(|row| number(row, "bin_s") == Some(width)).collect()
    };
    let readable = widths.iter().copied().filter(|&width| of(width).len() <= ROWS_MAX);
    let most = readable.max_by_key(|&width| of(width).len());
    most.or(widths.last().copied()).map_or(Vec::new(), of)
}

/// The axis of time, and each row's place on it, from the first row on.
pub(super) fn over_time<'a>(rows: &[&'a Row]) -> (Axis, Vec<(f64, &'a Row)>) {
    let times: Vec<f64> = rows.iter().filter_map(|row| number(row, "unix_s")).collect();
    let start = times.iter().copied().fold(f64::INFINITY, f64::min);
    let end = times.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let (unit, seconds) = time_unit(end - start);
    let at = |row: &'a Row| Some(((number(row, "unix_s")? - start) / seconds, row));
    (time_axis(unit, rows), rows.iter().filter_map(|row| at(row)).collect())
}

/// The label of the axis has the width of the bins.
fn time_axis(unit: &str, rows: &[&Row]) -> Axis {
    let width = match rows.first().and_then(|row| number(row, "bin_s")).unwrap_or(0.0) {
        604_800.0 => "a week".to_owned(),
        86_400.0 => "a day".to_owned(),
        3_600.0 => "an hour".to_owned(),
        60.0 => "a minute".to_owned(),
        s => width_in_words(s),
    };
    Axis::new(format!("Time ({unit}), in bins of {width}"), Scale::Linear)
}

/// A width in its largest whole unit.
pub(super) fn width_in_words(width_s: f64) -> String {
    let units = [(86_400.0, "days"), (3_600.0, "hours"), (60.0, "minutes")];
    let whole = units.iter().find(|(unit, _)| width_s >= *unit && width_s % unit == 0.0);
    whole.map_or(format!("{width_s} s"), |(unit, name)| format!("{} {name}", width_s / unit))
}
