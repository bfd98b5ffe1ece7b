//! W-TinyLFU: a small LRU window, and a segmented LRU that newcomers have to fight for.

use super::parameters::Parameter;
use super::queues::{Queue, Queues, share_of};
use super::sketch::Sketch;
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// W-TinyLFU (Einziger, Friedman and Manes, ACM Transactions on Storage 13(4), 2017). New objects
/// enter an LRU window; what drops out of it enters the probation segment of the main cache if
/// that has room or if it was asked for more often, by a sketch of all requests, than the object
/// that would have to go. A hit on probation leads to the protected segment. With sizes, the
/// dropped object has to win against each object that makes room for it.
#[derive(Debug)]
pub struct WTinyLfu {
    queues: Queues,
    residents: u64,
    window_limit: u64,
    main_limit: u64,
    protected_limit: u64,
    /// The sketch is halved after this many requests an object in the cache.
    sample: u64,
    sketch: Sketch,
    gone: Vec<(ObjectId, u64)>,
}

const WINDOW: Queue = 0;
const PROBATION: Queue = 1;
const PROTECTED: Queue = 2;

const WINDOW_SHARE: Parameter =
    Parameter::share("window", 0.01, "share of the cache for the window");
const PROTECTED_SHARE: Parameter =
    Parameter::share("protected", 0.8, "share of the main cache for the protected segment");
const SAMPLE: Parameter = Parameter::count(
    "sample",
    (1, 1_000_000),
    10,
    "requests an object in the cache after which all counts are halved",
);

impl WTinyLfu {
    fn main_used(&self) -> u64 {
        self.queues.used(PROBATION) + self.queues.used(PROTECTED)
    }

    /// The segment that the next victim of the main cache is in.
    fn main_victim(&self) -> Option<(Queue, ObjectId)> {
        let oldest = |queue| self.queues.oldest(queue).map(|object| (queue, object));
        oldest(PROBATION).or_else(|| oldest(PROTECTED))
    }

    fn pop(&mut self, queue: Queue) -> Option<(ObjectId, u64)> {
        let popped = self.queues.pop(queue)?;
        self.residents -= 1;
        Some(popped)
    }

    /// Lets the oldest of the window into the main cache, if there is room for it; else drops the
    /// less frequent of it and the main cache's victim.
    fn contest(&mut self, candidate: ObjectId) -> Option<(ObjectId, u64)> {
        let charge = self.queues.charge_of_oldest(WINDOW)?;
        if self.main_used() + charge <= self.main_limit {
            self.queues.move_oldest(WINDOW, PROBATION);
            return None;
        }
        let Some((segment, victim)) = self.main_victim() else { return self.pop(WINDOW) };
        let wins = self.sketch.count(candidate) > self.sketch.count(victim);
        self.pop(if wins { segment } else { WINDOW })
    }
}

impl Eviction for WTinyLfu {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[WINDOW_SHARE, PROTECTED_SHARE, SAMPLE],
        sheds: true,
        ..PolicyInfo::new(
            "w-tinylfu",
            "less frequent of what drops out of a window and what is oldest on probation",
            "Einziger et al., ACM Transactions on Storage 2017",
            "O(1)",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        let amount = setup.capacity.amount();
        let window_limit = share_of(setup.capacity, setup.value(&WINDOW_SHARE)).max(1);
        let main_limit = amount.saturating_sub(window_limit);
        Self {
            queues: Queues::new(setup.objects, 3, setup.capacity),
            residents: 0,
            window_limit,
            main_limit,
            protected_limit: (main_limit as f64 * setup.value(&PROTECTED_SHARE)) as u64,
            sample: setup.value(&SAMPLE) as u64,
            sketch: Sketch::new(amount.min(setup.objects as u64), &mut setup.stream.clone()),
            gone: Vec::new(),
        }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some()
    }

    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        self.queues.touch(objects);
        self.sketch.touch(objects);
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        self.sketch.add(access.object, self.sample * self.residents.max(64));
        let Some(queue) = self.queues.find(access.object) else { return false };
        if queue == WINDOW {
            self.queues.renew(WINDOW, access);
            return true;
        }
        self.queues.renew(PROTECTED, access);
        while self.queues.used(PROTECTED) > self.protected_limit {
            self.queues.move_oldest(PROTECTED, PROBATION);
        }
        true
    }

    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        let charge = self.queues.charge(incoming.bytes);
        while self.queues.used(WINDOW) + charge > self.window_limit {
            let Some(candidate) = self.queues.oldest(WINDOW) else { break };
            let loser = self.contest(candidate);
            if loser.is_some() {
                return loser;
            }
        }
        // An object larger than the window: it has to win against what makes room for it.
        let window = || self.queues.oldest(WINDOW).map(|object| (WINDOW, object));
        let (segment, victim) = self.main_victim().or_else(window)?;
        let may = charge <= self.window_limit
            || self.sketch.count(incoming.object) > self.sketch.count(victim);
        if may { self.pop(segment) } else { None }
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.residents += 1;
        self.queues.push(WINDOW, access.object, access.bytes);
        while self.queues.used(WINDOW) > self.window_limit {
            let Some(candidate) = self.queues.oldest(WINDOW) else { break };
            let loser = self.contest(candidate);
            self.gone.extend(loser);
        }
        Some(access.bytes)
    }

    fn shed(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
