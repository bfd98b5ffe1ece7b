//! LeCaR: LRU or LFU, chosen by regret minimisation.

use crate::cache::parameters::{Parameter, Range};
use crate::cache::policies::lfu::Lfu;
use crate::cache::structures::ghosts::Ghosts;
use crate::cache::structures::slots::{HEAD, Slots};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::{ObjectId, Stream};
use rand::RngExt;

/// LeCaR (Vietri et al., HotStorage 2018): two experts, LRU and LFU, over the same objects, one of which is
/// drawn by its weight to name the victim. What an expert had evicted is remembered, as much as the cache
/// holds; when it is requested again the expert loses weight, the less the longer ago that was. Where both
/// name the same object neither is to blame.
///
/// The discount of a request is `discount` to the power of one over the number of objects in the cache. An
/// object that comes back has its uses again. Weights stay between 0.01 and 0.99, as in the authors' code.
/// libCacheSim's is another form of it (half the memory, no uses of those that come back, chances in
/// hundredths, of bytes no discount): with its own chances, so that no form of hotset's follows it.
#[derive(Debug)]
pub struct LeCar {
    /// By last use.
    recent: Slots,
    frequent: Lfu,
    /// What LRU, and what LFU evicted: its uses, and when it left.
    ghosts: [Ghosts<(u32, u64)>; 2],
    weight_of_lru: f64,
    rate: f64,
    discount: f64,
    now: u64,
    residents: u64,
    /// The last object that an expert had evicted, and its uses.
    remembered: Option<(ObjectId, u32)>,
    stream: Stream,
}

const LRU: usize = 0;
const LFU: usize = 1;
const WEIGHT_MIN: f64 = 0.01;

const RATE: Parameter = Parameter {
    name: "rate",
    meaning: "learning rate",
    range: Range::Number(0.0, 10.0),
    default: 0.45,
};
const DISCOUNT: Parameter = Parameter::share(
    "discount",
    0.005,
    "what is left of a regret after as many requests as the cache holds objects",
);

impl LeCar {
    /// An expert had evicted what is requested.
    fn regret(&mut self, expert: usize, since: u64) {
        let residents = self.residents.max(1) as f64;
        let blame = libm::pow(self.discount, (self.now - since) as f64 / residents);
        let kept = libm::exp(-self.rate * blame);
        let (lru, lfu) = (self.weight_of_lru, 1.0 - self.weight_of_lru);
        let lost = |weight: f64, of: usize| if of == expert { weight * kept } else { weight };
        let (lru, lfu) = (lost(lru, LRU), lost(lfu, LFU));
        self.weight_of_lru = (lru / (lru + lfu)).clamp(WEIGHT_MIN, 1.0 - WEIGHT_MIN);
    }
}

impl EvictionPolicy for LeCar {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[RATE, DISCOUNT],
        ..PolicyInfo::new(
            "lecar",
            "least recently or least frequently used, by the expert with less regret",
            "Vietri et al., HotStorage 2018",
            "O(1)",
        )
        .taking(16.0, 192.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            recent: Slots::new(config.objects),
            frequent: Lfu::new(config),
            ghosts: [LRU, LFU]
                .map(|_| Ghosts::new(config.objects, config.capacity.amount(), config.capacity)),
            weight_of_lru: 0.5,
            rate: config.value(&RATE),
            discount: config.value(&DISCOUNT),
            now: 0,
            residents: 0,
            remembered: None,
            stream: config.stream.clone(),
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
        self.now += 1;
        if let Some(slot) = self.recent.find(access.object) {
            self.recent.move_to_newest(HEAD, slot);
            self.frequent.lookup(access);
            return true;
        }
        self.remembered = None;
        for expert in [LRU, LFU] {
            let known = self.ghosts[expert].take(access.object);
            if let Some((_, (uses, since))) = known {
                self.remembered = Some((access.object, uses));
                self.regret(expert, since);
            }
        }
        false
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let oldest = self.recent.object(self.recent.oldest(HEAD)?).0;
        let rarest = self.frequent.peek_victim()?;
        let blamed = match oldest == rarest {
            true => None,
            false if self.stream.random::<f64>() < self.weight_of_lru => Some(LRU),
            false => Some(LFU),
        };
        let victim = if blamed == Some(LFU) { rarest } else { oldest };
        let uses = self.frequent.uses(victim);
        let bytes = self.remove(victim)?;
        if let Some(expert) = blamed {
            self.ghosts[expert].add(victim, bytes, (uses, self.now), |_| {});
        }
        Some((victim, bytes))
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.recent.push_newest(HEAD, access.object, access.bytes);
        let known = self.remembered.filter(|&(object, _)| object == access.object);
        self.frequent.insert_used(access, known.map_or(1, |(_, uses)| u64::from(uses) + 1));
        self.residents += 1;
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.recent.find(object)?;
        self.frequent.remove(object);
        self.residents -= 1;
        Some(self.recent.remove(slot).1)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.recent.residents()
    }
}
