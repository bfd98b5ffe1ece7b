//! LRU without a list: an object carries its position.

use super::cache::{Arrival, LinkedCache};
use crate::replay::linked::buckets::{CarriedState, StateBuckets};
use crate::replay::linked::window::Window;

/// The order of last uses is a row of positions, a bit each; an object carries its own.
#[derive(Debug)]
pub(crate) struct Lru {
    uses: Window,
    capacity: u64,
    evictions: u64,
}

impl Lru {
    /// An empty cache.
    pub(crate) fn new(capacity: u64) -> Self {
        Self { uses: Window::new(), capacity, evictions: 0 }
    }
}

impl LinkedCache for Lru {
    #[inline]
    fn request(&mut self, _: Arrival, carried: CarriedState) -> (bool, CarriedState) {
        let hit = self.uses.contains(carried.0);
        if hit {
            self.uses.free(carried.0);
        } else if self.uses.taken() == self.capacity {
            self.uses.pop();
            self.evictions += 1;
        }
        (hit, CarriedState(self.uses.push()))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }

    fn tidy(&mut self, buckets: &mut StateBuckets) {
        if self.uses.is_crowded() {
            let moves = self.uses.make_room();
            buckets.rewrite(|CarriedState(position)| CarriedState(moves.to(position)));
        }
    }
}
