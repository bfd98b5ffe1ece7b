//! What layouts have in common in a replication.

use super::mean::Mean;
use std::collections::BTreeMap;

/// The mean of a metric over layouts, by replication: noise that they share. Layouts with the same number of
/// replications are apart from those with another.
#[derive(Clone, Debug)]
pub struct Common {
    /// The scale of the means.
    pub(super) mean: Mean,
    by_replications: BTreeMap<usize, Means>,
}

/// The means of layouts that have as many replications.
#[derive(Clone, Debug)]
pub(super) struct Means {
    /// The number of layouts.
    pub(super) layouts: f64,
    /// By replication.
    pub(super) values: Vec<f64>,
}

impl Common {
    /// Of the values of layouts, each by replication. Those that the mean is not defined for are left out.
    pub fn of<'a>(layouts: impl IntoIterator<Item = &'a [f64]>, mean: Mean) -> Self {
        let mut alike: BTreeMap<usize, Vec<Vec<f64>>> = BTreeMap::new();
        for values in layouts.into_iter().filter_map(|values| mean.scaled(values)) {
            alike.entry(values.len()).or_default().push(values);
        }
        let means = |(replications, all): (usize, Vec<Vec<f64>>)| {
            let layouts = all.len() as f64;
            let of = |n: usize| all.iter().map(|values| values[n]).sum::<f64>() / layouts;
            (replications, Means { layouts, values: (0..replications).map(of).collect() })
        };
        Self { mean, by_replications: alike.into_iter().map(means).collect() }
    }

    /// The means of layouts with so many replications; `None` for fewer than two layouts.
    pub(super) fn over(&self, replications: usize) -> Option<&Means> {
        self.by_replications.get(&replications).filter(|means| means.layouts >= 2.0)
    }
}
