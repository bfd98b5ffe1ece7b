//! The relative difference of two points, replication by replication.

use crate::metrics::{CAPACITY_PER_EGRESS, COST_PER_EGRESS, Metric, ORIGIN_PER_EGRESS};
use crate::stats::Mean;
use crate::{Interval, Row, SummaryRow, paired_change};

/// The metrics by which layouts are compared; lower is better in all of them.
pub const COMPARED: [Metric; 3] = [ORIGIN_PER_EGRESS, CAPACITY_PER_EGRESS, COST_PER_EGRESS];

/// A relative difference with its 95 % interval; -0.3 is 30 % less.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Its value and interval.
    pub interval: Interval,
    /// Whether there is an interval, which takes more than one replication.
    pub has_interval: bool,
}

impl Difference {
    /// The difference of a point to another, paired by replication; `None` if they have no values in common.
    pub fn of(row: &SummaryRow, other: &SummaryRow, metric: Metric) -> Option<Self> {
        let (mine, others) = row.paired(other, metric);
        if mine.is_empty() {
            return None;
        }
        let interval = match metric.mean {
            Mean::Geometric => {
                let Interval { centre, low, high } = Interval::of_ratio(&mine, &others)?;
                Interval { centre: centre - 1.0, low: low - 1.0, high: high - 1.0 }
            }
            Mean::Arithmetic => {
                let change = paired_change(&mine, &others)?;
                let half = change.half_width.unwrap_or(0.0);
                Interval { centre: change.mean, low: change.mean - half, high: change.mean + half }
            }
        };
        Some(Self { interval, has_interval: mine.len() > 1 })
    }

    /// Whether it is more than noise: its interval excludes zero.
    pub fn is_significant(&self) -> bool {
        self.has_interval && self.interval.excludes(0.0)
    }

    /// Puts the difference and its interval into a row.
    pub(super) fn insert_into(&self, row: &mut Row, name: &str) {
        let Interval { centre, low, high } = self.interval;
        row.insert(name.to_owned(), centre.into());
        if self.has_interval {
            row.insert(format!("{name}_low"), low.into());
            row.insert(format!("{name}_high"), high.into());
        }
    }
}
