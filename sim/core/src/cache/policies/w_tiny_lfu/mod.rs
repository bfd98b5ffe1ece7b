//! W-TinyLFU: an LRU window, and a segmented LRU to which a frequency sketch decides admission.

mod climber;

use crate::cache::parameters::{COMPATIBILITY, Parameter};
use crate::cache::structures::queues::{Queue, Queues, share_of};
use crate::cache::structures::sketch::Sketch;
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use climber::Climber;
use hotset_workloads::ObjectId;

/// W-TinyLFU (Einziger, Friedman and Manes, ACM Transactions on Storage 13(4), 2017). New objects
/// enter an LRU window; what drops out of it enters the probation segment of the main cache if
/// that has room or if it was requested more often, by a sketch of all requests, than the object
/// that would have to go. A hit on probation leads to the protected segment. With sizes, the
/// dropped object has to win against each object that makes room for it. The window's share is constant, as
/// in that paper, or climbs as in a later one of theirs (Einziger et al., Middleware 2018): what it gains the
/// protected segment loses.
///
/// libCacheSim counts only hits in the main cache, newcomers, and once more what drops out of the
/// window, without an upper limit, and halves the counts after 32 hits in the main cache for each unit of
/// its room. Its window is as large as the cache until that is full first. What drops out of it enters
/// the protected segment if only that has room, and has to win against one object alone; others leave
/// then without a contest until it fits. What a hit pushes down can push others out of probation. Objects
/// larger than the window are not admitted. It counts with a Bloom filter, in which one object in a thousand gets
/// the counts of others; here every object has its own count, which makes a difference in caches of less
/// than a few hundred bytes, and in those of 2 to 4 GiB, in which the peer has twenty counters in all.
#[derive(Debug)]
pub struct WTinyLfu {
    queues: Queues,
    residents: u64,
    limits: WTinyLfuLimits,
    counts: Counts,
    gone: Vec<(ObjectId, u64)>,
    climber: Option<Climber>,
    capacity: u64,
}

/// How much the parts should hold.
#[derive(Clone, Copy, Debug)]
pub(crate) struct WTinyLfuLimits {
    pub(crate) window: u64,
    pub(crate) main: u64,
    /// Part of the main cache.
    pub(crate) protected: u64,
    /// What libCacheSim leaves for the rest of it, rounded down by itself.
    probation: u64,
    /// The sketch is halved after this many requests an object in the cache.
    pub(crate) sample: u64,
}

impl WTinyLfuLimits {
    fn new(config: &CacheConfig<'_>) -> Self {
        let least = if config.like_libcachesim() { 0 } else { 1 };
        let window = share_of(config.capacity, config.value(&WINDOW_SHARE)).max(least);
        let main = config.capacity.amount().saturating_sub(window);
        let share = config.value(&PROTECTED_SHARE);
        let protected = (main as f64 * share) as u64;
        // 0.2, not what is left of 1 without 0.8 in binary digits.
        let rest = ((1.0 - share) * 1e9).round() / 1e9;
        let probation = (main as f64 * rest) as u64;
        Self { window, main, protected, probation, sample: config.value(&SAMPLE) as u64 }
    }

    /// Those of a cache whose window stays as it is, and what it counts with.
    pub(crate) fn with_sketch(config: &CacheConfig<'_>) -> (Self, Sketch) {
        (Self::new(config), Sketch::new(&mut config.stream.clone()))
    }
}

/// How often objects were requested.
#[derive(Debug)]
enum Counts {
    Sketch(Sketch),
    Alike(Exact),
}

impl Counts {
    #[inline]
    fn of(&self, object: ObjectId) -> u64 {
        match self {
            Self::Sketch(sketch) => sketch.count(object),
            Self::Alike(exact) => u64::from(exact.counts[object as usize]),
        }
    }
}

/// Counts of objects, one by one.
#[derive(Debug)]
struct Exact {
    counts: Vec<u32>,
    /// Hits in the main cache since the counts were halved.
    hits: u64,
}

