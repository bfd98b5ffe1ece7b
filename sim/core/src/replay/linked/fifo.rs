//! FIFO without a queue.

use super::cache::{Arrival, LinkedCache};
use crate::replay::linked::buckets::CarriedState;

/// The object that came in as the n-th leaves when the (n + capacity)-th comes in: it carries its
/// number.
#[derive(Debug)]
pub(crate) struct Fifo {
    entered: u64,
    capacity: u64,
}

impl Fifo {
    /// An empty cache.
    pub(crate) fn new(capacity: u64) -> Self {
        Self { entered: 0, capacity }
    }
}

impl LinkedCache for Fifo {
    #[inline]
    fn request(&mut self, _: Arrival, baton: CarriedState) -> (bool, CarriedState) {
        if baton.0 > self.entered.saturating_sub(self.capacity) {
            return (true, baton);
        }
        self.entered += 1;
        (false, CarriedState(self.entered))
    }

    fn evictions(&self) -> u64 {
        self.entered.saturating_sub(self.capacity)
    }
}
