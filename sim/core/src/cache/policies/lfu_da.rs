//! LFU with dynamic ageing.

use crate::cache::parameters::COMPATIBILITY;
use crate::cache::structures::slots::{HEAD, Slot, Slots};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;
use std::collections::BTreeMap;
use std::ops::Bound;

/// LFU-DA (Arlitt, Cherkasova, Dilley, Friedrich and Jin, Performance Evaluation Review 27(4),
/// 2000), with cost 1: the key of an object is its uses while in the cache plus the age of the
/// cache when it was used last; the least goes, and the age moves up to its key. Among equals the
/// one that reached its key first goes.
///
/// libCacheSim has no count of uses: a hit adds the age to the key. Its age is the least key in
/// the cache, except that it skips an object that held the least key alone and is used. Keys
/// double at hits, and end at 2^64 here.
#[derive(Debug)]
pub struct LfuDa {
    slots: Slots,
    /// By slot: uses and key.
    keys: Vec<(u64, u64)>,
    /// Rings of the objects of one key.
    rings: BTreeMap<u64, Slot>,
    age: u64,
    like_libcachesim: bool,
}

impl LfuDa {
    fn ring(&mut self, key: u64) -> Slot {
        let slots = &mut self.slots;
        let ring = *self.rings.entry(key).or_insert_with(|| slots.new_ring());
        self.keys.resize(self.slots.len(), (0, 0));
        ring
    }

    /// Drops the ring of a key if it is empty; `true` if it was.
    fn drop_if_empty(&mut self, key: u64) -> bool {
        let empty = self.rings.get(&key).filter(|&&ring| self.slots.oldest(ring).is_none());
        let Some(&ring) = empty else { return false };
        self.slots.drop_ring(ring);
        self.rings.remove(&key);
        true
    }

    /// The next key above the age, of libCacheSim.
    fn pass_on(&mut self) {
        let above = (Bound::Excluded(self.age), Bound::Unbounded);
        if let Some((&key, _)) = self.rings.range(above).next() {
            self.age = key;
        }
    }

    fn key_after_use(&self, uses: u64, key: u64) -> u64 {
        if self.like_libcachesim { key.saturating_add(self.age) } else { uses + self.age }
    }
}

impl EvictionPolicy for LfuDa {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[COMPATIBILITY],
        sampling_bias: PolicyInfo::NEWEST_FIRST,
        ..PolicyInfo::new(
            "lfu-da",
            "least used, with ageing",
            "Arlitt et al., Performance Evaluation Review 2000",
            "O(log of the number of distinct keys)",
        )
        .taking(4.0, 64.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self {
            slots: Slots::new(config.objects),
            keys: vec![(0, 0)],
            rings: BTreeMap::new(),
            age: 0,
            like_libcachesim: config.like_libcachesim(),
        }
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.slots.find(object).is_some()
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.slots.prefetch(objects);
    }

    fn lookup(&mut self, access: Access) -> bool {
        let Some(slot) = self.slots.find(access.object) else { return false };
        let (uses, key) = self.keys[slot as usize];
        let after = self.key_after_use(uses + 1, key);
        self.keys[slot as usize] = (uses + 1, after);
        // Out of its ring first: libCacheSim's age looks at the others only.
        self.slots.move_to_newest(HEAD, slot);
        if self.drop_if_empty(key) && self.like_libcachesim && key == self.age {
            self.pass_on();
        }
        let ring = self.ring(after);
        self.slots.move_to_newest(ring, slot);
        true
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let least = self.rings.keys().next().copied()?;
        let at_age = self.rings.contains_key(&self.age).then_some(self.age);
        let key = if self.like_libcachesim { at_age.unwrap_or(least) } else { least };
        let oldest = self.rings.get(&key).and_then(|&ring| self.slots.oldest(ring))?;
        self.age = key;
        let victim = self.slots.remove(oldest);
        if self.drop_if_empty(key) && self.like_libcachesim {
            self.pass_on();
        }
        Some(victim)
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let key = self.age.saturating_add(1);
        let ring = self.ring(key);
        let slot = self.slots.push_newest(ring, access.object, access.bytes);
        self.keys.resize(self.slots.len(), (0, 0));
        self.keys[slot as usize] = (1, key);
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.slots.find(object)?;
        let (_, key) = self.keys[slot as usize];
        let bytes = self.slots.remove(slot).1;
        self.drop_if_empty(key);
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
