//! One cache, no layout: what a single-cache simulator does.

use crate::cache::{Access, Cache, Eviction, NEVER, PolicyKind, PolicyVisitor, Setup};
use hotset_workloads::{RequestBatch, SimTime};

/// What a replay counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReplayCounts {
    /// Requests.
    pub requests: u64,
    /// Requests found in the cache.
    pub hits: u64,
    /// Bytes asked for.
    pub bytes: u64,
    /// Bytes found in the cache.
    pub hit_bytes: u64,
    /// Objects driven out.
    pub evictions: u64,
}

impl ReplayCounts {
    /// What was counted since.
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

/// A cache of some policy that is fed batch by batch.
pub trait Replay: Send {
    /// Replays a batch; `next_uses` has the next use of each of its requests, and may be empty where
    /// the policy has no foresight.
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]);

    /// What was counted so far.
    fn counts(&self) -> ReplayCounts;

    /// Begins to count anew, where counts are not sums over the requests; tells whether it did.
    fn begin(&mut self) -> bool {
        false
    }

    /// Of the bytes found in the cache, those from copies that came in at another size; `None` where
    /// that is not watched.
    fn other_size_bytes(&self) -> Option<u64> {
        None
    }
}

/// Requests whose memory is asked for together.
const BLOCK: usize = 32;

struct OneCache<E> {
    cache: Cache<E>,
    counts: ReplayCounts,
}

impl<E: Eviction> OneCache<E> {
    #[inline]
    fn request(&mut self, access: Access) {
        self.cache.drop_other_version(access);
        let counts = &mut self.counts;
        counts.requests += 1;
        counts.bytes += access.bytes;
        if self.cache.hit(access, |_| counts.evictions += 1) {
            counts.hits += 1;
            counts.hit_bytes += access.bytes;
        } else {
            self.cache.admit(access, |_| counts.evictions += 1);
        }
    }
}

impl<E: Eviction> Replay for OneCache<E> {
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        let columns = batch.object.iter().zip(&batch.bytes);
        let blocks = batch.object.chunks(BLOCK);
        let mut requests = columns.enumerate();
        for objects in blocks {
            self.cache.touch(objects);
            for (index, (&object, &bytes)) in requests.by_ref().take(objects.len()) {
                let time = if E::INFO.timed { batch.time[index] } else { SimTime::default() };
                let next_use = if E::INFO.foresight { next_uses[index] } else { NEVER };
                let ttl_s = if E::INFO.timed { batch.ttl_s_at(index) } else { 0 };
                let version = batch.version_at(index);
                self.request(Access { object, bytes, time, next_use, ttl_s, version });
            }
        }
    }

    fn counts(&self) -> ReplayCounts {
        self.counts
    }
}

/// A replay of the named policy.
pub fn replay_of(policy: PolicyKind, setup: &Setup<'_>) -> Box<dyn Replay> {
    struct Make<'a>(&'a Setup<'a>);
    impl PolicyVisitor for Make<'_> {
        type Output = Box<dyn Replay>;
        fn visit<E: Eviction + 'static>(self) -> Self::Output {
            Box::new(OneCache::<E> { cache: Cache::new(self.0), counts: ReplayCounts::default() })
        }
    }
    policy.visit(Make(setup))
}
