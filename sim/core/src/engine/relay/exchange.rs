//! CLOCK and SIEVE: who comes in takes the place of who goes.

use super::super::exchange::Queue;
use super::calendar::Baton;
use super::{Arrival, Relayed};
use crate::cache::Marks;
use hotset_workloads::ObjectId;
use hotset_workloads::formats::NO_NEXT;

/// The queue holds places, one more than objects; an object carries that of its own. By the time it
/// is asked for again the place can be another's: who has it is told by when it is asked for next.
pub(super) struct Exchange<Q> {
    queue: Q,
    places: Places,
    /// Once the cache is full: the place that nobody has.
    spare: ObjectId,
    capacity: usize,
    evictions: u64,
}

/// The hand looks at uses alone, a bit each.
#[derive(Debug, Default)]
struct Places {
    /// The next request for who has a place.
    next: Vec<u32>,
    used: Vec<u64>,
}

impl Places {
    /// A new place.
    fn push(&mut self, next: u32) -> ObjectId {
        let place = self.next.len();
        self.next.push(next);
        self.used.resize(place / 64 + 1, 0);
        place as ObjectId
    }
}

impl Marks for Places {
    #[inline]
    fn take_use(&mut self, place: ObjectId) -> bool {
        let word = &mut self.used[place as usize / 64];
        let was_used = *word >> (place % 64) & 1 != 0;
        *word &= !(1 << (place % 64));
        was_used
    }

    /// Who comes in has no use: the one who left had none either.
    #[inline]
    fn enter(&mut self, _: ObjectId) {}

    #[inline]
    fn leave(&mut self, place: ObjectId) {
        self.next[place as usize] = NO_NEXT;
    }
}

impl<Q: Queue> Exchange<Q> {
    /// An empty cache.
    pub(super) fn new(capacity: u64) -> Self {
        let capacity = usize::try_from(capacity).unwrap_or(usize::MAX);
        Self { queue: Q::default(), places: Places::default(), spare: 0, capacity, evictions: 0 }
    }

    #[inline]
    fn miss(&mut self, next: u32) -> ObjectId {
        if self.places.next.len() < self.capacity {
            let place = self.places.push(next);
            self.queue.fill(place);
            return place;
        }
        if self.evictions == 0 {
            self.spare = self.places.push(NO_NEXT);
        }
        let place = self.spare;
        self.spare = self.queue.exchange(&mut self.places, place);
        self.places.leave(self.spare);
        self.places.next[place as usize] = next;
        self.evictions += 1;
        place
    }
}

impl<Q: Queue> Relayed for Exchange<Q> {
    #[inline]
    fn request(&mut self, Arrival { number, next, .. }: Arrival, baton: Baton) -> (bool, Baton) {
        let place = (baton.0 as usize).wrapping_sub(1);
        if let Some(expected) = self.places.next.get_mut(place).filter(|next| **next == number) {
            *expected = next;
            self.places.used[place / 64] |= 1 << (place % 64);
            return (true, baton);
        }
        (false, Baton(u64::from(self.miss(next)) + 1))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
