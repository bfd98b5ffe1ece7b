//! Least recently used.

use super::slots::{HEAD, Slots};
use super::{Access, Eviction, Setup};
use hotset_workloads::ObjectId;

/// Evicts the object whose last use is longest ago. A hit costs two cache lines, a miss a third.
#[derive(Debug)]
pub struct Lru {
    slots: Slots,
}

impl Eviction for Lru {
    const NAME: &'static str = "lru";

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
    fn insert(&mut self, access: Access) {
        self.slots.push_newest(HEAD, access.object, access.bytes);
    }

    #[inline]
    fn evict(&mut self) -> Option<(ObjectId, u64)> {
        self.slots.oldest(HEAD).map(|slot| self.slots.remove(slot))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots.residents()
    }
}
