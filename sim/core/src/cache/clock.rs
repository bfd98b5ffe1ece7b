//! CLOCK, or second chance, with one bit an object.

use super::bits::Marks;
use super::log::Log;
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// First in, first out, but an object used since it came by last goes round once more (Corbato
/// 1968): the same as FIFO with reinsertion.
#[derive(Debug)]
pub struct Clock {
    log: Log,
    marks: Marks,
}

impl Eviction for Clock {
    const INFO: PolicyInfo = PolicyInfo {
        tells_victim: true,
        ..PolicyInfo::new(
            "clock",
            "oldest that was not used since the hand came by",
            "Corbato, MIT Project MAC 1968",
            "O(1), amortised",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        Self { log: Log::new(), marks: Marks::new(setup.objects) }
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
        // No gaps, no hand.
        self.log.push(access.object, access.bytes, &mut 0);
        Some(access.bytes)
    }

    fn victim(&mut self) -> Option<ObjectId> {
        while !self.log.is_empty() {
            let object = self.log.at(self.log.begin())?;
            if !self.marks.take_use(object) {
                return Some(object);
            }
            self.log.renew_oldest();
        }
        None
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        loop {
            let oldest = self.log.begin();
            if oldest == self.log.end() {
                return None;
            }
            let object = self.log.at(oldest)?;
            if !self.marks.take_use(object) {
                self.marks.leave(object);
                return Some(self.log.take(oldest));
            }
            self.log.renew_oldest();
        }
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
