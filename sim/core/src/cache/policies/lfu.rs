//! Least frequently used, counting while in the cache.

use crate::cache::structures::slots::{HEAD, Slot, Slots};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Evicts the object with the fewest uses since it was inserted (the first counts as one); among equals
/// the one that reached its count first. Constant time: objects of one count share a ring, and the
/// rings are chained by count (Shah, Mitra and Matani 2010).
#[derive(Debug)]
pub struct Lfu {
    slots: Slots,
    /// By slot: the class of an object.
    class_of: Vec<u32>,
    classes: Vec<Class>,
    free: Vec<u32>,
}

/// Objects of the same count.
#[derive(Clone, Copy, Debug)]
struct Class {
    uses: u64,
    ring: Slot,
    /// Neighbours in the chain by count; class 0 closes it and holds no objects.
    fewer: u32,
    more: u32,
}

/// The class that closes the chain.
const END: u32 = 0;

impl Lfu {
    /// The class with `uses` uses right behind `before`, made if it is not there.
    fn class_behind(&mut self, before: u32, uses: u64) -> u32 {
        let next = self.classes[before as usize].more;
        if next != END && self.classes[next as usize].uses == uses {
            return next;
        }
        let class = Class { uses, ring: self.slots.new_ring(), fewer: before, more: next };
        let index = match self.free.pop() {
            Some(index) => {
                self.classes[index as usize] = class;
                index
            }
            None => {
                self.classes.push(class);
                (self.classes.len() - 1) as u32
            }
        };
        self.classes[before as usize].more = index;
        self.classes[next as usize].fewer = index;
        index
    }

    fn drop_if_empty(&mut self, index: u32) {
        let class = self.classes[index as usize];
        if self.slots.oldest(class.ring).is_none() {
            self.slots.drop_ring(class.ring);
            self.classes[class.fewer as usize].more = class.more;
            self.classes[class.more as usize].fewer = class.fewer;
            self.free.push(index);
        }
    }
}

impl Lfu {
    /// Inserts an object that was used so often, at least once; it is the newest of those.
    pub(in crate::cache) fn insert_used(&mut self, access: Access, uses: u64) {
        let mut before = END;
        loop {
            let more = self.classes[before as usize].more;
            if more == END || self.classes[more as usize].uses > uses {
                break;
            }
            before = more;
        }
        let class = match before != END && self.classes[before as usize].uses == uses {
            true => before,
            false => self.class_behind(before, uses),
        };
        let ring = self.classes[class as usize].ring;
        let slot = self.slots.push_newest(ring, access.object, access.bytes);
        self.class_of.resize(self.slots.len(), END);
        self.class_of[slot as usize] = class;
    }

    /// Of the objects used least, the one that reached its count last.
    pub(in crate::cache) fn newest_of_rarest(&self) -> Option<ObjectId> {
        let class = self.classes[END as usize].more;
        let slot = self.slots.newest(self.classes[class as usize].ring)?;
        Some(self.slots.object(slot).0)
    }

    /// How often an object was used; 0 if it is not in.
    pub(in crate::cache) fn uses(&self, object: ObjectId) -> u32 {
        let slot = self.slots.find(object);
        let uses = slot.map_or(0, |slot| self.classes[self.class_of[slot as usize] as usize].uses);
        u32::try_from(uses).unwrap_or(u32::MAX)
    }
}

impl EvictionPolicy for Lfu {
    const INFO: PolicyInfo = PolicyInfo {
        can_peek_victim: true,
        sampling_bias: PolicyInfo::NEWEST_FIRST,
        ..PolicyInfo::new(
            "lfu",
            "least used while in the cache, the one that reached its count first",
            "Shah et al. 2010",
            "O(1)",
        )
        .taking(4.0, 48.0)
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let end = Class { uses: 0, ring: HEAD, fewer: END, more: END };
        Self {
            slots: Slots::new(config.objects),
            class_of: Vec::new(),
            classes: vec![end],
            free: Vec::new(),
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
        let class = self.class_of[slot as usize];
        let more = self.class_behind(class, self.classes[class as usize].uses + 1);
        self.slots.move_to_newest(self.classes[more as usize].ring, slot);
        self.class_of[slot as usize] = more;
        self.drop_if_empty(class);
        true
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.insert_used(access, 1);
        Some(access.bytes)
    }

    fn peek_victim(&mut self) -> Option<ObjectId> {
        let class = self.classes[END as usize].more;
        let slot = self.slots.oldest(self.classes[class as usize].ring)?;
        Some(self.slots.object(slot).0)
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let class = self.classes[END as usize].more;
        // With no objects, this is the closing class and its ring is empty.
        let slot = self.slots.oldest(self.classes[class as usize].ring)?;
        let victim = self.slots.remove(slot);
        self.drop_if_empty(class);
        Some(victim)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let slot = self.slots.find(object)?;
        let class = self.class_of[slot as usize];
        let bytes = self.slots.remove(slot).1;
        self.drop_if_empty(class);
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
