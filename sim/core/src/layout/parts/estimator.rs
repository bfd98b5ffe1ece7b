//! Popularity estimators, which count requests online.

use hotset_workloads::ObjectId;
use rustc_hash::FxHashMap;
use std::collections::{BTreeSet, VecDeque};

/// The popularity estimator.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Memory {
    /// Every object's requests in the last epoch.
    Exact,
    /// The requests for every object in the last epochs.
    Window {
        /// Their number, at least 1.
        epochs: usize,
    },
    /// Every object's requests, those of the epoch before counting this much less at each epoch's
    /// end.
    Decay {
        /// What is left of a request after an epoch: 0 to 1.
        keep: f64,
    },
    /// Every object's requests in the epoch a day before the one to come: the seasonal naive
    /// forecast. Those of the last epoch until there is one.
    Yesterday {
        /// Epochs in a day, at least 1.
        epochs: usize,
    },
    /// An exponential trend of every object's requests: the logarithm of its count, and the change
    /// of that, smoothed and carried on by an epoch (Holt's method on logarithms; Gardner, Journal
    /// of Forecasting 4, 1985).
    Trend {
        /// Weight of what was known before an epoch against what that adds: 0 to 1.
        keep: f64,
    },
    /// Requests in the last epoch for as many objects as there are counters, never underestimated: an
    /// object without a counter takes over the least one, with its count (Space-Saving; Metwally,
    /// Agrawal and El Abbadi, ICDT 2005).
    SpaceSaving {
        /// Their number, at least 1.
        counters: usize,
    },
}

/// Counts of requests, epoch by epoch.
#[derive(Clone, Debug)]
pub struct Estimator {
    memory: Memory,
    /// By object, where all are counted; and the objects that have a count.
    counts: Vec<f64>,
    counted: Vec<ObjectId>,
    /// By object, requests in the current epoch, where epochs are forgotten one by one.
    current: Vec<u32>,
    /// The objects requested in each of the last epochs, with their counts.
    epochs: VecDeque<Vec<(ObjectId, u32)>>,
    /// By object, level and slope of a trend; and the objects that have one.
    trends: Vec<[f64; 2]>,
    followed: Vec<ObjectId>,
    summary: Summary,
}

