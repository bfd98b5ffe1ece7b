//! W-TinyLFU: a small LRU window, and a segmented LRU that newcomers have to fight for.

use super::parameters::{LIKE, Parameter};
use super::queues::{Queue, Queues, share_of};
use super::sketch::Sketch;
use super::{Access, Eviction, PolicyInfo, Setup, mix};
use hotset_workloads::{ObjectId, Stream};
use rand::Rng;

/// W-TinyLFU (Einziger, Friedman and Manes, ACM Transactions on Storage 13(4), 2017). New objects
/// enter an LRU window; what drops out of it enters the probation segment of the main cache if
/// that has room or if it was asked for more often, by a sketch of all requests, than the object
/// that would have to go. A hit on probation leads to the protected segment. With sizes, the
/// dropped object has to win against each object that makes room for it.
///
/// libCacheSim counts only hits in the main cache, newcomers, and once more what drops out of the
/// window, in a counting Bloom filter for as many objects as the main cache counts room, without
/// conservative update and without an upper limit; it halves the counts after 32 hits in the main
/// cache for each unit of its room. Its window is as large as the cache until that is full first.
/// What drops out of it enters the protected segment if only that has room, and has to win against
/// one object alone. Objects larger than the window stay out.
#[derive(Debug)]
pub struct WTinyLfu {
    queues: Queues,
    residents: u64,
    limits: WTinyLfuLimits,
    counts: Counts,
    gone: Vec<(ObjectId, u64)>,
}

/// How much the parts should hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WTinyLfuLimits {
    pub(crate) window: u64,
    pub(crate) main: u64,
    /// Part of the main cache.
    pub(crate) protected: u64,
    /// The sketch is halved after this many requests an object in the cache.
    pub(crate) sample: u64,
}

impl WTinyLfuLimits {
    fn new(setup: &Setup<'_>) -> Self {
        let window = share_of(setup.capacity, setup.value(&WINDOW_SHARE)).max(1);
        let main = setup.capacity.amount().saturating_sub(window);
        let protected = (main as f64 * setup.value(&PROTECTED_SHARE)) as u64;
        Self { window, main, protected, sample: setup.value(&SAMPLE) as u64 }
    }

    /// Those of a cache, and what it counts with.
    pub(crate) fn with_sketch(setup: &Setup<'_>) -> (Self, Sketch) {
        (Self::new(setup), Sketch::new(&mut setup.stream.clone()))
    }
}

/// How often objects were asked for.
#[derive(Debug)]
enum Counts {
    Sketch(Sketch),
    Alike(Filter),
}

impl Counts {
    #[inline]
    fn of(&self, object: ObjectId) -> u64 {
        match self {
            Self::Sketch(sketch) => sketch.count(object),
            Self::Alike(filter) => filter.count(object),
        }
    }
}

/// The counting Bloom filter of libCacheSim, for a share of 0.001 of false positives.
#[derive(Debug)]
struct Filter {
    counters: Vec<u32>,
    seed: u64,
    /// Hits in the main cache since the counts were halved.
    hits: u64,
}

/// Counters an object, and those of them that it has: `-ln 0.001 / (ln 2)^2`, and that times `ln 2`.
const FILTER_COUNTERS: f64 = 14.378;
const FILTER_HASHES: u64 = 10;

impl Filter {
    /// Where room counts bytes, a quarter of a gigabyte of counters does as well as all of them.
    fn new(room: u64, stream: &mut Stream) -> Self {
        let counters = (room as f64 * FILTER_COUNTERS).clamp(20.0, f64::from(1 << 26));
        Self { counters: vec![0; counters as usize], seed: stream.next_u64(), hits: 0 }
    }

    fn places(&self, object: ObjectId) -> impl Iterator<Item = usize> + use<> {
        let hash = mix(u64::from(object) ^ self.seed);
        let (first, step, counters) = (hash >> 32, hash as u32, self.counters.len() as u64);
        (0..FILTER_HASHES).map(move |i| ((first + i * u64::from(step)) % counters) as usize)
    }

    fn count(&self, object: ObjectId) -> u64 {
        self.places(object).map(|place| u64::from(self.counters[place])).min().unwrap_or(0)
    }

    fn add(&mut self, object: ObjectId) {
        for place in self.places(object) {
            self.counters[place] = self.counters[place].saturating_add(1);
        }
    }
}

const WINDOW: Queue = 0;
const PROBATION: Queue = 1;
const PROTECTED: Queue = 2;

