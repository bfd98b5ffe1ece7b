//! CLOCK, or second chance (Corbato 1968), with one bit an object.

use super::slots::{HEAD, Slots};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// First in, first out, but an object used since it came by last goes round once more: the same
/// as FIFO with reinsertion.
#[derive(Debug)]
pub struct Clock {
    slots: Slots,
    /// By slot.
    used: Vec<bool>,
}

impl Eviction for Clock {
    const INFO: PolicyInfo = PolicyInfo::new(
        "clock",
        "oldest that was not used since the hand came by",
        "Corbato, MIT Project MAC 1968",
        "O(1), amortised",
    );

    fn new(setup: &Setup<'_>) -> Self {
        Self { slots: Slots::new(setup.objects), used: Vec::new() }
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
            self.used[slot as usize] = true;
        }
        found.is_some()
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        let slot = self.slots.push_newest(HEAD, access.object, access.bytes);
        self.used.resize(self.slots.len(), false);
        self.used[slot as usize] = false;
        Some(access.bytes)
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let mut slot = self.slots.oldest(HEAD)?;
        while std::mem::take(&mut self.used[slot as usize]) {
            self.slots.move_to_newest(HEAD, slot);
            slot = self.slots.oldest(HEAD)?;
        }
        Some(self.slots.remove(slot))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
