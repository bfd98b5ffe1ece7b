//! Cacheus: a scan-resistant LRU or a churn-resistant LFU, chosen by regret minimisation.

use crate::cache::parameters::Parameter;
use crate::cache::policies::lfu::Lfu;
use crate::cache::structures::ghosts::Ghosts;
use crate::cache::structures::slots::{HEAD, Slot, Slots};
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, Stream};
use rand::RngExt;

/// Cacheus (Rodriguez et al., FAST 2021): LeCaR with other experts, and a learning rate that it finds by
/// itself. SR-LRU keeps what is new in a list apart, through which scans pass, and learns how long that has
/// to be: longer when what left it new is requested again, shorter when what was pushed down into it is.
/// CR-LFU evicts, of the objects used least, the one used last. Each expert remembers half as much as the
/// cache holds of what it evicted. The learning rate goes on as long as the hit ratio grows, turns where
/// it falls, and is redrawn after ten periods without success; a period has as many requests as there
/// are objects in the cache.
///
/// As in the authors' code, what comes back has its uses again, and the weights stay between 0.01 and 0.99.
/// libCacheSim's departs from the paper in all of its parts, with its own chances, so that no form of hotset's
/// follows it.
#[derive(Debug)]
pub struct Cacheus {
    /// New objects and those pushed down at [`HEAD`], the others at `reused`, each by last use.
    recent: Slots,
    reused: Slot,
    /// By slot.
    states: Vec<State>,
    frequent: Lfu,
    /// What each expert evicted: its uses, and whether it was new.
    ghosts: [Ghosts<(u32, bool)>; 2],
    weight_of_lru: f64,
    /// What the reused objects count for, and what they may.
    reused_used: u64,
    reused_limit: u64,
    /// Objects that left new and are remembered; objects that were pushed down and are in.
    left_new: u64,
    pushed_down: u64,
    residents: u64,
    learning: Learning,
    /// What is requested, if an expert had evicted it, with its uses; whether something left for it.
    remembered: Option<(ObjectId, u32)>,
    made_room: bool,
    /// Whether anything ever left: until then a period would be as short as the cache is empty.
    was_full: bool,
    capacity: Capacity,
    stream: Stream,
}

/// Where an object in the cache stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    /// In the list of the new, where it came before the cache was full.
    #[default]
    First,
    /// There, since the cache was full.
    New,
    /// There, pushed down for others.
    PushedDown,
    /// In the list of the reused.
    Reused,
}

/// The learning rate, and how it came about.
#[derive(Debug)]
struct Learning {
    rate: f64,
    rate_before: f64,
    ratio_before: f64,
    requests: u64,
    hits: u64,
    periods_in_vain: u32,
}

const LRU: usize = 0;
const LFU: usize = 1;
const WEIGHT_MIN: f64 = 0.01;
const RATE_MIN: f64 = 0.001;
const PERIODS_IN_VAIN: u32 = 10;

const NEW_SHARE: Parameter =
    Parameter::share("new", 0.01, "share of the cache for what is new, at first");

impl Learning {
    fn new(stream: &mut Stream) -> Self {
        let rate = Self::draw(stream);
        let (requests, hits, periods_in_vain) = (0, 0, 0);
        Self { rate, rate_before: 0.0, ratio_before: 0.0, requests, hits, periods_in_vain }
    }

    fn draw(stream: &mut Stream) -> f64 {
        RATE_MIN + (1.0 - RATE_MIN) * stream.random::<f64>()
    }

    /// Counts a request; at the end of a period of so many, the rate follows the hit ratio.
    fn count(&mut self, hit: bool, period: u64, stream: &mut Stream) {
        self.requests += 1;
        self.hits += u64::from(hit);
        if self.requests < period {
            return;
        }
        let ratio = self.hits as f64 / self.requests as f64;
        let (gained, step) = (ratio - self.ratio_before, self.rate - self.rate_before);
        (self.ratio_before, self.rate_before) = (ratio, self.rate);
        (self.requests, self.hits) = (0, 0);
        if step != 0.0 {
            let change = (self.rate * step).abs();
            let change = if gained / step > 0.0 { change } else { -change };
            self.rate = (self.rate + change).clamp(RATE_MIN, 1.0);
            self.periods_in_vain = 0;
            return;
        }
        self.periods_in_vain += u32::from(ratio == 0.0 || gained <= 0.0);
        if self.periods_in_vain >= PERIODS_IN_VAIN {
            self.periods_in_vain = 0;
            self.rate = Self::draw(stream);
        }
    }
}

