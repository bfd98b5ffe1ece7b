//! SIEVE: FIFO with a hand that spares what was used.

use crate::cache::PolicyInfo;
use crate::cache::structures::bits::Marks;
use crate::cache::structures::log::Log;
use crate::cache::structures::marked::{Marked, Order};
use hotset_workloads::ObjectId;

/// A queue in order of insertion, never reordered; a hand walks from the oldest to the newest,
/// passes over objects used since its last visit and evicts the first other one (Zhang, Yang, Yue,
/// Vigfusson and Rashmi, NSDI 2024). Having evicted the newest, it begins anew at what is the
/// oldest when it is needed next.
pub type Sieve = Marked<NextUnused>;

/// The order of [`Sieve`].
#[derive(Debug, Default)]
pub struct NextUnused {
    log: Log,
    /// Where the next walk starts; before the log's beginning it means the oldest.
    hand: u64,
}

impl Order for NextUnused {
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

    /// Moves the hand to the next victim; there is none in an empty cache.
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
    fn soon(&self, evictions: usize) -> impl Iterator<Item = ObjectId> + '_ {
        self.log.from(self.hand.max(self.log.begin()), evictions * 2)
    }

    fn remove(&mut self, marks: &mut impl Marks, object: ObjectId) -> Option<u64> {
        self.log.remove(marks, object)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
