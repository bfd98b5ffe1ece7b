//! S3-FIFO: a small queue in front of a large one, and a memory of what the small one dropped.

use super::parameters::{LIKE, Parameter};
use super::queues::{Queue, Queues, share_of};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// S3-FIFO (Yang, Zhang, Qiu, Yue and Rashmi, SOSP 2023, algorithm 1). A new object enters the
/// small queue; asked for often enough there, it moves to the main queue, else it leaves and is
/// remembered as a ghost, from which it comes straight into the main queue. The main queue is
/// FIFO with up to three reinsertions.
///
/// libCacheSim fills the main queue with new objects as long as nothing was evicted, evicts from
/// the main queue when that one is too large rather than when the small one is small, and keeps
/// objects out that are as large as the small queue.
#[derive(Debug)]
pub struct S3Fifo {
    queues: Queues,
    small_limit: u64,
    main_limit: u64,
    ghost_limit: u64,
    threshold: u8,
    like_libcachesim: bool,
    evicted_once: bool,
    /// The last object that was found among the ghosts.
    remembered: Option<ObjectId>,
    gone: Vec<(ObjectId, u64)>,
}

const SMALL: Queue = 0;
const MAIN: Queue = 1;
const GHOST: Queue = 2;

const SMALL_SHARE: Parameter =
    Parameter::share("small", 0.1, "share of the cache for the small queue");
const GHOST_SHARE: Parameter =
    Parameter::share("ghost", 0.9, "ghosts remembered, as a share of the cache");
const THRESHOLD: Parameter =
    Parameter::count("threshold", (1, 3), 2, "hits in the small queue that lead to the main queue");

/// Uses beyond this are not counted: two bits in the paper.
const USES_MAX: u8 = 3;

impl S3Fifo {
    fn evict_small(&mut self) -> Option<(ObjectId, u64)> {
        while let Some(slot) = self.queues.oldest(SMALL) {
            if self.queues.mark(slot) < self.threshold {
                let victim = self.queues.object(slot);
                self.queues.remember(GHOST, self.ghost_limit, slot);
                return Some(victim);
            }
            self.queues.move_to(MAIN, slot);
            if !self.like_libcachesim && self.queues.used(MAIN) > self.main_limit {
                let victim = self.evict_main();
                self.gone.extend(victim);
            }
        }
        None
    }

    fn evict_main(&mut self) -> Option<(ObjectId, u64)> {
        loop {
            let slot = self.queues.oldest(MAIN)?;
            match self.queues.mark(slot) {
                0 => return Some(self.queues.remove(slot)),
                uses => {
                    self.queues.move_to(MAIN, slot);
                    self.queues.set_mark(slot, uses - 1);
                }
            }
        }
    }

    /// Whether the next victim is to come from the main queue.
    fn main_first(&self) -> bool {
        match self.like_libcachesim {
            true => self.queues.used(MAIN) > self.main_limit,
            false => self.queues.used(SMALL) < self.small_limit,
        }
    }
}

impl Eviction for S3Fifo {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SMALL_SHARE, GHOST_SHARE, THRESHOLD, LIKE],
        sheds: true,
        ..PolicyInfo::new(
            "s3-fifo",
            "seldom used in a small FIFO queue, or long unused in a large one",
            "Yang et al., SOSP 2023",
            "O(1)",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        let capacity = setup.capacity;
        let small_limit = share_of(capacity, setup.value(&SMALL_SHARE)).max(1);
        // The paper counts ghosts in objects, as many as the main queue holds; with sizes they
        // count at their sizes, as in libCacheSim.
        let ghost_limit = share_of(capacity, setup.value(&GHOST_SHARE));
        Self {
            queues: Queues::new(setup.objects, 3, capacity),
            small_limit,
            main_limit: capacity.amount().saturating_sub(small_limit),
            ghost_limit,
            threshold: setup.value(&THRESHOLD) as u8,
            like_libcachesim: setup.like_libcachesim(),
            evicted_once: false,
            remembered: None,
            gone: Vec::new(),
        }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some_and(|(_, queue)| queue != GHOST)
    }

    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        self.queues.touch(objects);
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        self.remembered = None;
        match self.queues.find(access.object) {
            None => false,
            Some((slot, GHOST)) => {
                self.queues.remove(slot);
                self.remembered = Some(access.object);
                false
            }
            Some((slot, _)) => {
                self.queues.set_mark(slot, (self.queues.mark(slot) + 1).min(USES_MAX));
                true
            }
        }
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        !self.like_libcachesim || self.queues.charge(access.bytes) <= self.small_limit
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.evicted_once = true;
        let victim = if self.main_first() { self.evict_main() } else { self.evict_small() };
        victim
            .or_else(|| self.gone.pop())
            .or_else(|| self.evict_main())
            .or_else(|| self.evict_small())
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let queue = if self.remembered == Some(object) {
            MAIN
        } else if self.like_libcachesim {
            if self.queues.charge(bytes) >= self.small_limit {
                return None;
            }
            let full = self.queues.used(SMALL) >= self.small_limit;
            if full && !self.evicted_once { MAIN } else { SMALL }
        } else {
            SMALL
        };
        self.queues.push(queue, object, bytes);
        Some(access.bytes)
    }

    fn shed(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents(GHOST)
    }
}