const ALIKE_SAMPLE: u64 = 32;

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
        if self.main_used() + charge <= self.limits.main {
            self.queues.move_oldest(WINDOW, PROBATION);
            return None;
        }
        let Some((segment, victim)) = self.main_victim() else { return self.pop(WINDOW) };
        let wins = self.counts.of(candidate) > self.counts.of(victim);
        self.pop(if wins { segment } else { WINDOW })
    }

    /// Makes room as libCacheSim does.
    fn evict_alike(&mut self) -> Option<(ObjectId, u64)> {
        while let Some(candidate) = self.queues.oldest(WINDOW) {
            let charge = self.queues.charge_of_oldest(WINDOW)?;
            let mut loser = None;
            let mut enters = self.main_used() + charge <= self.limits.main;
            if !enters {
                let main = self.main_victim();
                let beaten = |&(_, victim): &(Queue, ObjectId)| {
                    self.counts.of(candidate) > self.counts.of(victim)
                };
                let beaten = main.filter(beaten);
                enters = beaten.is_some();
                loser = self.pop(beaten.map_or(WINDOW, |(segment, _)| segment));
            }
            if enters {
                let room = |segment, limit| self.queues.used(segment) + charge <= limit;
                let probation = room(PROBATION, self.limits.main - self.limits.protected)
                    || !room(PROTECTED, self.limits.protected);
                self.queues.move_oldest(WINDOW, if probation { PROBATION } else { PROTECTED });
            }
            if let Counts::Alike(filter) = &mut self.counts {
                filter.add(candidate);
            }
            if loser.is_some() {
                return loser;
            }
        }
        self.main_victim().and_then(|(segment, _)| self.pop(segment))
    }

    /// Counts a request for an object, which is in that queue, if it is in.
    #[inline]
    fn count(&mut self, object: ObjectId, queue: Option<Queue>) {
        match &mut self.counts {
            Counts::Sketch(sketch) => {
                sketch.add(object, self.limits.sample * self.residents.max(64))
            }
            Counts::Alike(filter) if matches!(queue, Some(PROBATION | PROTECTED)) => {
                filter.add(object);
                filter.hits += 1;
                if filter.hits >= self.limits.main.saturating_mul(ALIKE_SAMPLE) {
                    filter.hits = 0;
                    filter.counters.iter_mut().for_each(|count| *count /= 2);
                }
            }
            Counts::Alike(_) => {}
        }
    }
}

impl Eviction for WTinyLfu {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[WINDOW_SHARE, PROTECTED_SHARE, SAMPLE, LIKE],
        sheds: true,
        ..PolicyInfo::new(
            "w-tinylfu",
            "less frequent of what drops out of a window and what is oldest on probation",
            "Einziger et al., ACM Transactions on Storage 2017",
            "O(1)",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        let (limits, sketch) = WTinyLfuLimits::with_sketch(setup);
        Self {
            queues: Queues::new(setup.objects, 3, setup.capacity),
            residents: 0,
            limits,
            counts: match setup.like_libcachesim() {
                true => Counts::Alike(Filter::new(limits.main, &mut setup.stream.clone())),
                false => Counts::Sketch(sketch),
            },
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
        if let Counts::Sketch(sketch) = &self.counts {
            sketch.touch(objects);
        }
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        let queue = self.queues.find(access.object);
        self.count(access.object, queue);
        let Some(queue) = queue else { return false };
        if queue == WINDOW {
            self.queues.renew(WINDOW, access);
            return true;
        }
        self.queues.renew(PROTECTED, access);
        while self.queues.used(PROTECTED) > self.limits.protected {
            self.queues.move_oldest(PROTECTED, PROBATION);
        }
        true
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        let charge = self.queues.charge(access.bytes);
        let largest = self.limits.window.min(self.limits.main - self.limits.protected);
        matches!(self.counts, Counts::Sketch(_)) || charge <= largest
    }

    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        if matches!(self.counts, Counts::Alike(_)) {
            return self.evict_alike();
        }
        let charge = self.queues.charge(incoming.bytes);
        while self.queues.used(WINDOW) + charge > self.limits.window {
            let Some(candidate) = self.queues.oldest(WINDOW) else { break };
            let loser = self.contest(candidate);
            if loser.is_some() {
                return loser;
            }
        }
        // An object larger than the window: it has to win against what makes room for it.
        let window = || self.queues.oldest(WINDOW).map(|object| (WINDOW, object));
        let (segment, victim) = self.main_victim().or_else(window)?;
        let may = charge <= self.limits.window
            || self.counts.of(incoming.object) > self.counts.of(victim);
        if may { self.pop(segment) } else { None }
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.residents += 1;
        self.queues.push(WINDOW, access.object, access.bytes);
        match &mut self.counts {
            Counts::Sketch(sketch) => sketch.fit(self.residents),
            Counts::Alike(filter) => {
                filter.add(access.object);
                return Some(access.bytes);
            }
        }
        while self.queues.used(WINDOW) > self.limits.window {
            let Some(candidate) = self.queues.oldest(WINDOW) else { break };
            let loser = self.contest(candidate);
            self.gone.extend(loser);
        }
        Some(access.bytes)
    }

    fn shed(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let removed = self.queues.remove(object)?;
        self.residents -= 1;
        Some(removed)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.queues.residents()
    }
}
