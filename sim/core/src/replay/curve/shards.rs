//! Stack distances of a sample of the objects.

use super::{DistanceCounts, StackDistances};
use crate::cache::mix;
use hotset_workloads::ObjectId;
use std::collections::BTreeSet;

/// A sample of objects by a hash of each: an object is in with all of its requests or not at all.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct KeySample {
    /// Objects whose hash is below are in; 2^32 for all.
    threshold: u64,
    seed: u64,
}

impl KeySample {
    /// A sample of about `rate` of the objects.
    pub fn new(rate: f64, seed: u64) -> Self {
        Self { threshold: (rate.clamp(0.0, 1.0) * 4_294_967_296.0) as u64, seed: mix(seed) }
    }

    /// The share of the objects that is expected in the sample.
    pub fn rate(&self) -> f64 {
        self.threshold as f64 / 4_294_967_296.0
    }

    #[inline]
    fn hash(&self, object: ObjectId) -> u64 {
        mix(u64::from(object) ^ self.seed) >> 32
    }

    /// Whether the object is in.
    #[inline]
    pub fn has(&self, object: ObjectId) -> bool {
        self.hash(object) < self.threshold
    }
}

/// SHARDS (Waldspurger, Park, Garthwaite and Ahmad, FAST 2015): distances within a sample of the
/// objects, over the rate, are distances in the whole. With a limit on the number of objects, the
/// rate falls as more of them turn up.
///
/// The sample has more or fewer requests than its rate says, mostly for whether it has the most
/// popular objects; the difference is put to the smallest distance (SHARDS-adj), without which
/// the error on web popularity is several times as large (THEORY 8.2).
#[derive(Clone, Debug)]
pub struct Shards {
    sample: KeySample,
    distances: StackDistances,
    counts: DistanceCounts,
    /// What a count stands for: less than a request where it was counted at a higher rate than there
    /// is now, and counts are left as they are when the rate falls.
    unit: f64,
    /// Requests seen, in the sample or not.
    requests: u64,
    /// Most objects in the sample, and those that are there, by hash.
    limit: Option<(usize, BTreeSet<(u64, ObjectId)>)>,
}

impl Shards {
    /// A sample at a fixed rate of a catalog of `objects`.
    pub fn with_rate(objects: usize, rate: f64, seed: u64) -> Self {
        let counts = DistanceCounts::default();
        let distances = StackDistances::new(objects);
        let sample = KeySample::new(rate, seed);
        Self { sample, distances, counts, unit: 1.0, requests: 0, limit: None }
    }

    /// A sample of at most `sampled` objects of a catalog of `objects`.
    pub fn with_size(objects: usize, sampled: usize, seed: u64) -> Self {
        let limit = Some((sampled.max(1), BTreeSet::new()));
        Self { limit, ..Self::with_rate(objects, 1.0, seed) }
    }

    /// The share of the objects in the sample.
    pub fn rate(&self) -> f64 {
        self.sample.rate()
    }

    /// Notes a request.
    #[inline]
    pub fn note(&mut self, object: ObjectId) {
        self.requests += 1;
        if !self.sample.has(object) {
            return;
        }
        let distance = self.distances.next(object);
        let rate = self.sample.rate();
        let distance_in_all = distance.map(|distance| (distance as f64 / rate).round() as usize);
        self.counts.note_weighted(distance_in_all, 1.0 / self.unit);
        if distance.is_none() {
            self.limit_objects(object);
        }
    }

    /// Adds a new object to a sample of limited size; if there are too many, the
    /// threshold falls to the largest hash among them.
    fn limit_objects(&mut self, object: ObjectId) {
        let Some((limit, objects)) = &mut self.limit else { return };
        objects.insert((self.sample.hash(object), object));
        if objects.len() <= *limit {
            return;
        }
        let rate_before = self.sample.rate();
        let Some(&(largest, _)) = objects.last() else { return };
        while let Some(&(hash, object)) = objects.last()
            && hash >= largest
        {
            objects.pop_last();
            self.distances.forget(object);
        }
        self.sample.threshold = largest.max(1);
        // What was counted at the old rate stands for fewer requests of the new sample.
        self.unit *= self.sample.rate() / rate_before;
    }

    /// The counts for the whole, corrected.
    pub fn counts(&self) -> DistanceCounts {
        let mut counts = self.counts.clone();
        counts.requests *= self.unit;
        counts.counts.iter_mut().for_each(|count| *count *= self.unit);
        let rate = self.sample.rate();
        if rate > 0.0 {
            let missing = self.requests as f64 * rate - counts.requests;
            counts.counts.resize(counts.counts.len().max(2), 0.0);
            counts.counts[1] += missing;
            counts.counts.iter_mut().for_each(|count| *count /= rate);
        }
        counts.requests = self.requests as f64;
        counts
    }
}
