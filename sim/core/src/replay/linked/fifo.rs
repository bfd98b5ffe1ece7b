//! FIFO without a queue: an object carries its insertion number.

use super::cache::{Arrival, LinkedCache};
use crate::replay::linked::buckets::CarriedState;

/// The n-th object inserted leaves when the (n + capacity)-th is inserted: it carries its
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
    fn request(&mut self, _: Arrival, carried: CarriedState) -> (bool, CarriedState) {
        if carried.0 > self.entered.saturating_sub(self.capacity) {
            return (true, carried);
        }
        self.entered += 1;
        (false, CarriedState(self.entered))
    }

    fn evictions(&self) -> u64 {
        self.entered.saturating_sub(self.capacity)
    }
}
