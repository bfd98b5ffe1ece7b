//! Segmented LRU, with any number of segments.

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::queues::Queues;
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Segmented LRU (Karedla, Love and Wherry, IEEE Computer 1994), with four segments of equal size
/// S4LRU (Huang et al., SOSP 2013). A new object enters the lowest segment; each hit moves it to
/// the front of the next one up; what overflows a segment drops to the front of the one below, and
/// from the lowest it leaves. Objects larger than a segment are not admitted.
///
/// The lowest segment overflows in the paper even while higher ones have room. libCacheSim puts a
/// new object into the lowest segment that has room for it, and evicts only when the whole cache
/// is full; into a cache with less room than segments it admits nothing.
#[derive(Debug)]
pub struct Slru {
    queues: Queues,
    segments: usize,
    segment_limit: u64,
    like_libcachesim: bool,
    gone: Vec<(ObjectId, u64)>,
}

const SEGMENTS: Parameter =
    Parameter::count("segments", (1, 64), 4, "number of segments, of equal size");

impl Slru {
    /// Pushes down what a segment has too much of, and what that makes too much below.
    fn cool(&mut self, segment: usize) {
        while self.queues.used(segment) > self.segment_limit {
            if segment == 0 {
                self.gone.extend(self.queues.pop(0));
            } else {
                self.queues.move_oldest(segment, segment - 1);
                self.cool(segment - 1);
            }
        }
    }
}

impl EvictionPolicy for Slru {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SEGMENTS, COMPATIBILITY],
        evicts_spontaneously: true,
        ..PolicyInfo::new(
            "slru",
            "least recently used of the lowest segment; hits lift an object by a segment",
            "Karedla et al., IEEE Computer 1994; Huang et al., SOSP 2013",
            "O(segments)",
        )
        .taking(8.0, 48.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let most = match config.like_libcachesim() {
            true => u64::MAX,
            false => config.capacity.amount().max(1),
        };
        let segments = (config.value(&SEGMENTS) as u64).min(most) as usize;
        Self {
            queues: Queues::new(config.objects, segments, config.capacity),
            segments,
            segment_limit: config.capacity.amount() / segments as u64,
            like_libcachesim: config.like_libcachesim(),
            gone: Vec::new(),
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.queues.prefetch(objects);
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        let Some(segment) = self.queues.find(access.object) else { return false };
        let top = self.segments - 1;
        self.queues.renew((segment + 1).min(top), access);
        if segment < top {
            self.cool(segment + 1);
        }
        true
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        let charge = self.queues.charge(access.bytes);
        if charge > self.segment_limit {
            return false;
        }
        if !self.like_libcachesim {
            while self.queues.used(0) + charge > self.segment_limit {
                let Some(victim) = self.queues.pop(0) else { break };
                self.gone.push(victim);
            }
        }
        true
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        (0..self.segments).find_map(|segment| self.queues.pop(segment))
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let charge = self.queues.charge(access.bytes);
        let has_room = |&segment: &usize| self.queues.used(segment) + charge <= self.segment_limit;
        let segment = match self.like_libcachesim {
            true => (0..self.segments).find(has_room).unwrap_or(0),
            false => 0,
        };
        self.queues.push(segment, access.object, access.bytes);
        Some(access.bytes)
    }

    #[inline]
    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.queues.remove(object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
