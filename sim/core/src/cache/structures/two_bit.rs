//! Policies that know two bits of each object, and keep an order that a hit does not change.

use crate::cache::structures::bits::{Marks, Packed};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// An order of insertion with marks beside it: what FIFO, CLOCK and SIEVE are made of. The marks
/// are the caller's, so that those of several caches can lie together.
pub(crate) trait Order: Default + Send {
    /// What there is to know about the policy.
    const INFO: PolicyInfo;

    /// Whether it matters that an object was used; if not, none is marked so.
    const USES: bool = true;

    /// Takes in an object that was not.
    fn insert(&mut self, marks: &mut impl Marks, object: ObjectId, bytes: u64);

    /// What would go next.
    fn peek_victim(&mut self, marks: &mut impl Marks) -> Option<ObjectId>;

    /// Drops the next victim, and tells it with its size.
    fn evict(&mut self, marks: &mut impl Marks) -> Option<(ObjectId, u64)>;

    /// Takes an object out that is in, from wherever it stands.
    fn remove(&mut self, marks: &mut impl Marks, object: ObjectId) -> Option<u64>;

    /// About as many objects as that many evictions will look at, and perhaps others.
    fn soon(&self, evictions: usize) -> impl Iterator<Item = ObjectId> + '_;

    /// Every object in the cache with its size.
    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_;
}

/// A policy made of an order and the marks of one cache.
#[derive(Debug)]
pub struct Marked<O> {
    order: O,
    marks: Packed,
}

impl<O: Order> EvictionPolicy for Marked<O> {
    const INFO: PolicyInfo = PolicyInfo { can_peek_victim: true, ..O::INFO };

    fn new(config: &CacheConfig<'_>) -> Self {
        Self { order: O::default(), marks: Packed::new(config.objects) }
    }

    #[inline]
    fn contains(&self, object: ObjectId) -> bool {
        self.marks.is_in(object)
    }

    #[inline]
    fn lookup(&mut self, access: Access) -> bool {
        if O::USES { self.marks.use_it(access.object) } else { self.contains(access.object) }
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.order.insert(&mut self.marks, access.object, access.bytes);
        Some(access.bytes)
    }

    fn peek_victim(&mut self) -> Option<ObjectId> {
        self.order.peek_victim(&mut self.marks)
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.order.evict(&mut self.marks)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if !self.contains(object) {
            return None;
        }
        self.order.remove(&mut self.marks, object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.order.residents()
    }
}
