//! One cache with any policy.

use super::counts::{Replay, ReplayCounts};
use crate::cache::{Access, Cache, CacheConfig, EvictionPolicy, NEVER, PolicyKind, PolicyVisitor};
use hotset_workloads::{RequestBatch, SimTime};

/// Requests that are prefetched together.
const BLOCK: usize = 32;

struct OneCache<E> {
    cache: Cache<E>,
    counts: ReplayCounts,
}

impl<E: EvictionPolicy> OneCache<E> {
    #[inline]
    fn request(&mut self, access: Access) {
        self.cache.drop_other_version(access);
        let counts = &mut self.counts;
        counts.requests += 1;
        counts.bytes += access.bytes;
        if self.cache.lookup(access, |_| counts.evictions += 1) {
            counts.hits += 1;
            counts.hit_bytes += access.bytes;
        } else {
            self.cache.admit(access, |_| counts.evictions += 1);
        }
    }
}

impl<E: EvictionPolicy> Replay for OneCache<E> {
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        let info = self.cache.info();
        assert!(
            !info.offline || next_uses.len() == batch.len(),
            "{} is offline: it needs the next use of every request",
            info.name
        );
        let columns = batch.object.iter().zip(&batch.bytes);
        let blocks = batch.object.chunks(BLOCK);
        let mut requests = columns.enumerate();
        for objects in blocks {
            self.cache.prefetch(objects);
            for (index, (&object, &bytes)) in requests.by_ref().take(objects.len()) {
                let time = if info.timed { batch.time[index] } else { SimTime::default() };
                let next_use = if info.offline { next_uses[index] } else { NEVER };
                let ttl_s = if info.timed { batch.ttl_s_at(index) } else { 0 };
                let version = batch.version_at(index);
                self.request(Access { object, bytes, time, next_use, ttl_s, version });
            }
        }
    }

    fn counts(&self) -> ReplayCounts {
        self.counts
    }
}

/// A replay of one cache with the policy `E`, which may be defined in any crate.
pub fn replay_with<E: EvictionPolicy + 'static>(config: &CacheConfig<'_>) -> Box<dyn Replay> {
    Box::new(OneCache::<E> { cache: Cache::new(config), counts: ReplayCounts::default() })
}

/// A replay of one cache with a policy by name.
pub fn replay_of(policy: PolicyKind, config: &CacheConfig<'_>) -> Box<dyn Replay> {
    struct Make<'a>(&'a CacheConfig<'a>);
    impl PolicyVisitor for Make<'_> {
        type Output = Box<dyn Replay>;
        fn visit<E: EvictionPolicy + 'static>(self) -> Self::Output {
            replay_with::<E>(self.0)
        }
    }
    policy.visit(Make(config))
}