impl Cacheus {
    /// A step by which a list grows: as many objects of this size as there are of `many` to one of `few`.
    fn step(&self, many: u64, few: u64, bytes: u64) -> u64 {
        let objects = (many as f64 / few.max(1) as f64).round().max(1.0) as u64;
        objects.saturating_mul(self.capacity.charge(bytes))
    }

    /// Puts an object that was used again on top of the reused; what they have too much is pushed down.
    fn promote(&mut self, slot: Slot) {
        let charge = self.capacity.charge(self.recent.object(slot).1);
        if self.states[slot as usize] != State::Reused {
            self.reused_used += charge;
        }
        self.states[slot as usize] = State::Reused;
        self.recent.move_to_newest(self.reused, slot);
        self.push_down();
    }

    fn push_down(&mut self) {
        while self.reused_used > self.reused_limit {
            let Some(oldest) = self.recent.oldest(self.reused) else { break };
            self.recent.move_to_newest(HEAD, oldest);
            self.states[oldest as usize] = State::PushedDown;
            self.reused_used -= self.capacity.charge(self.recent.object(oldest).1);
            self.pushed_down += 1;
        }
    }

    /// An expert had evicted what is requested, and loses weight.
    fn regret(&mut self, expert: usize) {
        let kept = libm::exp(-self.learning.rate);
        let lost = |weight: f64, of: usize| if of == expert { weight * kept } else { weight };
        let (lru, lfu) = (lost(self.weight_of_lru, LRU), lost(1.0 - self.weight_of_lru, LFU));
        self.weight_of_lru = (lru / (lru + lfu)).clamp(WEIGHT_MIN, 1.0 - WEIGHT_MIN);
    }

    /// What is requested and not in: an expert may have evicted it.
    fn look_back(&mut self, object: ObjectId) {
        (self.remembered, self.made_room) = (None, false);
        for expert in [LRU, LFU] {
            let Some((bytes, (uses, was_new))) = self.ghosts[expert].take(object) else { continue };
            if was_new {
                self.left_new -= 1;
                let step = self.step(self.pushed_down, self.left_new, bytes);
                // Something is left for what is new, and for the rest.
                self.reused_limit = self.reused_limit.saturating_sub(step).max(1);
            }
            self.remembered = Some((object, uses));
            self.regret(expert);
        }
    }
}

