//! Bins of an analysis along an axis of time.

use crate::Row;
use crate::figures::charts::rate::whole_bins;
use crate::figures::charts::time_axis::TimeAxis;
use crate::figures::charts::time_unit::width_in_words;
use crate::figures::scene::Axis;
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
    let rows = most.or(widths.last().copied()).map_or(Vec::new(), of);
    whole_bins(&rows).to_vec()
}

/// The axis of time, with the width of the bins in its label, and each row's place on it.
pub(super) fn over_time<'a>(rows: &[&'a Row]) -> (Axis, Vec<(f64, &'a Row)>) {
    let time = TimeAxis::of(rows.iter().copied(), "unix_s");
    let at = |row: &'a Row| Some((time.place(number(row, "unix_s")?), row));
    let mut axis = time.axis("Time");
    if let Some(bin_s) = rows.first().and_then(|row| number(row, "bin_s")) {
        axis.label += &format!(", in bins of {}", width_in_words(bin_s));
    }
    (axis, rows.iter().filter_map(|row| at(row)).collect())
}
