//! A small FIFO queue in front of a main queue, with ghosts of what the small one evicted: the common part
//! of S3-FIFO and QD-LP.

use crate::cache::parameters::Parameter;
use crate::cache::structures::queues::{Queue, Queues, share_of};
use crate::cache::{Access, CacheConfig};
use hotset_workloads::ObjectId;

pub(in crate::cache) const SMALL: Queue = 0;
pub(in crate::cache) const MAIN: Queue = 1;
pub(in crate::cache) const GHOST: Queue = 2;

pub(in crate::cache) const SMALL_SHARE: Parameter =
    Parameter::share("small", 0.1, "share of the cache for the small queue");
pub(in crate::cache) const GHOST_SHARE: Parameter =
    Parameter::share("ghost", 0.9, "ghosts remembered, as a share of the cache");

/// Uses beyond this are not counted: two bits in the papers.
const USES_MAX: u8 = 3;

/// How much each queue should hold. The papers count ghosts in objects, as many as the main queue
/// holds; with sizes they count at their sizes, as in libCacheSim.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ProbationLimits {
    pub(crate) small: u64,
    pub(crate) main: u64,
    pub(crate) ghost: u64,
    /// Uses in the small queue that lead to the main queue.
    pub(crate) threshold: u8,
}

impl ProbationLimits {
    /// Those of a cache, with the policy's parameter for the threshold.
    pub(in crate::cache) fn new(config: &CacheConfig<'_>, threshold: &Parameter) -> Self {
        let small = share_of(config.capacity, config.value(&SMALL_SHARE)).max(1);
        Self {
            small,
            main: config.capacity.amount().saturating_sub(small),
            ghost: share_of(config.capacity, config.value(&GHOST_SHARE)),
            threshold: config.value(threshold) as u8,
        }
    }
}

/// The queues.
#[derive(Debug)]
pub(in crate::cache) struct Probation {
    pub(in crate::cache) queues: Queues,
    pub(in crate::cache) limits: ProbationLimits,
    /// The last object that was found among the ghosts.
    remembered: Option<ObjectId>,
}

impl Probation {
    pub(in crate::cache) fn new(config: &CacheConfig<'_>, threshold: &Parameter) -> Self {
        Self {
            queues: Queues::new(config.objects, 2, config.capacity),
            limits: ProbationLimits::new(config, threshold),
            remembered: None,
        }
    }

    #[inline]
    pub(in crate::cache) fn contains(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some_and(|queue| queue != GHOST)
    }

    /// Counts a use of an object that is in; a ghost is taken out, and known for this request.
    #[inline]
    pub(in crate::cache) fn lookup(&mut self, access: Access) -> bool {
        self.remembered = None;
        match self.queues.find(access.object) {
            None => false,
            Some(GHOST) => {
                self.queues.remove(access.object);
                self.remembered = Some(access.object);
                false
            }
            Some(_) => {
                self.queues.mark(access.object, |uses| (uses + 1).min(USES_MAX));
                true
            }
        }
    }

    /// Whether the object was among the ghosts when it was requested.
    #[inline]
    pub(in crate::cache) fn was_ghost(&self, object: ObjectId) -> bool {
        self.remembered == Some(object)
    }

    /// Whether the oldest of the small queue earned its place in the main queue; `None` if there is
    /// none.
    #[inline]
    pub(in crate::cache) fn is_promoted(&self) -> Option<bool> {
        Some(self.queues.mark_of_oldest(SMALL)? >= self.limits.threshold)
    }

    /// The oldest of the small queue leaves, and becomes a ghost.
    pub(in crate::cache) fn demote(&mut self) -> Option<(ObjectId, u64)> {
        self.queues.remember_oldest(SMALL, self.limits.ghost)
    }

    /// Evicts from the main queue: FIFO, where each use since gives another round.
    pub(in crate::cache) fn evict_main(&mut self) -> Option<(ObjectId, u64)> {
        loop {
            match self.queues.mark_of_oldest(MAIN)? {
                0 => return self.queues.pop(MAIN),
                uses => {
                    self.queues.move_oldest(MAIN, MAIN);
                    self.queues.mark_newest(MAIN, uses - 1);
                }
            }
        }
    }

    pub(in crate::cache) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
