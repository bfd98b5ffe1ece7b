//! Places of a cache, given to one object after another.

use crate::replay::linked::buckets::CarriedState;
use hotset_workloads::formats::NO_NEXT;

/// A place in a cache.
pub(crate) type Place = u32;

/// An object carries its place; by the time it is asked for again the place can be another's. Who has
/// it is told by when that one is asked for next, for no two objects are asked for at once.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// By place: the next request for who has it.
    next: Vec<u32>,
    free: Vec<Place>,
}

impl Places {
    /// The place that the object asked for by this request has, if it still is its own.
    #[inline]
    pub(crate) fn find(&self, carried: CarriedState, number: u32) -> Option<Place> {
        let place = (carried.0 as usize).wrapping_sub(1);
        self.next.get(place).filter(|&&next| next == number).map(|_| place as Place)
    }

    /// What an object carries that has a place.
    #[inline]
    pub(crate) fn baton(place: Place) -> CarriedState {
        CarriedState(u64::from(place) + 1)
    }

    /// How many places there ever were.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.next.len()
    }

    /// Notes when who has a place is asked for next.
    #[inline]
    pub(crate) fn renew(&mut self, place: Place, next: u32) {
        self.next[place as usize] = next;
    }

    /// Gives a place that nobody has to an object.
    #[inline]
    pub(crate) fn take(&mut self, next: u32) -> Place {
        match self.free.pop() {
            Some(place) => {
                self.next[place as usize] = next;
                place
            }
            None => {
                self.next.push(next);
                (self.next.len() - 1) as Place
            }
        }
    }

    /// Takes a place from who has it.
    #[inline]
    pub(crate) fn vacate(&mut self, place: Place) {
        self.next[place as usize] = NO_NEXT;
    }

    /// Takes a place from who has it, for the next to come.
    #[inline]
    pub(crate) fn give_back(&mut self, place: Place) {
        self.vacate(place);
        self.free.push(place);
    }
}

/// Writes to a column by place, which grows with the places.
#[inline]
pub(crate) fn set<T>(column: &mut Vec<T>, place: Place, value: T) {
    match column.get_mut(place as usize) {
        Some(there) => *there = value,
        None => column.push(value),
    }
}
