//! The values of one metric over replications, some of which may be null.

/// Values of a metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Values {
    by_replication: Vec<Option<f64>>,
    known: Vec<f64>,
}

impl Values {
    /// Adds the value of a replication; those before it that have none are null.
    pub(super) fn push(&mut self, replication: usize, value: Option<f64>) {
        self.by_replication.resize(replication, None);
        self.by_replication.push(value);
        self.known.extend(value);
    }

    /// The values that are not null.
    pub(super) fn known(&self) -> &[f64] {
        &self.known
    }

    /// The values here and there, of the replications in which both are known.
    pub(super) fn paired(&self, other: &Self) -> (Vec<f64>, Vec<f64>) {
        let pairs = self.by_replication.iter().zip(&other.by_replication);
        pairs.filter_map(|(&mine, &other)| mine.zip(other)).unzip()
    }
}
