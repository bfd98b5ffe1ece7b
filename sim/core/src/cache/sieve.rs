//! SIEVE: FIFO with a hand that spares what was used.

use super::bits::Marks;
use super::log::Log;
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// A queue in order of insertion, never reordered; a hand walks from the oldest to the newest,
/// passes over objects used since its last visit and evicts the first other one (Zhang, Yang, Yue,
/// Vigfusson and Rashmi, NSDI 2024). Having evicted the newest, it begins anew at what is the
/// oldest when it is needed next.
#[derive(Debug)]
pub struct Sieve {
    log: Log,
    marks: Marks,
    /// Where the next walk starts; before the log's beginning it means the oldest.
    hand: u64,
}

impl Sieve {
    /// Moves the hand to the next victim; `None` in an empty cache.
    #[inline]
    fn walk(&mut self) -> Option<()> {
        if self.log.is_empty() {
            return None;
        }
        self.hand = self.hand.max(self.log.begin());
        loop {
            if self.hand >= self.log.end() {
                self.hand = self.log.begin();
            }
            if let Some(object) = self.log.at(self.hand)
                && !self.marks.take_use(object)
            {
                return Some(());
            }
            self.hand += 1;
        }
    }
}

impl Eviction for Sieve {
    const INFO: PolicyInfo = PolicyInfo {
        tells_victim: true,
        ..PolicyInfo::new(
            "sieve",
            "first that was not used since the hand came by, in order of insertion",
            "Zhang et al., NSDI 2024",
            "O(1), amortised",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        Self { log: Log::new(), marks: Marks::new(setup.objects), hand: 0 }
    }

    #[inline]
    fn holds(&self, object: ObjectId) -> bool {
        self.marks.is_in(object)
    }

    #[inline]
    fn hit(&mut self, access: Access) -> bool {
        self.marks.use_it(access.object)
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.marks.enter(access.object);
        self.log.push(access.object, access.bytes, &mut self.hand);
        Some(access.bytes)
    }

    fn victim(&mut self) -> Option<ObjectId> {
        self.walk()?;
        self.log.at(self.hand)
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.walk()?;
        let victim = self.log.take(self.hand);
        self.marks.leave(victim.0);
        let hand = self.log.next(self.hand + 1);
        self.hand = if hand >= self.log.end() { 0 } else { hand };
        Some(victim)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
