//! LRU at all sizes at once, by stack distances of all objects or of a sample.

use hotset_sim::replay::curve::{DistanceCounts, Shards, StackDistances};
use hotset_workloads::RequestBatch;

/// Stack distances of a trace as it goes by.
#[derive(Debug)]
pub(super) enum LruStack {
    /// Of all objects.
    Exact(Box<StackDistances>, DistanceCounts),
    /// Of a sample of them.
    Sampled(Box<Shards>),
}

impl LruStack {
    /// Of all of a catalog of `objects`.
    pub(super) fn exact(objects: usize) -> Self {
        Self::Exact(Box::new(StackDistances::new(objects)), DistanceCounts::default())
    }

    /// Of a share of a catalog of `objects`.
    pub(super) fn with_rate(objects: usize, rate: f64, seed: u64) -> Self {
        Self::Sampled(Box::new(Shards::with_rate(objects, rate, seed)))
    }

    /// Of at most `sampled` of a catalog of `objects`.
    pub(super) fn with_size(objects: usize, sampled: usize, seed: u64) -> Self {
        Self::Sampled(Box::new(Shards::with_size(objects, sampled, seed)))
    }

    pub(super) fn feed(&mut self, batch: &RequestBatch) {
        match self {
            Self::Exact(distances, counts) => {
                batch.object.iter().for_each(|&object| counts.note(distances.next(object)));
            }
            Self::Sampled(shards) => batch.object.iter().for_each(|&object| shards.note(object)),
        }
    }

    /// The counts of distances, for all objects also where there is a sample.
    pub(super) fn counts(&self) -> DistanceCounts {
        match self {
            Self::Exact(_, counts) => counts.clone(),
            Self::Sampled(shards) => shards.counts(),
        }
    }

    /// The share of the objects in the sample.
    pub(super) fn rate(&self) -> f64 {
        match self {
            Self::Exact(..) => 1.0,
            Self::Sampled(shards) => shards.rate(),
        }
    }
}
