//! The infinite cache: cold misses only.

use super::counts::{Replay, ReplayCounts};
use hotset_workloads::{ObjectId, RequestBatch};

/// An infinite cache: only the first request for an object, or for a version of it, misses.
pub struct InfiniteCache {
    /// A bit an object.
    seen: Vec<u64>,
    /// By object: the version that is in; empty as long as all are 0.
    versions: Vec<u16>,
    /// By object: the size at which it was inserted; empty if that is not tracked.
    bytes: Vec<u64>,
    other_size_bytes: u64,
    counts: ReplayCounts,
}

impl InfiniteCache {
    /// An empty cache over a catalog of `objects`.
    pub fn new(objects: usize) -> Self {
        Self {
            seen: vec![0; objects.div_ceil(64)],
            versions: Vec::new(),
            bytes: Vec::new(),
            other_size_bytes: 0,
            counts: ReplayCounts::default(),
        }
    }

    /// Also counts the bytes that come from copies of another size: 8 bytes an object.
    #[must_use]
    pub fn watching_sizes(mut self) -> Self {
        self.bytes = vec![0; self.seen.len() * 64];
        self
    }

    /// Whether the object is in as this version; now it is.
    #[inline]
    fn is_known(&mut self, object: ObjectId, version: u16) -> bool {
        let word = &mut self.seen[object as usize / 64];
        let known = *word >> (object % 64) & 1 != 0;
        *word |= 1 << (object % 64);
        if version == 0 && self.versions.is_empty() {
            return known;
        }
        if self.versions.is_empty() {
            self.versions = vec![0; self.seen.len() * 64];
        }
        std::mem::replace(&mut self.versions[object as usize], version) == version && known
    }

    #[inline]
    fn watch(&mut self, object: ObjectId, bytes: u64, hit: bool) {
        let Some(copy) = self.bytes.get_mut(object as usize) else { return };
        if !hit {
            *copy = bytes;
        } else if *copy != bytes {
            self.other_size_bytes += bytes;
        }
    }
}

impl Replay for InfiniteCache {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        self.counts.requests += batch.len() as u64;
        for (row, (&object, &bytes)) in batch.object.iter().zip(&batch.bytes).enumerate() {
            let hit = self.is_known(object, batch.version_at(row));
            self.watch(object, bytes, hit);
            self.counts.hits += u64::from(hit);
            self.counts.hit_bytes += if hit { bytes } else { 0 };
            self.counts.bytes += bytes;
        }
    }

    fn counts(&self) -> ReplayCounts {
        self.counts
    }

    fn other_size_bytes(&self) -> Option<u64> {
        (!self.bytes.is_empty()).then_some(self.other_size_bytes)
    }
}
