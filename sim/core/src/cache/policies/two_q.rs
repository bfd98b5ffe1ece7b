//! 2Q: a FIFO queue of new objects, its ghosts, and an LRU list of the rest.

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::queues::{Queue, Queues, share_of};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// 2Q, full version (Johnson and Shasha, VLDB 1994, section 2.2). A new object enters A1in; what
/// leaves that queue is remembered in A1out, and enters Am when it is requested then. A hit in
/// A1in changes nothing. With sizes, objects larger than A1in are not admitted and Am keeps to its part of
/// the cache, as in libCacheSim; with objects of one size both are as in the paper, but for caches of
/// fewer than four, into which libCacheSim admits nothing.
#[derive(Debug)]
pub struct TwoQ {
    queues: Queues,
    in_limit: u64,
    out_limit: u64,
    main_limit: u64,
    /// The last object that was found in A1out.
    remembered: Option<ObjectId>,
    gone: Vec<(ObjectId, u64)>,
}

const A1_IN: Queue = 0;
const AM: Queue = 1;
const A1_OUT: Queue = 2;

const IN_SHARE: Parameter = Parameter::share("in", 0.25, "share of the cache for A1in");
const OUT_SHARE: Parameter =
    Parameter::share("out", 0.5, "objects remembered in A1out, as a share of the cache");

impl TwoQ {
    fn evict_from(&mut self, queue: Queue) -> Option<(ObjectId, u64)> {
        match queue {
            AM => self.queues.pop(AM),
            _ => self.queues.remember_oldest(queue, self.out_limit),
        }
    }
}

impl EvictionPolicy for TwoQ {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[IN_SHARE, OUT_SHARE, COMPATIBILITY],
        evicts_spontaneously: true,
        ..PolicyInfo::new(
            "2q",
            "oldest newcomer, or least recently used of those that came back",
            "Johnson and Shasha, VLDB 1994",
            "O(1)",
        )
        .taking(8.0, 48.0)
        .knowing(2.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let capacity = config.capacity;
        let least = if config.like_libcachesim() { 0 } else { 1 };
        let in_limit = share_of(capacity, config.value(&IN_SHARE)).max(least);
        Self {
            queues: Queues::new(config.objects, 2, capacity),
            in_limit,
            out_limit: share_of(capacity, config.value(&OUT_SHARE)),
            main_limit: capacity.amount().saturating_sub(in_limit),
            remembered: None,
            gone: Vec::new(),
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some_and(|queue| queue != A1_OUT)
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
            Some(A1_IN) => true,
            Some(AM) => {
                self.queues.renew(AM, access);
                true
            }
            Some(_) => {
                self.queues.remove(access.object);
                self.remembered = Some(access.object);
                false
            }
        }
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        self.queues.charge(access.bytes) <= self.in_limit
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let from_main = !self.queues.is_empty(AM) && self.queues.used(A1_IN) <= self.in_limit;
        self.evict_from(if from_main { AM } else { A1_IN })
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        if self.remembered != Some(object) {
            self.queues.push(A1_IN, object, bytes);
            return Some(bytes);
        }
        let charge = self.queues.charge(bytes);
        if charge > self.main_limit {
            return None;
        }
        while self.queues.used(AM) + charge > self.main_limit {
            let Some(victim) = self.evict_from(AM) else { break };
            self.gone.push(victim);
        }
        self.queues.push(AM, object, bytes);
        Some(access.bytes)
    }

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if self.contains(object) { self.queues.remove(object) } else { None }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
