//! SIEVE: FIFO with lazy promotion and a moving hand. Its victim is chosen by [`SieveOrder::peek_victim`].

use crate::cache::PolicyInfo;
use crate::cache::structures::bits::Marks;
use crate::cache::structures::log::Log;
use crate::cache::structures::two_bit::{InsertionOrder, TwoBitPolicy};
use hotset_workloads::ObjectId;

/// A queue in order of insertion, never reordered. A hand moves from the oldest object to the newest,
/// clears the use bit of objects that have one, and evicts the first that has none (Zhang, Yang, Yue,
/// Vigfusson and Rashmi, NSDI 2024). After evicting the newest object it restarts at the oldest.
pub type Sieve = TwoBitPolicy<SieveOrder>;

/// The queue and the hand of [`Sieve`].
#[derive(Debug, Default)]
pub struct SieveOrder {
    log: Log,
    /// The position of the hand; before the beginning of the log it stands for the oldest object.
    hand: u64,
}

impl InsertionOrder for SieveOrder {
    const INFO: PolicyInfo = PolicyInfo::new(
        "sieve",
        "first that was not used since the hand came by, in order of insertion",
        "Zhang et al., NSDI 2024",
        "O(1), amortised",
    )
    .taking(1.0, 24.0);

    #[inline]
    fn insert(&mut self, marks: &mut impl Marks, object: ObjectId, bytes: u64) {
        marks.enter(object);
        self.log.push(object, bytes, &mut self.hand);
    }

    /// Moves the hand to the next victim, clearing use bits on its way; `None` in an empty cache.
    #[inline]
    fn peek_victim(&mut self, marks: &mut impl Marks) -> Option<ObjectId> {
        if self.log.is_empty() {
            return None;
        }
        self.hand = self.hand.max(self.log.begin());
        loop {
            if self.hand >= self.log.end() {
                self.hand = self.log.begin();
            }
            if let Some(object) = self.log.at(self.hand)
                && !marks.take_use(object)
            {
                return Some(object);
            }
            self.hand += 1;
        }
    }

    #[inline]
    fn evict(&mut self, marks: &mut impl Marks) -> Option<(ObjectId, u64)> {
        let object = self.peek_victim(marks)?;
        let victim = self.log.take(self.hand);
        marks.leave(object);
        let hand = self.log.next(self.hand + 1);
        self.hand = if hand >= self.log.end() { 0 } else { hand };
        Some(victim)
    }

    #[inline]
    fn next_candidates(&self, evictions: usize) -> impl Iterator<Item = ObjectId> + '_ {
        self.log.from(self.hand.max(self.log.begin()), evictions * 2)
    }

    fn remove(&mut self, marks: &mut impl Marks, object: ObjectId) -> Option<u64> {
        self.log.remove(marks, object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
