//! ARC: two LRU lists, two ghost lists, and a target size adapted by ghost hits.

use crate::cache::structures::queues::{Queue, Queues};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Adaptive replacement (Megiddo and Modha, FAST 2003, figure 4). T1 holds objects used once, T2
/// those used again, in order of use; B1 and B2 remember what left them. A hit in B1 lets T1 grow,
/// one in B2 lets it shrink. With sizes, lists and target count bytes, a step of the target is at
/// least one byte, and a ghost leaves at each step of making room, all as in libCacheSim.
#[derive(Debug)]
pub struct Arc {
    queues: Queues,
    capacity: u64,
    /// What T1 should count for.
    target: f64,
    /// The last object that was found among the ghosts, and where.
    remembered: Option<(ObjectId, Queue)>,
}

const T1: Queue = 0;
const T2: Queue = 1;
const B1: Queue = 2;
const B2: Queue = 3;

impl Arc {
    fn adapt(&mut self, ghosts: Queue) {
        let (here, there) = (self.queues.used(ghosts), self.queues.used(B1 + B2 - ghosts));
        let step = (there as f64 / here as f64).max(1.0);
        self.target = match ghosts {
            B1 => (self.target + step).min(self.capacity as f64),
            _ => (self.target - step).max(0.0),
        };
    }

    /// The oldest of a list becomes a ghost.
    fn demote(&mut self, from: Queue) -> Option<(ObjectId, u64)> {
        self.queues.remember_oldest(from, u64::MAX)
    }

    fn forget(&mut self, list: Queue) -> Option<(ObjectId, u64)> {
        self.queues.pop(list)
    }

    /// REPLACE of the paper.
    fn replace(&mut self, in_b2: bool) -> Option<(ObjectId, u64)> {
        let t1 = self.queues.used(T1) as f64;
        let from_t1 = !self.queues.is_empty(T1)
            && (t1 > self.target || (in_b2 && t1 == self.target) || self.queues.is_empty(T2));
        if from_t1 { self.demote(T1) } else { self.demote(T2) }
    }

    /// Case IV of the paper: the object is on no list.
    fn evict_for_unknown(&mut self, charge: u64) -> Option<(ObjectId, u64)> {
        let used = |list| self.queues.used(list);
        if used(T1) + used(B1) + charge > self.capacity {
            if self.queues.is_empty(B1) && !self.queues.is_empty(T1) {
                return self.forget(T1);
            }
            self.forget(B1);
        } else if used(T1) + used(B1) + used(T2) + used(B2) >= 2 * self.capacity {
            self.forget(B2);
        }
        self.replace(false)
    }
}

impl EvictionPolicy for Arc {
    const INFO: PolicyInfo = PolicyInfo {
        sampling_bias: PolicyInfo::ADAPTS_BY_GHOSTS,
        ..PolicyInfo::new(
            "arc",
            "least recently used of those used once or of those used again, as hits of ghost entries say",
            "Megiddo and Modha, FAST 2003",
            "O(1)",
        )
        .taking(8.0, 48.0)
        .knowing(2.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            queues: Queues::new(config.objects, 2, config.capacity),
            capacity: config.capacity.amount(),
            target: 0.0,
            remembered: None,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some_and(|list| list < B1)
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.queues.prefetch(objects);
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        self.remembered = None;
        match self.queues.find(access.object) {
            None => false,
            Some(T1 | T2) => {
                self.queues.renew(T2, access);
                true
            }
            Some(ghosts) => {
                self.adapt(ghosts);
                self.queues.remove(access.object);
                self.remembered = Some((access.object, ghosts));
                false
            }
        }
    }

    #[inline]
    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        match self.remembered {
            Some((object, ghosts)) if object == incoming.object => self.replace(ghosts == B2),
            _ => self.evict_for_unknown(self.queues.charge(incoming.bytes)),
        }
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let known = self.remembered.is_some_and(|(object, _)| object == access.object);
        self.queues.push(if known { T2 } else { T1 }, access.object, access.bytes);
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if self.contains(object) { self.queues.remove(object) } else { None }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
