//! CLOCK, or second chance, with one bit per object.

use crate::cache::PolicyInfo;
use crate::cache::structures::bits::Marks;
use crate::cache::structures::log::Log;
use crate::cache::structures::two_bit::{InsertionOrder, TwoBitPolicy};
use hotset_workloads::ObjectId;

/// FIFO, but an object that was used since the hand last passed it is reinserted (Corbato 1968): the same as
/// FIFO with reinsertion.
pub type Clock = TwoBitPolicy<ClockOrder>;

/// The circular queue of [`Clock`].
#[derive(Debug, Default)]
pub struct ClockOrder {
    log: Log,
}

impl InsertionOrder for ClockOrder {
    const INFO: PolicyInfo = PolicyInfo::new(
        "clock",
        "oldest that was not used since the hand came by",
        "Corbato, MIT Project MAC 1968",
        "O(1), amortised",
    )
    .taking(1.0, 24.0);

    #[inline]
    fn insert(&mut self, marks: &mut impl Marks, object: ObjectId, bytes: u64) {
        marks.enter(object);
        // No gaps, no hand.
        self.log.push(object, bytes, &mut 0);
    }

    #[inline]
    fn peek_victim(&mut self, marks: &mut impl Marks) -> Option<ObjectId> {
        while !self.log.is_empty() {
            let object = self.log.at(self.log.begin())?;
            if !marks.take_use(object) {
                return Some(object);
            }
            self.log.renew_oldest();
        }
        None
    }

    #[inline]
    fn evict(&mut self, marks: &mut impl Marks) -> Option<(ObjectId, u64)> {
        let victim = self.peek_victim(marks)?;
        marks.leave(victim);
        Some(self.log.take(self.log.begin()))
    }

    #[inline]
    fn next_candidates(&self, evictions: usize) -> impl Iterator<Item = ObjectId> + '_ {
        self.log.from(self.log.begin(), evictions * 2)
    }

    fn remove(&mut self, marks: &mut impl Marks, object: ObjectId) -> Option<u64> {
        self.log.remove(marks, object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
