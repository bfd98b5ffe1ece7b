//! CLOCK and SIEVE: a new object takes the place of the victim.

use super::cache::{Arrival, LinkedCache};
use crate::cache::Marks;
use crate::replay::linked::buckets::CarriedState;
use crate::replay::linked::places::{Place, Places};
use crate::replay::multi_size::unit_size::Queue;
use hotset_workloads::ObjectId;
use hotset_workloads::formats::NO_NEXT;

/// The queue holds places, one more than objects.
pub(crate) struct ClockSieveCache<Q> {
    queue: Q,
    places: Places,
    uses: Uses,
    /// Once the cache is full: the unoccupied place.
    spare: Place,
    capacity: u64,
    evictions: u64,
}

/// By place, a bit each: the hand looks at nothing else.
#[derive(Debug, Default)]
struct Uses(Vec<u64>);

impl Uses {
    #[inline]
    fn mark(&mut self, place: Place) {
        self.0[place as usize / 64] |= 1 << (place % 64);
    }
}

/// A new object has a clear use bit: so had the one whose place it takes.
impl Marks for Uses {
    #[inline]
    fn take_use(&mut self, place: ObjectId) -> bool {
        let word = &mut self.0[place as usize / 64];
        let was_used = *word >> (place % 64) & 1 != 0;
        *word &= !(1 << (place % 64));
        was_used
    }

    fn enter(&mut self, _: ObjectId) {}

    fn leave(&mut self, _: ObjectId) {}
}

impl<Q: Queue> ClockSieveCache<Q> {
    /// An empty cache.
    pub(crate) fn new(capacity: u64) -> Self {
        Self {
            queue: Q::default(),
            places: Places::default(),
            uses: Uses::default(),
            spare: 0,
            capacity,
            evictions: 0,
        }
    }

    fn new_place(&mut self, next: u32) -> Place {
        let place = self.places.take(next);
        self.uses.0.resize(self.places.len().div_ceil(64), 0);
        place
    }

    #[inline]
    fn miss(&mut self, next: u32) -> Place {
        if (self.places.len() as u64) < self.capacity {
            let place = self.new_place(next);
            self.queue.fill(place);
            return place;
        }
        if self.evictions == 0 {
            self.spare = self.new_place(NO_NEXT);
        }
        let place = self.spare;
        self.spare = self.queue.replace_victim(&mut self.uses, place);
        self.places.vacate(self.spare);
        self.places.renew(place, next);
        self.evictions += 1;
        place
    }
}

impl<Q: Queue> LinkedCache for ClockSieveCache<Q> {
    #[inline]
    fn request(
        &mut self,
        Arrival { number, next, .. }: Arrival,
        carried: CarriedState,
    ) -> (bool, CarriedState) {
        if let Some(place) = self.places.find(carried, number) {
            self.places.renew(place, next);
            self.uses.mark(place);
            return (true, carried);
        }
        (false, Places::carried_by(self.miss(next)))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
