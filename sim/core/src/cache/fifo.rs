//! First in, first out.

use super::slots::{HEAD, Slots};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// Evicts the object that came in longest ago; a hit changes nothing.
#[derive(Debug)]
pub struct Fifo {
    slots: Slots,
}

impl Eviction for Fifo {
    const INFO: PolicyInfo =
        PolicyInfo::new("fifo", "oldest", "Belady, IBM Systems Journal 1966", "O(1)");

    fn new(setup: &Setup<'_>) -> Self {
        Self { slots: Slots::new(setup.objects) }
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
        self.holds(access.object)
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.slots.push_newest(HEAD, access.object, access.bytes);
        Some(access.bytes)
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.slots.oldest(HEAD).map(|slot| self.slots.remove(slot))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
