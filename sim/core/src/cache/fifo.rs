//! First in, first out.

use super::bits::Marks;
use super::log::Log;
use super::{Access, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// Evicts the object that came in first; a hit changes nothing.
#[derive(Debug)]
pub struct Fifo {
    log: Log,
    marks: Marks,
}

impl Eviction for Fifo {
    const INFO: PolicyInfo = PolicyInfo {
        tells_victim: true,
        ..PolicyInfo::new("fifo", "oldest", "Belady, IBM Systems Journal 1966", "O(1)")
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
        self.holds(access.object)
    }

    #[inline]
    fn insert(&mut self, access: Access) -> Option<u64> {
        self.marks.enter(access.object);
        // No gaps, no hand.
        self.log.push(access.object, access.bytes, &mut 0);
        Some(access.bytes)
    }

    fn victim(&mut self) -> Option<ObjectId> {
        self.log.at(self.log.begin()).filter(|_| !self.log.is_empty())
    }

    #[inline]
    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        let oldest = self.log.begin();
        if oldest == self.log.end() {
            return None;
        }
        let (object, bytes) = self.log.take(oldest);
        self.marks.leave(object);
        Some((object, bytes))
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.log.iter()
    }
}
