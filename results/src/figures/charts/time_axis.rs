//! An axis of time: of dates where the trace has them, else from the first row on.

use super::time_unit::time_unit;
use crate::Row;
use crate::figures::scene::{Axis, Scale};
use crate::tables::number;
use time::OffsetDateTime;

/// Times before this one, in seconds, count from the beginning of a trace: no trace of the web is from before
/// 1973.
const FIRST_DATE_S: f64 = 1e8;

/// An axis over a span of time, in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeAxis {
    start_s: f64,
    end_s: f64,
}

impl TimeAxis {
    /// The axis over the times in a column of all rows.
    pub(super) fn of<'a>(rows: impl Iterator<Item = &'a Row>, column: &str) -> Self {
        let times = rows.filter_map(|row| number(row, column));
        let (start_s, end_s) = times
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(from, to), s| (from.min(s), to.max(s)));
        Self { start_s, end_s }
    }

    /// The axis from one time to another.
    pub(super) fn over(start_s: f64, end_s: f64) -> Self {
        Self { start_s, end_s }
    }

    fn has_dates(&self) -> bool {
        self.start_s >= FIRST_DATE_S && self.end_s.is_finite()
    }

    /// Where a time is on the axis.
    pub(super) fn place(&self, time_s: f64) -> f64 {
        match self.has_dates() {
            true => time_s,
            false => (time_s - self.start_s) / time_unit(self.end_s - self.start_s).1,
        }
    }

    /// The length of a span of time on the axis.
    pub(super) fn length(&self, span_s: f64) -> f64 {
        self.place(self.start_s + span_s) - self.place(self.start_s)
    }

    /// The axis; its label begins with a word for the times.
    pub(super) fn axis(&self, word: &str) -> Axis {
        match self.has_dates() {
            true => Axis::new(format!("{word}{} (UTC)", self.common_date()), Scale::Dates),
            false => {
                let unit = time_unit(self.end_s - self.start_s).0;
                Axis::new(format!("{word} ({unit})"), Scale::Linear)
            }
        }
    }

    /// What all times have in common and ticks do not show: the day, or the year.
    fn common_date(&self) -> String {
        let date = |time_s: f64| OffsetDateTime::from_unix_timestamp(time_s.floor() as i64);
        let (Ok(start), Ok(end)) = (date(self.start_s), date(self.end_s)) else {
            return String::new();
        };
        if start.date() == end.date() {
            format!(" on {} {} {}", start.day(), start.month(), start.year())
        } else if start.year() == end.year() {
            format!(" in {}", start.year())
        } else {
            String::new()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_have_what_the_ticks_do_not() {
        let label = |start_s, end_s| TimeAxis { start_s, end_s }.axis("Time").label;
        // Midnight of the first of July 1995.
        let july = 804_556_800.0;
        assert_eq!(label(july, july + 3_600.0), "Time on 1 July 1995 (UTC)");
        assert_eq!(label(july, july + 864_000.0), "Time in 1995 (UTC)");
        assert_eq!(label(july, july + 5e7), "Time (UTC)");
        assert_eq!(label(0.0, 86_400.0), "Time (hours)");
        let undated = TimeAxis { start_s: 50.0, end_s: 100.0 };
        assert_eq!((undated.place(60.0), undated.length(5.0)), (10.0, 5.0));
        // Without rows.
        assert!(!TimeAxis::of(std::iter::empty(), "unix_s").has_dates());
    }
}
