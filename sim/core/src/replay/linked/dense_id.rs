//! Any policy, with an object's dense id for what it carries.

use super::cache::{AHEAD, Arrival, Relayed};
use crate::cache::{Access, Cache, Eviction, Setup};
use crate::replay::linked::buckets::Baton;
use hotset_workloads::SimTime;

/// A cache with a table of objects, whose ids need not be looked up: the next one is given to whom no
/// request told of.
pub(crate) struct Named<E> {
    cache: Cache<E>,
    objects: u32,
    evictions: u64,
}

impl<E: Eviction> Named<E> {
    /// A new cache.
    pub(crate) fn new(setup: &Setup<'_>) -> Self {
        Self { cache: Cache::new(setup), objects: 0, evictions: 0 }
    }
}

impl<E: Eviction> Relayed for Named<E> {
    #[inline]
    fn request(&mut self, arrival: Arrival, baton: Baton) -> (bool, Baton) {
        let baton = if baton == Baton::NONE {
            self.objects += 1;
            Baton(u64::from(self.objects))
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
        let hit = self.cache.hit(access, |_| *evictions += 1);
        if !hit {
            self.cache.admit(access, |_| *evictions += 1);
        }
        (hit, baton)
    }

    #[inline]
    fn touch(&self, batons: impl Iterator<Item = Baton>) {
        let mut objects = [0; AHEAD];
        let mut len = 0;
        for (object, baton) in objects.iter_mut().zip(batons.filter(|&baton| baton != Baton::NONE))
        {
            *object = baton.0 as u32 - 1;
            len += 1;
        }
        self.cache.touch(&objects[..len]);
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
