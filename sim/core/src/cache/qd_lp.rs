//! QD-LP-FIFO: quick demotion in front of lazy promotion.

use super::parameters::{LIKE, Parameter};
use super::queues::{Queue, Queues, share_of};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// QD-LP-FIFO (Yang, Qiu, Zhang, Yue and Rashmi, "FIFO can be better than LRU", HotOS 2023). A
/// new object enters a small FIFO queue; if it is used there it moves on to a CLOCK of two bits,
/// else it leaves and is remembered as a ghost, from which it comes straight into the CLOCK.
/// Objects larger than the small queue stay out; libCacheSim also those exactly as large.
#[derive(Debug)]
pub struct QdLp {
    queues: Queues,
    small_limit: u64,
    main_limit: u64,
    ghost_limit: u64,
    threshold: u8,
    like_libcachesim: bool,
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
    Parameter::count("threshold", (1, 3), 1, "hits in the small queue that lead to the main queue");

/// Two bits.
const USES_MAX: u8 = 3;

impl QdLp {
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

    /// Makes room in the main queue; `false` if that is smaller than the object.
    fn make_room_in_main(&mut self, charge: u64) -> bool {
        if charge > self.main_limit {
            return false;
        }
        while self.queues.used(MAIN) + charge > self.main_limit {
            let Some(victim) = self.evict_main() else { break };
            self.gone.push(victim);
        }
        true
    }
}

impl Eviction for QdLp {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[SMALL_SHARE, GHOST_SHARE, THRESHOLD, LIKE],
        sheds: true,
        ..PolicyInfo::new(
            "qd-lp",
            "unused in a small FIFO queue, or first without use in a CLOCK of two bits",
            "Yang et al., HotOS 2023",
            "O(1)",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        let capacity = setup.capacity;
        let small_limit = share_of(capacity, setup.value(&SMALL_SHARE)).max(1);
        Self {
            queues: Queues::new(setup.objects, 3, capacity),
            small_limit,
            main_limit: capacity.amount().saturating_sub(small_limit),
            ghost_limit: share_of(capacity, setup.value(&GHOST_SHARE)),
            threshold: setup.value(&THRESHOLD) as u8,
            like_libcachesim: setup.like_libcachesim(),
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
        self.queues.charge(access.bytes) <= self.small_limit
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        while let Some(slot) = self.queues.oldest(SMALL) {
            if self.queues.mark(slot) < self.threshold {
                let victim = self.queues.object(slot);
                self.queues.remember(GHOST, self.ghost_limit, slot);
                return Some(victim);
            }
            if !self.make_room_in_main(self.queues.charge_of(slot)) {
                return Some(self.queues.remove(slot));
            }
            self.queues.move_to(MAIN, slot);
            if let Some(victim) = self.gone.pop() {
                return Some(victim);
            }
        }
        self.evict_main()
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let charge = self.queues.charge(bytes);
        let queue = if self.remembered == Some(object) { MAIN } else { SMALL };
        let fits = match queue {
            MAIN => self.make_room_in_main(charge),
            _ => !self.like_libcachesim || charge < self.small_limit,
        };
        if fits {
            self.queues.push(queue, object, bytes);
        }
        fits.then_some(bytes)
    }

    fn shed(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents(GHOST)
    }
}
