//! One point of a sweep, over its replications.

use super::names::Names;
use super::values::Values;
use crate::metrics::Metric;
use crate::stats::Mean;
use crate::tables::{RunRow, number, text};
use crate::{Estimate, Interval, Row, paired_change};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The column of `runs.csv` and `summary.csv` with the names of warnings, separated by blanks.
pub const WARNINGS: &str = "warnings";

/// One point of the sweep, over its replications.
#[derive(Clone, Debug, PartialEq)]
pub struct SummaryRow {
    /// The point's parameters.
    pub parameters: Row,
    /// Names of the warnings of all replications.
    pub warnings: BTreeSet<String>,
    /// Whether this is the baseline.
    pub is_baseline: bool,
    /// The place of its baseline in the summary that it is of.
    pub(super) baseline: Option<usize>,
    /// By column, in the order in which they first occur. A metric that is null in a replication, or has no
    /// column there, is null in its values.
    values: Vec<(Arc<str>, Values)>,
    replications: usize,
}

impl SummaryRow {
    /// A point without replications, of which about so many metrics will be known.
    pub(super) fn new(parameters: Row, metrics: usize) -> Self {
        Self {
            parameters,
            warnings: BTreeSet::new(),
            is_baseline: false,
            baseline: None,
            values: Vec::with_capacity(metrics),
            replications: 0,
        }
    }

    /// Adds a replication, the run of a row of `runs.csv`.
    pub(super) fn add(&mut self, run: &Row, names: &mut Names) {
        let warnings = run.get(WARNINGS).and_then(Value::as_str).unwrap_or("");
        self.warnings.extend(warnings.split_whitespace().map(str::to_owned));
        let mut next = 0;
        for (name, value) in RunRow(run).metrics() {
            let is_it = |(known, _): &(Arc<str>, Values)| **known == **name;
            // Runs mostly have the same metrics: search only where one differs.
            let at = match self.values.get(next).is_some_and(is_it) {
                true => next,
                false => self.values.iter().position(is_it).unwrap_or_else(|| {
                    self.values.push((names.shared(name), Values::default()));
                    self.values.len() - 1
                }),
            };
            self.values[at].1.push(self.replications, value.as_f64());
            next = at + 1;
        }
        self.replications += 1;
    }

    /// The number of its metrics.
    pub(super) fn columns(&self) -> usize {
        self.values.len()
    }

    /// Number of replications.
    pub fn replications(&self) -> usize {
        self.replications
    }

    /// The columns of metrics with the values that are known, of which there can be fewer than replications,
    /// or none.
    pub(super) fn metrics(&self) -> impl Iterator<Item = (&str, &[f64])> {
        self.values.iter().map(|(name, values)| (&**name, values.known()))
    }

    /// A metric's values, without replications in which it is null.
    pub fn values(&self, metric: Metric) -> &[f64] {
        self.find(metric.name).map_or(&[], Values::known)
    }

    fn find(&self, metric: &str) -> Option<&Values> {
        self.values.iter().find(|(name, _)| **name == *metric).map(|(_, values)| values)
    }

    /// The values of a metric here and in another point, of the replications in which both are known.
    pub fn paired(&self, other: &Self, metric: Metric) -> (Vec<f64>, Vec<f64>) {
        let (mine, others) = (self.find(metric.name), other.find(metric.name));
        mine.zip(others).map_or_else(Default::default, |(mine, others)| mine.paired(others))
    }

    /// The change of a metric against another point, paired by replication.
    pub(super) fn change_from(&self, base: &Self, metric: Metric) -> Option<Estimate> {
        let (mine, base) = self.paired(base, metric);
        if mine.is_empty() { None } else { paired_change(&mine, &base) }
    }

    /// The ratio of a skewed metric to that of another point, paired by replication.
    pub(super) fn ratio_to(&self, base: &Self, metric: Metric) -> Option<Interval> {
        let (mine, base) = self.paired(base, metric);
        Interval::of_ratio(&mine, &base)
    }

    /// A metric's mean and interval.
    pub fn estimate(&self, metric: Metric) -> Option<Estimate> {
        let values = self.values(metric);
        (!values.is_empty()).then(|| Estimate::of(values))
    }

    /// The geometric mean of a positive metric, with its interval.
    pub fn interval(&self, metric: Metric) -> Option<Interval> {
        Interval::of_logarithms(self.values(metric))
    }

    /// The mean of a metric, of its own kind.
    pub fn mean(&self, metric: Metric) -> Option<f64> {
        match metric.mean {
            Mean::Geometric => self.interval(metric).map(|interval| interval.centre),
            Mean::Arithmetic => self.estimate(metric).map(|estimate| estimate.mean),
        }
    }

    /// A parameter as text; empty if the point does not have it.
    pub fn parameter(&self, name: &str) -> String {
        text(&self.parameters, name)
    }

    /// A parameter as a number.
    pub fn number(&self, name: &str) -> Option<f64> {
        number(&self.parameters, name)
    }

    /// All warnings, separated by blanks.
    pub fn warning_words(&self) -> String {
        self.warnings.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}
