//! CAR: ARC with clocks instead of LRU lists.

use crate::cache::parameters::COMPATIBILITY;
use crate::cache::structures::queues::{Queue, Queues};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Clock with adaptive replacement (Bansal and Modha, FAST 2004, figure 2). A hit only sets a
/// bit; the hand of T1 sends marked objects to T2, that of T2 gives them another round. What
/// leaves is remembered in B1 and B2, whose hits move the target of T1.
///
/// libCacheSim adapts the target before it makes room, not after; rounds the step of the target
/// down; and drops a ghost of B1 whenever T1 and B1 together reach the capacity, also on a hit
/// among the ghosts, but never one of B2. A ghost that grew too large to be inserted leaves the next
/// object, whichever it is, its place in T2.
#[derive(Debug)]
pub struct Car {
    queues: Queues,
    capacity: u64,
    target: f64,
    /// The last object that was found among the ghosts, and where.
    remembered: Option<(ObjectId, Queue)>,
    /// Whether ghosts of B1, and of B2, were requested since an object last was inserted, as in libCacheSim.
    regretted: [bool; 2],
    like_libcachesim: bool,
}

const T1: Queue = 0;
const T2: Queue = 1;
const B1: Queue = 2;
const B2: Queue = 3;

impl Car {
    fn adapt(&mut self, ghosts: Queue, here: u64, there: u64) {
        let step = match self.like_libcachesim {
            true => there.checked_div(here).unwrap_or(0) as f64,
            false => there as f64 / here.max(1) as f64,
        };
        let step = step.max(1.0);
        self.target = match ghosts {
            B1 => (self.target + step).min(self.capacity as f64),
            _ => (self.target - step).max(0.0),
        };
    }

    /// `replace()` of the paper.
    fn replace(&mut self) -> Option<(ObjectId, u64)> {
        loop {
            let t1_first = self.queues.used(T1) as f64 >= self.target.max(1.0);
            let list = match (self.queues.is_empty(T1), self.queues.is_empty(T2)) {
                (true, true) => return None,
                (false, true) => T1,
                (true, false) => T2,
                (false, false) => {
                    if t1_first {
                        T1
                    } else {
                        T2
                    }
                }
            };
            if self.queues.mark_of_oldest(list)? == 0 {
                return self.queues.remember_oldest(list, u64::MAX);
            }
            self.queues.move_oldest(list, T2);
        }
    }

    fn forget(&mut self, ghosts: Queue) {
        self.queues.pop(ghosts);
    }

    /// Bounds the ghosts, for an object that is on no list. The paper asks for equality, as all
    /// sizes are 1 there.
    fn bound_ghosts(&mut self, charge: u64) {
        let used = |list| self.queues.used(list);
        let (t1, t2, b1, b2) = (used(T1), used(T2), used(B1), used(B2));
        if self.like_libcachesim {
            if t1 + b1 >= self.capacity {
                self.forget(B1);
            }
        } else if t1 + b1 + charge > self.capacity {
            self.forget(B1);
        } else if t1 + t2 + b1 + b2 + charge > 2 * self.capacity {
            self.forget(B2);
        }
    }
}

impl EvictionPolicy for Car {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[COMPATIBILITY],
        sampling_bias: PolicyInfo::ADAPTS_BY_GHOSTS,
        ..PolicyInfo::new(
            "car",
            "first without use in one of two clocks, as hits of ghost entries say",
            "Bansal and Modha, FAST 2004",
            "O(1)",
        )
        .taking(8.0, 48.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            queues: Queues::new(config.objects, 2, config.capacity),
            capacity: config.capacity.amount(),
            target: 0.0,
            remembered: None,
            regretted: [false; 2],
            like_libcachesim: config.like_libcachesim(),
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
                self.queues.mark(access.object, |_| 1);
                true
            }
            Some(ghosts) => {
                self.remembered = Some((access.object, ghosts));
                if self.like_libcachesim {
                    self.regretted[ghosts - B1] = true;
                    let used = |list| self.queues.used(list);
                    self.adapt(ghosts, used(ghosts), used(B1 + B2 - ghosts));
                    self.queues.remove(access.object);
                }
                false
            }
        }
    }

    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        let victim = self.replace();
        let known = self.remembered.is_some_and(|(object, _)| object == incoming.object);
        let bounds = match self.like_libcachesim {
            true => self.regretted != [true; 2],
            false => !known,
        };
        if bounds {
            self.bound_ghosts(self.queues.charge(incoming.bytes));
        }
        victim
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let known = self.remembered.filter(|&(remembered, _)| remembered == object);
        if let Some((_, ghosts)) = known
            && !self.like_libcachesim
        {
            let used = |list| self.queues.used(list);
            self.adapt(ghosts, used(ghosts), used(B1 + B2 - ghosts));
            self.queues.remove(object);
        }
        let regretted = std::mem::take(&mut self.regretted) != [false; 2];
        self.queues.push(if known.is_some() || regretted { T2 } else { T1 }, object, bytes);
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if self.contains(object) { self.queues.remove(object) } else { None }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
