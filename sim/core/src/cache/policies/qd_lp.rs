//! QD-LP-FIFO: quick demotion in front of lazy promotion.

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::probation::{GHOST_SHARE, MAIN, Probation, SMALL, SMALL_SHARE};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// QD-LP-FIFO (Yang, Qiu, Zhang, Yue and Rashmi, "FIFO can be better than LRU", HotOS 2023). A
/// new object enters a small FIFO queue; if it is used there it moves on to a CLOCK of two bits,
/// else it leaves and is remembered as a ghost, from which it comes straight into the CLOCK.
/// Objects larger than the small queue are not admitted; libCacheSim also those exactly as large.
#[derive(Debug)]
pub struct QdLp {
    parts: Probation,
    like_libcachesim: bool,
    gone: Vec<(ObjectId, u64)>,
}

const THRESHOLD: Parameter =
    Parameter::count("threshold", (1, 3), 1, "hits in the small queue that lead to the main queue");

impl QdLp {
    /// Makes room in the main queue; `false` if that is smaller than the object.
    fn make_room_in_main(&mut self, charge: u64) -> bool {
        if charge > self.parts.limits.main {
            return false;
        }
        while self.parts.queues.used(MAIN) + charge > self.parts.limits.main {
            let Some(victim) = self.parts.evict_main() else { break };
            self.gone.push(victim);
        }
        true
    }
}

impl EvictionPolicy for QdLp {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SMALL_SHARE, GHOST_SHARE, THRESHOLD, COMPATIBILITY],
        evicts_spontaneously: true,
        ..PolicyInfo::new(
            "qd-lp",
            "unused in a small FIFO queue, or first without use in a CLOCK of two bits",
            "Yang et al., HotOS 2023",
            "O(1)",
        )
        .taking(8.0, 48.0)
        .knowing(2.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            parts: Probation::new(config, &THRESHOLD),
            like_libcachesim: config.like_libcachesim(),
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
        self.parts.queues.charge(access.bytes) <= self.parts.limits.small
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        while let Some(promoted) = self.parts.is_promoted() {
            if !promoted {
                return self.parts.demote();
            }
            let charge = self.parts.queues.charge_of_oldest(SMALL)?;
            if !self.make_room_in_main(charge) {
                return self.parts.queues.pop(SMALL);
            }
            self.parts.queues.move_oldest(SMALL, MAIN);
            if let Some(victim) = self.gone.pop() {
                return Some(victim);
            }
        }
        self.parts.evict_main()
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let charge = self.parts.queues.charge(bytes);
        let (queue, fits) = match self.parts.was_ghost(object) {
            true => (MAIN, self.make_room_in_main(charge)),
            false => (SMALL, !self.like_libcachesim || charge < self.parts.limits.small),
        };
        if fits {
            self.parts.queues.push(queue, object, bytes);
        }
        fits.then_some(bytes)
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
