//! Plain counts, one per line.

use super::dates::whole_number;
use super::reader::SeriesReader;
use crate::formats::Lines;
use crate::{SimTime, SourceError};

/// A bin of plain counts, and of page views.
pub(super) const COUNTS_WIDTH_S: f64 = 1.0;

impl SeriesReader<'_> {
    pub(super) fn counts(self, mut lines: Lines, width_s: f64) -> Result<(), SourceError> {
        let width_ns = (width_s * SimTime::NS_PER_S as f64).round() as u64;
        let mut number = 0;
        while let Some(line) = lines.next()? {
            number += 1;
            let Some(count) = whole_number(line) else {
                let found = String::from_utf8_lossy(line).chars().take(40).collect::<String>();
                let what = format!("found {found:?}; expected a count, 0 or more");
                return Err(self.line(number, what));
            };
            let time = SimTime((number - 1).saturating_mul(width_ns));
            if let Err(what) = self.rows.push(time, b"", count) {
                return Err(self.line(number, what));
            }
        }
        Ok(())
    }
}
