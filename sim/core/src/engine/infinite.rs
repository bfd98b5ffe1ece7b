//! The cache with room for all.

use super::{Replay, ReplayCounts};
use hotset_workloads::{ObjectId, RequestBatch};

/// A cache with room for all: only the first request of an object misses.
pub struct Infinite {
    /// A bit an object.
    seen: Vec<u64>,
    counts: ReplayCounts,
}

impl Infinite {
    /// An empty cache over a catalog of `objects`.
    pub fn new(objects: usize) -> Self {
        Self { seen: vec![0; objects.div_ceil(64)], counts: ReplayCounts::default() }
    }

    fn is_known(&mut self, object: ObjectId) -> bool {
        let word = &mut self.seen[object as usize / 64];
        let known = *word >> (object % 64) & 1 != 0;
        *word |= 1 << (object % 64);
        known
    }
}

impl Replay for Infinite {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        self.counts.requests += batch.len() as u64;
        for (&object, &bytes) in batch.object.iter().zip(&batch.bytes) {
            let hit = self.is_known(object);
            self.counts.hits += u64::from(hit);
            self.counts.hit_bytes += if hit { bytes } else { 0 };
            self.counts.bytes += bytes;
        }
    }

    fn counts(&self) -> ReplayCounts {
        self.counts
    }
}