impl EvictionPolicy for Cacheus {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[NEW_SHARE],
        ..PolicyInfo::new(
            "cacheus",
            "least recently used of what is new, or least frequently used, by the expert with less regret",
            "Rodriguez et al., FAST 2021",
            "O(1)",
        )
        .taking(16.0, 192.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let mut recent = Slots::new(config.objects);
        let reused = recent.new_ring();
        let mut stream = config.stream.clone();
        let amount = config.capacity.amount();
        let new = (amount as f64 * config.value(&NEW_SHARE)).round().max(1.0) as u64;
        let ghosts = || Ghosts::new(config.objects, (amount / 2).max(1), config.capacity);
        Self {
            recent,
            reused,
            states: Vec::new(),
            frequent: Lfu::new(config),
            ghosts: [ghosts(), ghosts()],
            weight_of_lru: 0.5,
            reused_used: 0,
            reused_limit: amount.saturating_sub(new),
            left_new: 0,
            pushed_down: 0,
            residents: 0,
            learning: Learning::new(&mut stream),
            remembered: None,
            made_room: false,
            was_full: false,
            capacity: config.capacity,
            stream,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.recent.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.recent.prefetch(objects);
    }

    fn lookup(&mut self, access: Access) -> bool {
        let found = self.recent.find(access.object);
        if self.was_full {
            self.learning.count(found.is_some(), self.residents.max(1), &mut self.stream);
        }
        let Some(slot) = found else {
            self.look_back(access.object);
            return false;
        };
        self.frequent.lookup(access);
        if self.states[slot as usize] == State::PushedDown {
            let step = self.step(self.left_new, self.pushed_down, self.recent.object(slot).1);
            let most = self.capacity.amount().saturating_sub(1);
            self.reused_limit = self.reused_limit.saturating_add(step).min(most);
            self.pushed_down -= 1;
        }
        self.promote(slot);
        true
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        (self.made_room, self.was_full) = (true, true);
        let oldest = self.recent.oldest(HEAD).or_else(|| self.recent.oldest(self.reused))?;
        let oldest = self.recent.object(oldest).0;
        let rarest = self.frequent.newest_of_rarest()?;
        let blamed = match oldest == rarest {
            true => None,
            false if self.stream.random::<f64>() < self.weight_of_lru => Some(LRU),
            false => Some(LFU),
        };
        let victim = if blamed == Some(LFU) { rarest } else { oldest };
        let slot = self.recent.find(victim)?;
        let was_new = self.states[slot as usize] == State::New && blamed == Some(LRU);
        let uses = self.frequent.uses(victim);
        let bytes = self.remove(victim)?;
        if let Some(expert) = blamed {
            self.left_new += u64::from(was_new);
            let left_new = &mut self.left_new;
            let forgotten = |(_, was_new): (u32, bool)| *left_new -= u64::from(was_new);
            self.ghosts[expert].add(victim, bytes, (uses, was_new), forgotten);
        }
        Some((victim, bytes))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let known = self.remembered.filter(|&(object, _)| object == access.object);
        let charge = self.capacity.charge(access.bytes);
        let nothing_is_new = self.recent.oldest(HEAD).is_none();
        let has_room =
            !self.made_room && nothing_is_new && self.reused_used + charge <= self.reused_limit;
        let slot = self.recent.push_newest(HEAD, access.object, access.bytes);
        self.states.resize(self.recent.len(), State::First);
        self.states[slot as usize] = if self.made_room { State::New } else { State::First };
        self.frequent.insert_used(access, known.map_or(1, |(_, uses)| u64::from(uses) + 1));
        self.residents += 1;
        if known.is_some() || has_room {
            self.promote(slot);
        }
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.recent.find(object)?;
        self.frequent.remove(object);
        self.residents -= 1;
        let (_, bytes) = self.recent.remove(slot);
        match self.states[slot as usize] {
            State::Reused => self.reused_used -= self.capacity.charge(bytes),
            State::PushedDown => self.pushed_down -= 1,
            State::First | State::New => {}
        }
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.recent.residents()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    /// A cache that is being filled learns nothing; then the rate goes up with the first period's hits.
    #[test]
    fn learning_begins_with_a_full_cache() {
        let stream = Stream::seed_from_u64(1);
        let config = CacheConfig::new(Capacity::Objects(50), 100, stream);
        let mut cache = Cacheus::new(&config);
        let drawn = cache.learning.rate;
        let access =
            |object| Access::of(&hotset_workloads::Request { object, ..Default::default() });
        let ask = |cache: &mut Cacheus, object| {
            if !cache.lookup(access(object)) {
                while cache.residents >= 50 {
                    cache.evict(access(object)).unwrap();
                }
                cache.insert(access(object)).unwrap();
            }
        };
        (0..50).for_each(|object| ask(&mut cache, object));
        assert_eq!((cache.learning.rate, cache.residents), (drawn, 50));
        ask(&mut cache, 60);
        (0..50).for_each(|_| ask(&mut cache, 60));
        assert_eq!(cache.learning.rate, (drawn + drawn * drawn).min(1.0));
    }

    #[test]
    fn the_rate_goes_on_turns_and_is_drawn_anew() {
        let mut stream = Stream::seed_from_u64(1);
        let mut learning = Learning { rate: 0.5, ..Learning::new(&mut stream) };
        let mut period = |learning: &mut Learning, hits: usize| {
            (0..100).for_each(|n| learning.count(n < hits, 100, &mut stream));
            learning.rate
        };
        // From 0 to 0.5 the ratio grew: on by 0.5 * 0.5. Then it falls: back by 0.75 * 0.25.
        assert_eq!(period(&mut learning, 40), 0.75);
        assert_eq!(period(&mut learning, 30), 0.5625);
        // Back again, and up: on in that direction.
        assert_eq!(period(&mut learning, 50), 0.5625 - 0.5625 * 0.1875);
        learning.rate = learning.rate_before;
        let before = learning.rate;
        (0..PERIODS_IN_VAIN - 1).for_each(|_| assert_eq!(period(&mut learning, 0), before));
        assert_ne!(period(&mut learning, 0), before);
    }
}
