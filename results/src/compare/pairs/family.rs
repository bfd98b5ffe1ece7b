//! All pairs of layouts of a context by one metric: the family over which p-values are adjusted.

use crate::SummaryRow;
use crate::compare::Difference;
use crate::metrics::Metric;
use crate::stats::{holm, paired_p_value};

/// The level at which layouts are called distinguishable.
const LEVEL: f64 = 0.05;

/// Two layouts. The first is the better one by its mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<'a> {
    pub(super) first: &'a SummaryRow,
    pub(super) second: &'a SummaryRow,
    /// Their places among the layouts that have a mean, from the best on.
    pub(super) places: (usize, usize),
    /// Replications in which both have a value.
    pub(super) replications: usize,
    /// Of the second to the first.
    pub(super) difference: Option<Difference>,
    pub(super) test: Option<Test>,
}

/// A test of the difference.
#[derive(Clone, Copy, Debug)]
pub(super) struct Test {
    pub(super) p_value: f64,
    /// Over all pairs of the family that are tested.
    pub(super) p_adjusted: f64,
}

impl Pair<'_> {
    /// Whether the layouts differ by more than noise; `None` without a test.
    pub(super) fn is_distinguishable(&self) -> Option<bool> {
        self.test.map(|test| test.p_adjusted < LEVEL)
    }
}

/// All pairs of layouts that have a mean, in the order of their means.
pub(super) fn family<'a>(layouts: &[&'a SummaryRow], metric: Metric) -> Vec<Pair<'a>> {
    let mean = |row: &&'a SummaryRow| Some((row.mean(metric)?, *row));
    let mut ranked: Vec<(f64, &SummaryRow)> = layouts.iter().filter_map(mean).collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut pairs = Vec::new();
    for (n, &(_, first)) in ranked.iter().enumerate() {
        for (m, &(_, second)) in ranked.iter().enumerate().skip(n + 1) {
            pairs.push(Pair { places: (n, m), ..pair(first, second, metric) });
        }
    }
    adjust(&mut pairs);
    pairs
}

/// A pair that knows of no others.
fn pair<'a>(first: &'a SummaryRow, second: &'a SummaryRow, metric: Metric) -> Pair<'a> {
    let (values, others) = second.paired(first, metric);
    let p_value = paired_p_value(&values, &others, metric.mean);
    Pair {
        first,
        second,
        places: (0, 1),
        replications: values.len(),
        difference: Difference::of(second, first, metric),
        test: p_value.map(|p_value| Test { p_value, p_adjusted: p_value }),
    }
}

fn adjust(pairs: &mut [Pair<'_>]) {
    let mut tests: Vec<&mut Test> =
        pairs.iter_mut().filter_map(|pair| pair.test.as_mut()).collect();
    let p_values: Vec<f64> = tests.iter().map(|test| test.p_value).collect();
    for (test, p_adjusted) in tests.iter_mut().zip(holm(&p_values)) {
        test.p_adjusted = p_adjusted;
    }
}
