//! Stack distances of a sample of the objects, weighted by popularity.

use hotset_sim::replay::curve::{DistanceCounts, KeySample, StackDistances};
use hotset_workloads::ObjectId;
use hotset_workloads::analysis::PopularityProfile;

/// Stack distances within a sample of the objects, over the sampling rate (SHARDS: Waldspurger, Park, Garthwaite
/// and Ahmad, FAST 2015). As the popularity of all objects is known beforehand, each class of ranks has its whole
/// number of reuses (post-stratification: Cochran, Sampling Techniques, 1977, section 5A.9), without which it
/// would depend on whether the few most popular objects are in the sample. Distances below the inverse of the
/// rate cannot be seen.
#[derive(Debug)]
pub(super) struct StackSample {
    rate: f64,
    /// By object: its class, or [`OUTSIDE`] the sample.
    class_of: Vec<u8>,
    /// By class: the reuses that one in the sample stands for.
    weights: Vec<f64>,
    distances: StackDistances,
    counts: DistanceCounts,
}

const OUTSIDE: u8 = u8::MAX;
/// Classes are ranks up to each power of two, and at least so many objects of the sample.
const SAMPLED_MIN: usize = 16;

impl StackSample {
    /// A sample of about `rate` of a catalog of `objects`.
    pub(super) fn new(profile: &PopularityProfile, objects: usize, rate: f64, seed: u64) -> Self {
        let sample = KeySample::new(rate, seed);
        let mut class_of = vec![OUTSIDE; objects];
        let mut classes = vec![Class::default()];
        for (rank, &(object, requests)) in (1usize..).zip(&profile.ranked) {
            let current = classes.len() - 1;
            let class = &mut classes[current];
            class.reuses += requests - 1;
            if sample.has(object) {
                class_of[object as usize] = current as u8;
                class.sampled += 1;
                class.sampled_reuses += requests - 1;
            }
            let is_full = class.sampled >= SAMPLED_MIN && class.sampled_reuses > 0;
            if is_full && rank.is_power_of_two() {
                classes.push(Class::default());
            }
        }
        Self {
            rate: sample.rate(),
            class_of,
            weights: classes.iter().map(Class::weight).collect(),
            distances: StackDistances::new(objects),
            counts: DistanceCounts {
                requests: profile.requests as f64,
                ..DistanceCounts::default()
            },
        }
    }

    /// Notes a request for an object of the catalog.
    #[inline]
    pub(super) fn note(&mut self, object: ObjectId) {
        let class = self.class_of[object as usize];
        if class == OUTSIDE {
            return;
        }
        let Some(distance) = self.distances.next(object) else { return };
        let distance = (distance as f64 / self.rate).round() as usize;
        if distance >= self.counts.counts.len() {
            self.counts.counts.resize(distance + 1, 0.0);
        }
        self.counts.counts[distance] += self.weights[usize::from(class)];
    }

    /// The counts of distances, for all objects.
    pub(super) fn counts(&self) -> &DistanceCounts {
        &self.counts
    }

    /// The share of the objects in the sample.
    pub(super) fn rate(&self) -> f64 {
        self.rate
    }
}

/// Objects of similar popularity.
#[derive(Clone, Copy, Debug, Default)]
struct Class {
    /// Requests but for the first of each object.
    reuses: u64,
    sampled: usize,
    sampled_reuses: u64,
}

impl Class {
    fn weight(&self) -> f64 {
        self.reuses as f64 / self.sampled_reuses.max(1) as f64
    }
}