impl Exact {
    fn add(&mut self, object: ObjectId) {
        let count = &mut self.counts[object as usize];
        *count = count.saturating_add(1);
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

const CLIMBS: Parameter = Parameter::word(
    "climb",
    &["no", "yes"],
    "whether the window's share follows the hit ratio; libCacheSim's does not",
);

/// Whether the window of a cache climbs. libCacheSim's does not.
pub(crate) fn climbs(config: &CacheConfig<'_>) -> bool {
    config.value(&CLIMBS) == 1.0 && !config.like_libcachesim()
}

impl WTinyLfu {
    /// Counts a request, after which the window may have another share.
    #[inline]
    fn climb(&mut self, hit: bool) {
        let period = self.limits.sample * self.residents.max(64);
        let step = self.climber.as_mut().and_then(|climber| climber.count(hit, period));
        if let Some(step) = step {
            self.resize_window((step * self.capacity as f64) as i64);
        }
    }

    /// What the window gains the protected segment loses; nothing leaves the cache.
    fn resize_window(&mut self, step: i64) {
        let limits = &mut self.limits;
        let gain = step.unsigned_abs();
        if step >= 0 {
            let gain = gain.min(limits.protected);
            limits.protected -= gain;
            limits.main -= gain;
            limits.window += gain;
        } else {
            let loss = gain.min(limits.window.saturating_sub(1));
            limits.window -= loss;
            limits.main += loss;
            limits.protected += loss;
        }
        while self.queues.used(PROTECTED) > self.limits.protected {
            self.queues.move_oldest(PROTECTED, PROBATION);
        }
        while self.main_used() > self.limits.main && !self.queues.is_empty(PROBATION) {
            self.queues.move_oldest(PROBATION, WINDOW);
        }
        while self.queues.used(WINDOW) > self.limits.window && step < 0 {
            self.queues.move_oldest(WINDOW, PROBATION);
        }
    }

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
                self.enter_main_alike(charge);
            }
            if let Counts::Alike(exact) = &mut self.counts {
                exact.add(candidate);
            }
            if loser.is_some() {
                return loser;
            }
        }
        self.main_victim().and_then(|(segment, _)| self.pop(segment))
    }

    /// The oldest of the window comes into the segment that has room for it, or into probation, from which
    /// others leave for it.
    fn enter_main_alike(&mut self, charge: u64) {
        let room = |segment, limit| self.queues.used(segment) + charge <= limit;
        let segment = match room(PROBATION, self.limits.probation) {
            true => Some(PROBATION),
            false => room(PROTECTED, self.limits.protected).then_some(PROTECTED),
        };
        while segment.is_none() && self.main_used() + charge > self.limits.main {
            let victim = self.main_victim().and_then(|(segment, _)| self.pop(segment));
            let Some(victim) = victim else { break };
            self.gone.push(victim);
        }
        self.queues.move_oldest(WINDOW, segment.unwrap_or(PROBATION));
    }

    /// After a hit: as long as the segment of that object has too much, its oldest goes down, and from
    /// probation it leaves.
    fn cool_alike(&mut self, object: ObjectId) {
        while let Some(segment) = self.queues.find(object) {
            if segment == PROTECTED && self.queues.used(PROTECTED) > self.limits.protected {
                self.queues.move_oldest(PROTECTED, PROBATION);
            } else if segment == PROTECTED || self.queues.used(PROBATION) <= self.limits.probation {
                return;
            }
            while self.queues.used(PROBATION) > self.limits.probation {
                let Some(victim) = self.pop(PROBATION) else { break };
                self.gone.push(victim);
            }
        }
    }

    /// Counts a request for an object, which is in that queue, if it is in.
    #[inline]
    fn count(&mut self, object: ObjectId, queue: Option<Queue>) {
        match &mut self.counts {
            Counts::Sketch(sketch) => {
                sketch.add(object, self.limits.sample * self.residents.max(64))
            }
            Counts::Alike(exact) if matches!(queue, Some(PROBATION | PROTECTED)) => {
                exact.add(object);
                exact.hits += 1;
                if exact.hits >= self.limits.main.saturating_mul(ALIKE_SAMPLE) {
                    exact.hits = 0;
                    exact.counts.iter_mut().for_each(|count| *count /= 2);
                }
            }
            Counts::Alike(_) => {}
        }
    }
}

impl EvictionPolicy for WTinyLfu {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[WINDOW_SHARE, PROTECTED_SHARE, SAMPLE, CLIMBS, COMPATIBILITY],
        evicts_spontaneously: true,
        sampling_bias: PolicyInfo::NEWEST_FIRST,
        ..PolicyInfo::new(
            "w-tinylfu",
            "less frequent of what drops out of a window and what is oldest on probation",
            "Einziger et al., ACM Transactions on Storage 2017",
            "O(1)",
        )
        .taking(12.0, 64.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let (limits, sketch) = WTinyLfuLimits::with_sketch(config);
        Self {
            queues: Queues::new(config.objects, 3, config.capacity),
            residents: 0,
            limits,
            counts: match config.like_libcachesim() {
                true => Counts::Alike(Exact { counts: vec![0; config.objects], hits: 0 }),
                false => Counts::Sketch(sketch),
            },
            gone: Vec::new(),
            climber: climbs(config).then(Climber::new),
            capacity: config.capacity.amount(),
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.queues.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.queues.prefetch(objects);
        if let Counts::Sketch(sketch) = &self.counts {
            sketch.prefetch(objects);
        }
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        let queue = self.queues.find(access.object);
        self.count(access.object, queue);
        let queue = match self.climber {
            None => queue,
            Some(_) => {
                self.climb(queue.is_some());
                self.queues.find(access.object)
            }
        };
        let Some(queue) = queue else { return false };
        if queue == WINDOW {
            self.queues.renew(WINDOW, access);
            return true;
        }
        self.queues.renew(PROTECTED, access);
        if matches!(self.counts, Counts::Alike(_)) {
            self.cool_alike(access.object);
            return true;
        }
        while self.queues.used(PROTECTED) > self.limits.protected {
            self.queues.move_oldest(PROTECTED, PROBATION);
        }
        true
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        let charge = self.queues.charge(access.bytes);
        let largest = self.limits.window.min(self.limits.probation);
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
            Counts::Alike(exact) => {
                exact.add(access.object);
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

    fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
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
