//! Greedy-Dual-Size with frequency.

use crate::cache::structures::ageing::{Ageing, Rank};
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// GDSF (Cherkasova, HPL-98-69R1, 1998), with cost 1: the priority of an object is the clock plus
/// its uses while in the cache over its size; the least goes, and the clock moves up to it. The
/// newcomer competes too, and stays out if it is the least. Among equals the one noted first goes.
#[derive(Debug)]
pub struct Gdsf {
    ranked: Ageing,
    /// By slot: uses since the object was inserted.
    uses: Vec<u32>,
    clock: f64,
    now: u64,
    /// The priority of who is to be inserted.
    newcomer: f64,
    capacity: Capacity,
}

/// Priorities are in uses a megabyte: the scale of libCacheSim, so that sums round alike.
const SCALE: f64 = 1e6;

impl Gdsf {
    fn priority(&self, uses: u32, bytes: u64) -> f64 {
        let charge = self.capacity.charge(bytes) as f64;
        self.clock + f64::from(uses) * SCALE / charge
    }

    /// Priorities are 0 or more, and in the order of their bits.
    fn rank(&self, priority: f64) -> Rank {
        Rank { value: priority.to_bits(), noted: self.now }
    }
}

impl EvictionPolicy for Gdsf {
    const INFO: PolicyInfo = PolicyInfo {
        size_aware: true,
        ..PolicyInfo::new(
            "gdsf",
            "least used for its size, with ageing",
            "Cherkasova, HP Labs 1998",
            "hit O(1), miss O(log n)",
        )
        .taking(4.0, 96.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            ranked: Ageing::new(config.objects),
            uses: Vec::new(),
            clock: 0.0,
            now: 0,
            newcomer: 0.0,
            capacity: config.capacity,
        }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.ranked.ranks.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.ranked.ranks.prefetch(objects);
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        self.now += 1;
        let slot = self.ranked.ranks.find(access.object);
        if let Some(slot) = slot {
            let uses = self.uses[slot as usize].saturating_add(1);
            self.uses[slot as usize] = uses;
            let priority = self.priority(uses, self.ranked.ranks.bytes(slot));
            self.ranked.ranks.raise(slot, self.rank(priority));
        }
        slot.is_some()
    }

    #[inline]
    fn admits(&mut self, access: Access) -> bool {
        self.newcomer = self.priority(1, access.bytes);
        true
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let least = f64::from_bits(self.ranked.least()?.value);
        self.clock = self.newcomer.min(least);
        if self.newcomer < least {
            return None;
        }
        self.ranked.pop().map(|(_, victim)| victim)
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.ranked.push(access.object, access.bytes, self.rank(self.newcomer));
        let slots = self.uses.len().max(slot as usize + 1);
        self.uses.resize(slots, 0);
        self.uses[slot as usize] = 1;
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        self.ranked.ranks.bury(object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.ranked.ranks.residents()
    }
}
