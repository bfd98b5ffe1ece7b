//! A metric: its column, and how it is read.

use crate::stats::{Mean, Range};

/// A metric of a run: a column of `runs.csv`, and the basis of several of `summary.csv`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its column; the unit stands last.
    pub name: &'static str,
    /// Its label on an axis.
    pub label: &'static str,
    /// Its name in sentences and titles.
    pub word: &'static str,
    /// Its unit.
    pub unit: Unit,
    /// Which of two values is the better one.
    pub better: Better,
    /// How replications are averaged.
    pub mean: Mean,
}

/// The unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Bytes.
    Bytes,
    /// Bytes per second.
    BytesPerSecond,
    /// Requests, objects, servers or jobs.
    Count,
    /// Counts per second.
    CountPerSecond,
    /// A duration in seconds.
    Seconds,
    /// A duration in nanoseconds.
    Nanoseconds,
    /// One quantity over another; it can exceed 1.
    Ratio,
    /// A part of a whole, from 0 to 1.
    Share,
}

/// Which of two values of a metric is the better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// The lower one.
    Lower,
    /// The higher one.
    Higher,
    /// Neither: the metric describes a run without judging it.
    Neither,
}

impl Metric {
    /// A metric with an arithmetic mean.
    pub(super) const fn new(
        name: &'static str,
        better: Better,
        unit: Unit,
        label: &'static str,
    ) -> Self {
        Self { name, label, word: name, unit, better, mean: Mean::Arithmetic }
    }

    pub(super) const fn called(self, word: &'static str) -> Self {
        Self { word, ..self }
    }

    pub(super) const fn skewed(self) -> Self {
        Self { mean: Mean::Geometric, ..self }
    }

    /// The values that the metric can take.
    pub fn range(&self) -> Range {
        match self.unit {
            Unit::Share => Range::Share,
            _ => Range::NotNegative,
        }
    }

    /// The column of `summary.csv` with the half-width of the 95 % interval of its mean.
    pub fn ci95(&self) -> String {
        format!("{}_ci95", self.name)
    }

    /// The column of `summary.csv` with its geometric mean; `_low` and `_high` follow for its interval.
    pub fn geomean(&self) -> String {
        format!("{}_geomean", self.name)
    }

    /// The paired interval in `summary.csv`; `_low` and `_high` follow.
    pub fn within(&self) -> String {
        format!("{}_within", self.name)
    }
}
