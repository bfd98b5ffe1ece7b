//! Staleness: how well a list of the most popular objects of the past predicts the present.

use super::turnover::Ranked;
use crate::ObjectId;
use std::collections::VecDeque;

/// Ages of popularity lists, in bins.
pub const AGES: [u64; 9] = [1, 2, 4, 8, 13, 24, 26, 52, 168];

/// The hit share of lists of the `k` most popular objects of an earlier bin, over all bins with a list of that age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Staleness {
    /// Objects in the list.
    pub k: usize,
    /// Bins from the one it was made of to the one it is applied to.
    pub age_bins: u64,
    /// Pairs of bins.
    pub pairs: u64,
    /// Requests in the later bins.
    pub requests: u64,
    /// Those for the objects of the list.
    pub caught: u64,
    /// Those for the `k` most popular of their own bin: the hits of an oracle.
    pub oracle: u64,
}

impl Staleness {
    /// Share of the requests for objects in the list.
    pub fn share(&self) -> f64 {
        ratio(self.caught, self.requests)
    }

    /// The same relative to an oracle: 1 for a list that is still optimal.
    pub fn share_of_oracle(&self) -> f64 {
        ratio(self.caught, self.oracle)
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// The lists of past bins, and their hits so far.
#[derive(Debug)]
pub(super) struct Lists {
    ks: &'static [usize],
    past: VecDeque<(u64, Vec<ObjectId>)>,
    found: Vec<Staleness>,
    /// Counts of the current bin, by object; zero elsewhere.
    counts: Vec<u64>,
}

impl Lists {
    pub(super) fn new(ks: &'static [usize]) -> Self {
        Self { ks, past: VecDeque::new(), found: Vec::new(), counts: Vec::new() }
    }

    /// Applies the lists of past bins to a bin, and keeps its own.
    pub(super) fn add(&mut self, bin: u64, list: &Ranked) {
        let objects = 1 + list.iter().map(|entry| entry.0).max().unwrap_or(0) as usize;
        if self.counts.len() < objects {
            self.counts.resize(objects, 0);
        }
        list.iter().for_each(|&(object, count)| self.counts[object as usize] = count);
        let oldest = AGES.iter().copied().max().unwrap_or(0);
        while self.past.front().is_some_and(|(then, _)| bin - then > oldest) {
            self.past.pop_front();
        }
        let requests: u64 = list.iter().map(|entry| entry.1).sum();
        for (then, objects) in &self.past {
            let age_bins = bin - then;
            if !AGES.contains(&age_bins) {
                continue;
            }
            for &k in self.ks.iter().filter(|&&k| k <= objects.len() && k <= list.len()) {
                let count =
                    |&object: &ObjectId| self.counts.get(object as usize).copied().unwrap_or(0);
                let caught = objects[..k].iter().map(count).sum::<u64>();
                let oracle = list[..k].iter().map(|entry| entry.1).sum::<u64>();
                let alike = |known: &&mut Staleness| (known.k, known.age_bins) == (k, age_bins);
                match self.found.iter_mut().find(alike) {
                    Some(known) => {
                        known.pairs += 1;
                        known.requests = known.requests.saturating_add(requests);
                        known.caught = known.caught.saturating_add(caught);
                        known.oracle = known.oracle.saturating_add(oracle);
                    }
                    None => self.found.push(Staleness {
                        k,
                        age_bins,
                        pairs: 1,
                        requests,
                        caught,
                        oracle,
                    }),
                }
            }
        }
        list.iter().for_each(|&(object, _)| self.counts[object as usize] = 0);
        let most = self.ks.iter().copied().max().unwrap_or(0);
        let own = list.iter().take(most).map(|entry| entry.0).collect();
        self.past.push_back((bin, own));
    }

    /// By number of objects, then by age.
    pub(super) fn found(&self) -> Vec<Staleness> {
        let mut found = self.found.clone();
        found.sort_by_key(|known| (known.k, known.age_bins));
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_lose_what_is_no_longer_popular() {
        let mut lists = Lists::new(&[2]);
        lists.add(0, &vec![(7, 10), (8, 5), (9, 1)]);
        lists.add(1, &vec![(8, 6), (1, 4), (7, 2)]);
        lists.add(2, &vec![(1, 9), (2, 3), (8, 2)]);
        let found = lists.found();
        let of = |age| *found.iter().find(|known| known.age_bins == age).unwrap();
        // 8 of 10 and then 11 of 12 by the list of the bin before.
        assert_eq!((of(1).caught, of(1).oracle, of(1).pairs), (8 + 11, 10 + 12, 2));
        assert_eq!((of(2).caught, of(2).requests), (2, 14));
        assert!((of(2).share_of_oracle() - 2.0 / 12.0).abs() < 1e-12);
    }
}
