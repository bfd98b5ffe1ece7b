//! First in, first out.

use crate::cache::PolicyInfo;
use crate::cache::structures::bits::Marks;
use crate::cache::structures::log::Log;
use crate::cache::structures::two_bit::{InsertionOrder, TwoBitPolicy};
use hotset_workloads::ObjectId;

/// Evicts the object that was inserted first; a hit changes nothing.
pub type Fifo = TwoBitPolicy<FifoOrder>;

/// The queue of [`Fifo`].
#[derive(Debug, Default)]
pub struct FifoOrder {
    log: Log,
}

impl InsertionOrder for FifoOrder {
    const INFO: PolicyInfo =
        PolicyInfo::new("fifo", "oldest", "Belady, IBM Systems Journal 1966", "O(1)")
            .taking(1.0, 24.0);

    const USES: bool = false;

    #[inline]
    fn insert(&mut self, marks: &mut impl Marks, object: ObjectId, bytes: u64) {
        marks.enter(object);
        // No gaps, no hand.
        self.log.push(object, bytes, &mut 0);
    }

    fn peek_victim(&mut self, _: &mut impl Marks) -> Option<ObjectId> {
        self.log.at(self.log.begin()).filter(|_| !self.log.is_empty())
    }

    #[inline]
    fn evict(&mut self, marks: &mut impl Marks) -> Option<(ObjectId, u64)> {
        let oldest = self.log.begin();
        if oldest == self.log.end() {
            return None;
        }
        let (object, bytes) = self.log.take(oldest);
        marks.leave(object);
        Some((object, bytes))
    }

    #[inline]
    fn next_candidates(&self, evictions: usize) -> impl Iterator<Item = ObjectId> + '_ {
        self.log.from(self.log.begin(), evictions)
    }

    fn remove(&mut self, marks: &mut impl Marks, object: ObjectId) -> Option<u64> {
        self.log.remove(marks, object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
