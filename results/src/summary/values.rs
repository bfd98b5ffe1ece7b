//! The values of one metric over replications, some of which may be null.

/// Values of a metric.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Values {
    known: Vec<f64>,
    /// The replications of the known values, where some are null.
    places: Option<Vec<usize>>,
}

impl Values {
    /// Adds the value of a replication; those before it that have none are null.
    pub(super) fn push(&mut self, replication: usize, value: Option<f64>) {
        let Some(value) = value else { return };
        if self.places.is_none() && self.known.len() != replication {
            self.places = Some((0..self.known.len()).collect());
        }
        if let Some(places) = &mut self.places {
            places.push(replication);
        }
        self.known.push(value);
    }

    /// The values that are not null.
    pub(super) fn known(&self) -> &[f64] {
        &self.known
    }

    /// The known values with their replications.
    fn by_replication(&self) -> impl Iterator<Item = (usize, f64)> {
        let place = |n: usize| self.places.as_ref().map_or(n, |places| places[n]);
        self.known.iter().enumerate().map(move |(n, &value)| (place(n), value))
    }

    /// The values here and there, of the replications in which both are known.
    pub(super) fn paired(&self, other: &Self) -> (Vec<f64>, Vec<f64>) {
        let mut others = other.by_replication().peekable();
        let pair = |(replication, value)| {
            while others.next_if(|(other, _)| *other < replication).is_some() {}
            others.next_if(|(other, _)| *other == replication).map(|(_, other)| (value, other))
        };
        self.by_replication().filter_map(pair).unzip()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_paired_by_replication() {
        let of = |values: &[Option<f64>]| {
            let mut all = Values::default();
            values.iter().enumerate().for_each(|(n, &value)| all.push(n, value));
            all
        };
        let a = of(&[Some(1.0), None, Some(3.0), Some(4.0)]);
        let b = of(&[None, Some(20.0), Some(30.0), Some(40.0), Some(50.0)]);
        assert_eq!(a.known(), [1.0, 3.0, 4.0]);
        assert_eq!(a.paired(&b), (vec![3.0, 4.0], vec![30.0, 40.0]));
        assert_eq!(b.paired(&a), (vec![30.0, 40.0], vec![3.0, 4.0]));
        let all = of(&[Some(1.0), Some(2.0)]);
        assert_eq!(all.paired(&b), (vec![2.0], vec![20.0]));
    }
}
