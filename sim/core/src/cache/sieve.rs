//! SIEVE (Zhang, Yang, Yue, Vigfusson and Rashmi, NSDI 2024).

use super::slots::{HEAD, Slot, Slots};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// A queue in order of insertion, never reordered; a hand walks from the oldest to the newest,
/// passes over objects used since its last visit and evicts the first other one.
#[derive(Debug)]
pub struct Sieve {
    slots: Slots,
    /// By slot.
    visited: Vec<bool>,
    /// Where the next walk starts; the head stands for the oldest object at that time.
    hand: Slot,
}

impl Eviction for Sieve {
    const INFO: PolicyInfo = PolicyInfo::new(
        "sieve",
        "first that was not used since the hand came by, in order of insertion",
        "Zhang et al., NSDI 2024",
        "O(1), amortised",
    );

    fn new(setup: &Setup<'_>) -> Self {
        Self { slots: Slots::new(setup.objects), visited: Vec::new(), hand: HEAD }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.slots.find(object).is_some()
    }

    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        self.slots.touch(objects);
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        let found = self.slots.find(access.object);
        if let Some(slot) = found {
            self.visited[slot as usize] = true;
        }
        found.is_some()
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.slots.push_newest(HEAD, access.object, access.bytes);
        self.visited.resize(self.slots.len(), false);
        self.visited[slot as usize] = false;
        Some(access.bytes)
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let oldest = self.slots.oldest(HEAD)?;
        let mut slot = if self.hand == HEAD { oldest } else { self.hand };
        while std::mem::take(&mut self.visited[slot as usize]) {
            let newer = self.slots.newer(slot);
            slot = if newer == HEAD { oldest } else { newer };
        }
        self.hand = self.slots.newer(slot);
        Some(self.slots.remove(slot))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
