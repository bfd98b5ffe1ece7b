//! Clock2Q+: S3-FIFO with a correlation window, in which uses count once.

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::queues::{Queue, Queues, share_of};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Clock2Q+ (Zhai et al., arXiv 2511.21958, for VLDB 2026): a small FIFO queue in front of a main one that is
/// a clock, and ghosts of what left the small one. Uses of an object soon after it was inserted say nothing of
/// later ones: they count only once so much came into the small queue behind it as the correlation window
/// has, half of that queue. Objects larger than the small queue are not admitted.
///
/// libCacheSim compares the window, in the unit of the cache, with a number of objects, so that in bytes it
/// does not end; fills the main queue with new objects as long as nothing was evicted; and keeps objects out
/// that are as large as the small queue.
#[derive(Debug)]
pub struct Clock2QPlus {
    queues: Queues,
    small_limit: u64,
    main_limit: u64,
    ghost_limit: u64,
    window: f64,
    threshold: u8,
    /// What came into the small queue so far, in bytes or objects, and, by object, before it.
    born: u64,
    born_before: Vec<u64>,
    /// The last object that was found among the ghosts.
    remembered: Option<ObjectId>,
    evicted_once: bool,
    like_libcachesim: bool,
}

const SMALL: Queue = 0;
const MAIN: Queue = 1;
const GHOST: Queue = 2;

const SMALL_SHARE: Parameter =
    Parameter::share("small", 0.1, "share of the cache for the small queue");
const GHOST_SHARE: Parameter =
    Parameter::share("ghost", 0.9, "ghosts remembered, as a share of the cache");
const WINDOW: Parameter =
    Parameter::share("window", 0.5, "share of the small queue in which uses do not count");
const THRESHOLD: Parameter =
    Parameter::count("threshold", (1, 3), 1, "uses in the small queue that lead to the main queue");

impl Clock2QPlus {
    fn evict_main(&mut self) -> Option<(ObjectId, u64)> {
        while self.queues.mark_of_oldest(MAIN)? > 0 {
            self.queues.move_oldest(MAIN, MAIN);
        }
        self.queues.pop(MAIN)
    }

    fn evict_small(&mut self) -> Option<(ObjectId, u64)> {
        while self.queues.mark_of_oldest(SMALL)? >= self.threshold {
            self.queues.move_oldest(SMALL, MAIN);
        }
        self.queues.remember_oldest(SMALL, self.ghost_limit)
    }
}

impl EvictionPolicy for Clock2QPlus {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SMALL_SHARE, GHOST_SHARE, WINDOW, THRESHOLD, COMPATIBILITY],
        ..PolicyInfo::new(
            "clock2q-plus",
            "not used after its first while in a small FIFO queue, or long unused in a large one",
            "Zhai et al., arXiv 2511.21958",
            "O(1), amortised",
        )
        .taking(16.0, 48.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let (capacity, like_libcachesim) = (config.capacity, config.like_libcachesim());
        let least = if like_libcachesim { 0 } else { 1 };
        let small_limit = share_of(capacity, config.value(&SMALL_SHARE)).max(least);
        Self {
            queues: Queues::new(config.objects, 2, capacity),
            small_limit,
            main_limit: capacity.amount().saturating_sub(small_limit),
            ghost_limit: share_of(capacity, config.value(&GHOST_SHARE)),
            window: small_limit as f64 * config.value(&WINDOW),
            threshold: config.value(&THRESHOLD) as u8,
            born: 0,
            born_before: vec![0; config.objects],
            remembered: None,
            evicted_once: false,
            like_libcachesim,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some_and(|queue| queue < GHOST)
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.queues.prefetch(objects);
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.remembered = None;
        match self.queues.find(access.object) {
            None => false,
            Some(SMALL) => {
                let behind = self.born - self.born_before[access.object as usize];
                if behind as f64 >= self.window {
                    self.queues.mark(access.object, |uses| (uses + 1).min(3));
                }
                true
            }
            Some(MAIN) => {
                self.queues.mark(access.object, |_| 1);
                true
            }
            Some(_) => {
                self.queues.remove(access.object);
                self.remembered = Some(access.object);
                false
            }
        }
    }

    fn admits(&mut self, access: Access) -> bool {
        self.queues.charge(access.bytes) <= self.small_limit
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.evicted_once = true;
        let from_main = self.queues.used(MAIN) > self.main_limit || self.queues.is_empty(SMALL);
        let victim = if from_main { self.evict_main() } else { self.evict_small() };
        // All of the small queue can have gone to the main one.
        victim.or_else(|| self.evict_main())
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let charge = self.queues.charge(bytes);
        if self.remembered == Some(object) {
            self.queues.push(MAIN, object, bytes);
            return Some(bytes);
        }
        if self.like_libcachesim {
            if charge >= self.small_limit {
                return None;
            }
            if !self.evicted_once && self.queues.used(SMALL) >= self.small_limit {
                self.queues.push(MAIN, object, bytes);
                return Some(bytes);
            }
        }
        self.born += if self.like_libcachesim { 1 } else { charge };
        self.born_before[object as usize] = self.born;
        self.queues.push(SMALL, object, bytes);
        Some(bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if self.contains(object) { self.queues.remove(object) } else { None }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
