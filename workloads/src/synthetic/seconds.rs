//! Times in seconds.

use crate::SimTime;

pub(super) const HOUR_S: f64 = 3_600.0;
pub(super) const DAY_S: f64 = 86_400.0;

/// Whole nanoseconds of a time in seconds, not before the beginning.
pub(super) fn ns(seconds: f64) -> u64 {
    (seconds.max(0.0) * SimTime::NS_PER_S as f64) as u64
}
