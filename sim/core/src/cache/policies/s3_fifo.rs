//! S3-FIFO: a small and a main FIFO queue, and ghosts of what the small one evicted.

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::probation::{
    GHOST_SHARE, MAIN, Probation, ProbationLimits, SMALL, SMALL_SHARE,
};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// S3-FIFO (Yang, Zhang, Qiu, Yue and Rashmi, SOSP 2023, algorithm 1). A new object enters the
/// small queue; requested often enough there, it moves to the main queue, else it leaves and is
/// remembered as a ghost, from which it comes straight into the main queue. The main queue is
/// FIFO with up to three reinsertions.
///
/// libCacheSim fills the main queue with new objects as long as nothing was evicted, evicts from
/// the main queue when that one is too large rather than when the small one is small, and keeps
/// objects out that are as large as the small queue.
#[derive(Debug)]
pub struct S3Fifo {
    parts: Probation,
    like_libcachesim: bool,
    evicted_once: bool,
    gone: Vec<(ObjectId, u64)>,
}

const THRESHOLD: Parameter =
    Parameter::count("threshold", (1, 3), 2, "hits in the small queue that lead to the main queue");

impl ProbationLimits {
    /// Those of an S3-FIFO cache.
    pub(crate) fn of_s3_fifo(config: &CacheConfig<'_>) -> Self {
        Self::new(config, &THRESHOLD)
    }
}

impl S3Fifo {
    fn evict_small(&mut self) -> Option<(ObjectId, u64)> {
        while let Some(promoted) = self.parts.is_promoted() {
            if !promoted {
                return self.parts.demote();
            }
            self.parts.queues.move_oldest(SMALL, MAIN);
            if !self.like_libcachesim && self.parts.queues.used(MAIN) > self.parts.limits.main {
                let victim = self.parts.evict_main();
                self.gone.extend(victim);
            }
        }
        None
    }

    /// Whether the next victim is to come from the main queue.
    fn main_first(&self) -> bool {
        match self.like_libcachesim {
            true => self.parts.queues.used(MAIN) > self.parts.limits.main,
            false => self.parts.queues.used(SMALL) < self.parts.limits.small,
        }
    }
}

impl EvictionPolicy for S3Fifo {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SMALL_SHARE, GHOST_SHARE, THRESHOLD, COMPATIBILITY],
        evicts_spontaneously: true,
        ..PolicyInfo::new(
            "s3-fifo",
            "seldom used in a small FIFO queue, or long unused in a large one",
            "Yang et al., SOSP 2023",
            "O(1)",
        )
        .taking(8.0, 48.0)
        .knowing(2.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            parts: Probation::new(config, &THRESHOLD),
            like_libcachesim: config.like_libcachesim(),
            evicted_once: false,
            gone: Vec::new(),
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.parts.contains(object)
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.parts.queues.prefetch(objects);
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        self.parts.lookup(access)
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        !self.like_libcachesim || self.parts.queues.charge(access.bytes) <= self.parts.limits.small
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.evicted_once = true;
        let victim = if self.main_first() { self.parts.evict_main() } else { self.evict_small() };
        // One queue can be empty, or have sent all it had to the other.
        let victim = victim.or_else(|| self.gone.pop()).or_else(|| self.parts.evict_main());
        victim.or_else(|| self.evict_small())
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let parts = &mut self.parts;
        let queue = if parts.was_ghost(object) {
            MAIN
        } else if self.like_libcachesim {
            if parts.queues.charge(bytes) >= parts.limits.small {
                return None;
            }
            let full = parts.queues.used(SMALL) >= parts.limits.small;
            if full && !self.evicted_once { MAIN } else { SMALL }
        } else {
            SMALL
        };
        parts.queues.push(queue, object, bytes);
        Some(bytes)
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if self.contains(object) { self.parts.queues.remove(object) } else { None }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.parts.residents()
    }
}