impl Estimator {
    /// No requests yet, for a catalog of `objects` objects.
    pub fn new(memory: Memory, objects: usize) -> Self {
        let counted = if matches!(memory, Memory::SpaceSaving { .. }) { 0 } else { objects };
        let current = if matches!(memory, Memory::Window { .. }) { objects } else { 0 };
        let trends = if matches!(memory, Memory::Trend { .. }) { objects } else { 0 };
        Self {
            memory,
            counts: vec![0.0; counted],
            counted: Vec::new(),
            current: vec![0; current],
            epochs: VecDeque::new(),
            trends: vec![[0.0; 2]; trends],
            followed: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// Counts a request, and returns the object's estimated count.
    #[inline]
    pub fn note(&mut self, object: ObjectId) -> f64 {
        if let Memory::SpaceSaving { counters } = self.memory {
            return self.summary.note(object, counters) as f64;
        }
        if let Memory::Window { .. } = self.memory {
            self.current[object as usize] += 1;
        }
        let count = &mut self.counts[object as usize];
        if *count == 0.0 {
            self.counted.push(object);
        }
        *count += 1.0;
        *count
    }

    /// Ends an epoch, and `empty` more without requests: returns the objects expected to be
    /// requested next, with their estimates; each object once.
    pub fn end_epoch(&mut self, empty: usize) -> Vec<(ObjectId, f64)> {
        match self.memory {
            Memory::Yesterday { epochs } => self.yesterday(epochs, empty),
            Memory::Trend { keep } => {
                let mut found = self.trend(keep);
                // After this many, nothing is left of the counts.
                for _ in 0..empty.min(100) {
                    found = self.trend(keep);
                }
                found
            }
            Memory::SpaceSaving { .. } => self.summary.take(),
            Memory::Exact => {
                let found = self.known();
                self.fade(|_| 0.0);
                found
            }
            Memory::Decay { keep } => {
                let found = self.known();
                self.fade(|count| count * keep);
                found
            }
            Memory::Window { epochs } => {
                let found = self.known();
                let current = &mut self.current;
                let ended = self.counted.iter().filter_map(|&object| {
                    let count = std::mem::take(&mut current[object as usize]);
                    (count > 0).then_some((object, count))
                });
                self.epochs.push_back(ended.collect());
                // The one that begins is the last of them.
                while self.epochs.len() >= epochs {
                    for (object, count) in self.epochs.pop_front().into_iter().flatten() {
                        self.counts[object as usize] -= f64::from(count);
                    }
                }
                self.fade(|count| count);
                found
            }
        }
    }

    fn yesterday(&mut self, epochs: usize, empty: usize) -> Vec<(ObjectId, f64)> {
        let found = self.known();
        self.fade(|_| 0.0);
        let whole = |&(object, count): &(ObjectId, f64)| (object, count as u32);
        self.epochs.push_back(found.iter().map(whole).collect());
        (0..empty.min(epochs)).for_each(|_| self.epochs.push_back(Vec::new()));
        while self.epochs.len() > epochs {
            self.epochs.pop_front();
        }
        match self.epochs.front() {
            Some(then) if self.epochs.len() == epochs => {
                then.iter().map(|&(object, count)| (object, f64::from(count))).collect()
            }
            _ => found,
        }
    }

    fn trend(&mut self, keep: f64) -> Vec<(ObjectId, f64)> {
        // Below this an object is forgotten.
        const LEVEL_MIN: f64 = 0.01;
        for &object in &self.counted {
            if self.trends[object as usize] == [0.0; 2] {
                self.followed.push(object);
            }
        }
        let mut found = Vec::with_capacity(self.followed.len());
        let (trends, counts) = (&mut self.trends, &self.counts);
        self.followed.retain(|&object| {
            let [level, slope] = &mut trends[object as usize];
            let now = libm::log1p(counts[object as usize]);
            let next = keep * (*level + *slope) + (1.0 - keep) * now;
            *slope = keep * *slope + (1.0 - keep) * (next - *level);
            *level = next;
            let expected = libm::expm1(*level + *slope);
            let stays = *level > LEVEL_MIN;
            if stays && expected > 0.0 {
                found.push((object, expected));
            }
            if !stays {
                (*level, *slope) = (0.0, 0.0);
            }
            stays
        });
        self.fade(|_| 0.0);
        found
    }

    fn known(&self) -> Vec<(ObjectId, f64)> {
        self.counted.iter().map(|&object| (object, self.counts[object as usize])).collect()
    }

    /// Decays every count; objects without one are forgotten.
    fn fade(&mut self, left: impl Fn(f64) -> f64) {
        let counts = &mut self.counts;
        self.counted.retain(|&object| {
            let count = &mut counts[object as usize];
            *count = left(*count);
            *count > 0.0
        });
    }
}

/// The counters of Space-Saving.
#[derive(Clone, Debug, Default)]
struct Summary {
    /// By counter: its object, and its count.
    counters: Vec<(ObjectId, u64)>,
    counter_of: FxHashMap<ObjectId, usize>,
    /// Counts with their counters, the least first.
    order: BTreeSet<(u64, usize)>,
}

impl Summary {
    fn note(&mut self, object: ObjectId, counters_max: usize) -> u64 {
        let counter = match self.counter_of.get(&object) {
            Some(&counter) => counter,
            None if self.counters.len() < counters_max => {
                self.counters.push((object, 0));
                let counter = self.counters.len() - 1;
                self.order.insert((0, counter));
                self.counter_of.insert(object, counter);
                counter
            }
            None => {
                let Some(&(_, counter)) = self.order.first() else { return 0 };
                self.counter_of.remove(&self.counters[counter].0);
                self.counters[counter].0 = object;
                self.counter_of.insert(object, counter);
                counter
            }
        };
        let count = &mut self.counters[counter].1;
        self.order.remove(&(*count, counter));
        *count += 1;
        self.order.insert((*count, counter));
        *count
    }

    fn take(&mut self) -> Vec<(ObjectId, f64)> {
        let counters = std::mem::take(self).counters;
        counters.into_iter().map(|(object, count)| (object, count as f64)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epochs(memory: Memory) -> Vec<Vec<(ObjectId, f64)>> {
        let mut estimator = Estimator::new(memory, 4);
        let mut epoch = |objects: &[ObjectId]| {
            for &object in objects {
                estimator.note(object);
            }
            let mut found = estimator.end_epoch(0);
            found.sort_by_key(|&(object, _)| object);
            found
        };
        vec![epoch(&[0, 0, 1, 2]), epoch(&[1]), epoch(&[])]
    }

    #[test]
    fn each_memory_forgets_in_its_way() {
        let first = vec![(0, 2.0), (1, 1.0), (2, 1.0)];
        assert_eq!(epochs(Memory::Exact), [first.clone(), vec![(1, 1.0)], vec![]]);
        let window = epochs(Memory::Window { epochs: 2 });
        assert_eq!(window[0], first);
        assert_eq!(window[1], [(0, 2.0), (1, 2.0), (2, 1.0)]);
        assert_eq!(window[2], [(1, 1.0)]);
        let decay = epochs(Memory::Decay { keep: 0.5 });
        assert_eq!(decay[1], [(0, 1.0), (1, 1.5), (2, 0.5)]);
        assert_eq!(decay[2], [(0, 0.5), (1, 0.75), (2, 0.25)]);
        assert_eq!(epochs(Memory::SpaceSaving { counters: 4 })[0], first);
    }

    #[test]
    fn yesterday_comes_again() {
        let mut estimator = Estimator::new(Memory::Yesterday { epochs: 3 }, 4);
        let mut epoch = |objects: &[ObjectId], empty| {
            for &object in objects {
                estimator.note(object);
            }
            estimator.end_epoch(empty)
        };
        assert_eq!(epoch(&[0, 0], 0), [(0, 2.0)], "of the last epoch, for want of an earlier day");
        assert_eq!(epoch(&[1], 0), [(1, 1.0)]);
        assert_eq!(epoch(&[2], 0), [(0, 2.0)]);
        assert_eq!(epoch(&[3], 1), [(2, 1.0)], "one epoch went by unasked");
    }

    #[test]
    fn what_grows_is_expected_to_grow_on() {
        let mut estimator = Estimator::new(Memory::Trend { keep: 0.5 }, 2);
        let mut last = Vec::new();
        for epoch in 0..6 {
            // One doubles, the other halves.
            for (object, times) in [(0, 1 << epoch), (1, 64 >> epoch)] {
                for _ in 0..times {
                    estimator.note(object);
                }
            }
            last = estimator.end_epoch(0);
        }
        let of = |wanted| last.iter().find(|&&(object, _)| object == wanted).map_or(0.0, |e| e.1);
        assert!(of(0) > 32.0 && of(1) < 4.0, "{last:?}");
        for _ in 0..40 {
            last = estimator.end_epoch(0);
        }
        assert!(last.is_empty(), "{last:?}");
    }

    /// Metwally et al.: a count is never too small, and too large by at most requests / counters.
    #[test]
    fn space_saving_is_never_below_and_not_far_above() {
        let (counters, requests) = (100, 5_000u64);
        let mut estimator = Estimator::new(Memory::SpaceSaving { counters }, 500);
        let mut counts = vec![0u64; 500];
        let mut state = 1u64;
        for _ in 0..requests {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let uniform = (state >> 40) as f64 / (1u64 << 24) as f64;
            // Popular at the beginning.
            let object = (500.0 * uniform * uniform * uniform) as u32;
            counts[object as usize] += 1;
            estimator.note(object);
        }
        let found = estimator.end_epoch(0);
        assert_eq!(found.len(), counters);
        for &(object, count) in &found {
            let exact = counts[object as usize] as f64;
            assert!(count >= exact && count <= exact + (requests / counters as u64) as f64);
        }
        // Whoever has more than requests / counters is among them.
        let above = (0..500).filter(|&o| counts[o as usize] > requests / counters as u64);
        assert!(above.clone().count() > 2);
        assert!(above.into_iter().all(|object| found.iter().any(|&(known, _)| known == object)));
    }
}
