//! Policies with two bits per object and an order that a hit does not change: FIFO, CLOCK and SIEVE.

use crate::cache::structures::bits::{Marks, Packed};
use crate::cache::{Access, CacheConfig, EvictionPolicy, PolicyInfo};
use hotset_workloads::ObjectId;

/// A queue in order of insertion, without the bits of its objects: these belong to the caller, so that those
/// of several caches can be stored together.
pub(crate) trait InsertionOrder: Default + Send {
    /// The description of the policy.
    const INFO: PolicyInfo;

    /// Whether the policy has use bits.
    const USES: bool = true;

    /// Inserts an object that is not in the cache.
    fn insert(&mut self, marks: &mut impl Marks, object: ObjectId, bytes: u64);

    /// The next victim.
    fn peek_victim(&mut self, marks: &mut impl Marks) -> Option<ObjectId>;

    /// Evicts the next victim, and returns it with its size.
    fn evict(&mut self, marks: &mut impl Marks) -> Option<(ObjectId, u64)>;

    /// Removes a cached object, wherever it is in the queue.
    fn remove(&mut self, marks: &mut impl Marks, object: ObjectId) -> Option<u64>;

    /// The objects that the next evictions will examine, approximately: for prefetching.
    fn next_candidates(&self, evictions: usize) -> impl Iterator<Item = ObjectId> + '_;

    /// Every object in the cache with its size.
    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_;
}

/// A policy made of a queue and the bits of one cache.
#[derive(Debug)]
pub struct TwoBitPolicy<O> {
    order: O,
    marks: Packed,
}

impl<O: InsertionOrder> EvictionPolicy for TwoBitPolicy<O> {
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
