//! Any policy, with an object's dense id for what it carries.

use super::cache::{AHEAD, Arrival, LinkedCache};
use crate::cache::{Access, Cache, CacheConfig, EvictionPolicy};
use crate::replay::linked::buckets::CarriedState;
use hotset_workloads::SimTime;

/// A cache with a table of objects, whose ids need not be looked up: the next one is given to whom no
/// request told of.
pub(crate) struct DenseIdCache<E> {
    cache: Cache<E>,
    objects: u32,
    evictions: u64,
}

impl<E: EvictionPolicy> DenseIdCache<E> {
    /// A new cache.
    pub(crate) fn new(config: &CacheConfig<'_>) -> Self {
        Self { cache: Cache::new(config), objects: 0, evictions: 0 }
    }
}

impl<E: EvictionPolicy> LinkedCache for DenseIdCache<E> {
    #[inline]
    fn request(&mut self, arrival: Arrival, baton: CarriedState) -> (bool, CarriedState) {
        let baton = if baton == CarriedState::NONE {
            self.objects += 1;
            CarriedState(u64::from(self.objects))
        } else {
            baton
        };
        let access = Access {
            object: baton.0 as u32 - 1,
            bytes: arrival.bytes,
            time: SimTime::default(),
            next_use: arrival.next,
            ttl_s: 0,
            version: 0,
        };
        let evictions = &mut self.evictions;
        let hit = self.cache.lookup(access, |_| *evictions += 1);
        if !hit {
            self.cache.admit(access, |_| *evictions += 1);
        }
        (hit, baton)
    }

    #[inline]
    fn prefetch(&self, batons: impl Iterator<Item = CarriedState>) {
        let mut objects = [0; AHEAD];
        let mut len = 0;
        for (object, baton) in
            objects.iter_mut().zip(batons.filter(|&baton| baton != CarriedState::NONE))
        {
            *object = baton.0 as u32 - 1;
            len += 1;
        }
        self.cache.prefetch(&objects[..len]);
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
