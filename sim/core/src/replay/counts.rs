//! Replays: what they read and what they count.

use hotset_workloads::{RequestBatch, RequestSource, SourceError};

/// What a replay counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplayCounts {
    /// Requests.
    pub requests: u64,
    /// Requests found in the cache.
    pub hits: u64,
    /// Bytes requested.
    pub bytes: u64,
    /// Bytes found in the cache.
    pub hit_bytes: u64,
    /// Objects evicted.
    pub evictions: u64,
}

impl ReplayCounts {
    /// The counts since `before`.
    pub fn since(&self, before: &Self) -> Self {
        Self {
            requests: self.requests - before.requests,
            hits: self.hits - before.hits,
            bytes: self.bytes - before.bytes,
            hit_bytes: self.hit_bytes - before.hit_bytes,
            evictions: self.evictions - before.evictions,
        }
    }

    /// Requests that missed.
    pub fn misses(&self) -> u64 {
        self.requests - self.hits
    }

    /// Bytes that missed.
    pub fn miss_bytes(&self) -> u64 {
        self.bytes - self.hit_bytes
    }

    /// Share of the requests that hit; 0 without requests.
    pub fn hit_ratio(&self) -> f64 {
        if self.requests == 0 { 0.0 } else { self.hits as f64 / self.requests as f64 }
    }

    /// Share of the bytes that hit; 0 without bytes.
    pub fn byte_hit_ratio(&self) -> f64 {
        if self.bytes == 0 { 0.0 } else { self.hit_bytes as f64 / self.bytes as f64 }
    }
}

/// A cache that is fed batch by batch.
pub trait Replay: Send {
    /// Replays a batch. `next_uses` has the next use of each request (see
    /// [`next_uses`](crate::cache::next_uses)); it may be empty unless the policy is offline.
    ///
    /// # Panics
    /// If the policy is offline ([`PolicyInfo::offline`](crate::cache::PolicyInfo::offline)) and
    /// `next_uses` is not as long as the batch.
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]);

    /// Replays all requests of a source through an online policy, and returns all counts.
    ///
    /// # Errors
    /// What the source reports.
    ///
    /// # Panics
    /// If the policy is offline.
    fn feed_all(&mut self, source: &mut dyn RequestSource) -> Result<ReplayCounts, SourceError> {
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch)? {
            self.feed(&batch, &[]);
        }
        Ok(self.counts())
    }

    /// The counts so far.
    fn counts(&self) -> ReplayCounts;

    /// Restarts counting, for bounds whose counts are not sums over requests; returns whether it did.
    fn begin(&mut self) -> bool {
        false
    }

    /// Of the hit bytes, those served from copies that were inserted at another size; `None` if that is not
    /// tracked.
    fn other_size_bytes(&self) -> Option<u64> {
        None
    }
}

/// Caches that are fed together, batch by batch.
pub trait MultiSizeCaches: Send {
    /// Replays a batch through all of them, as [`Replay::feed`].
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]);

    /// What each counted so far.
    fn counts(&self) -> Vec<ReplayCounts>;

    /// As [`Replay::begin`].
    fn begin(&mut self) -> bool {
        false
    }

    /// As [`Replay::other_size_bytes`], of all together.
    fn other_size_bytes(&self) -> Option<u64> {
        None
    }
}

impl MultiSizeCaches for Box<dyn Replay> {
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        (**self).feed(batch, next_uses);
    }

    fn counts(&self) -> Vec<ReplayCounts> {
        vec![(**self).counts()]
    }

    fn begin(&mut self) -> bool {
        (**self).begin()
    }

    fn other_size_bytes(&self) -> Option<u64> {
        (**self).other_size_bytes()
    }
}
