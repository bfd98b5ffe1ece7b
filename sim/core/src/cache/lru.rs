//! Least recently used.

use super::slots::{HEAD, Slots};
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// Evicts the object whose last use is longest ago. A hit costs two cache lines, a miss a third.
#[derive(Debug)]
pub struct Lru {
    slots: Slots,
}

impl Eviction for Lru {
    const INFO: PolicyInfo = PolicyInfo::new(
        "lru",
        "least recently used",
        "Mattson et al., IBM Systems Journal 1970",
        "O(1)",
    );

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
        let found = self.slots.find(access.object);
        if let Some(slot) = found {
            self.slots.move_to_newest(HEAD, slot);
        }
        found.is_some()
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
