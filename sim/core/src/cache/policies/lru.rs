//! Least recently used.

use crate::cache::structures::by_object::ByObject;
use crate::cache::structures::ring::{Position, Ring};
use crate::cache::{Access, CacheConfig, Capacity, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// Evicts the object whose last use is longest ago (Mattson, Gecsei, Slutz and Traiger, IBM
/// Systems Journal 1970).
#[derive(Debug)]
pub struct Lru {
    /// By object: the position of its last use; the ring tells whether it is still there.
    positions: ByObject<Position>,
    ring: Ring,
    /// Whether sizes count: otherwise a use need not read the size at which its object was inserted.
    sized: bool,
}

impl Lru {
    /// Makes an object the newest.
    #[inline]
    fn push(&mut self, object: ObjectId, bytes: u64) {
        if self.ring.is_full() {
            self.make_room();
        }
        self.positions.set(object, self.ring.push(object, bytes));
    }

    #[cold]
    fn make_room(&mut self) {
        if self.ring.begins_anew() {
            self.positions.retain(|position| self.ring.contains(position));
        }
        self.ring.make_room(|object, position| self.positions.set(object, position));
    }
}

impl EvictionPolicy for Lru {
    const INFO: PolicyInfo = PolicyInfo {
        can_peek_victim: true,
        ..PolicyInfo::new(
            "lru",
            "least recently used",
            "Mattson et al., IBM Systems Journal 1970",
            "O(1), amortised",
        )
        .knowing(1.0)
    };

    fn new(config: &CacheConfig<'_>) -> Self {
        let sized = matches!(config.capacity, Capacity::Bytes(_));
        Self { positions: ByObject::new(config.objects), ring: Ring::new(), sized }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.ring.contains(self.positions.get(object))
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        let mut touched = 0;
        for &object in objects {
            touched ^= self.positions.touch(object);
        }
        std::hint::black_box(touched);
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        let position = self.positions.get(access.object);
        if !self.ring.contains(position) {
            return false;
        }
        // Where sizes do not count, the size is for information, and that of this use as good.
        let bytes = if self.sized { self.ring.bytes(position) } else { access.bytes };
        self.ring.take(position);
        self.push(access.object, bytes);
        true
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.push(access.object, access.bytes);
        Some(access.bytes)
    }

    fn peek_victim(&mut self) -> Option<ObjectId> {
        self.ring.oldest().map(|oldest| self.ring.object(oldest))
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let oldest = self.ring.oldest()?;
        let victim = (self.ring.object(oldest), self.ring.bytes(oldest));
        self.ring.take(oldest);
        self.positions.let_go(victim.0);
        Some(victim)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let position = self.positions.get(object);
        if !self.ring.contains(position) {
            return None;
        }
        let bytes = self.ring.bytes(position);
        match self.ring.take(position) {
            true => self.positions.let_go(object),
            false => self.positions.clear(object),
        }
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.ring.iter()
    }
}
