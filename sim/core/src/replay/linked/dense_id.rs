//! Any policy: the carried state is the object's dense id.

use super::cache::{AHEAD, Arrival, LinkedCache};
use crate::cache::{Access, Cache, CacheConfig, EvictionPolicy};
use crate::replay::linked::buckets::CarriedState;
use hotset_workloads::SimTime;

/// A cache with a table of objects. Ids need not be looked up by name: they are carried, and an object without
/// a previous request gets the next one.
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
    fn request(&mut self, arrival: Arrival, carried: CarriedState) -> (bool, CarriedState) {
        let carried = if carried == CarriedState::NONE {
            self.objects += 1;
            CarriedState(u64::from(self.objects))
        } else {
            carried
        };
        let access = Access {
            object: carried.0 as u32 - 1,
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
        (hit, carried)
    }

    #[inline]
    fn prefetch(&self, states: impl Iterator<Item = CarriedState>) {
        let mut objects = [0; AHEAD];
        let mut len = 0;
        for (object, carried) in
            objects.iter_mut().zip(states.filter(|&carried| carried != CarriedState::NONE))
        {
            *object = carried.0 as u32 - 1;
            len += 1;
        }
        self.cache.prefetch(&objects[..len]);
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
