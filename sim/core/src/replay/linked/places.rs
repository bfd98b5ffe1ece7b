//! Slots of a cache that are reused.

use crate::replay::linked::buckets::CarriedState;
use hotset_workloads::formats::NO_NEXT;

/// A place in a cache.
pub(crate) type Place = u32;

/// An object carries its place; by its next request the place may belong to another object. The owner of a
/// place is identified by the number of its next request, which no two objects share.
#[derive(Debug, Default)]
pub(crate) struct Places {
    /// By place: the next request for its object.
    next: Vec<u32>,
    free: Vec<Place>,
}

impl Places {
    /// The place of the object of this request, if it still has it.
    #[inline]
    pub(crate) fn find(&self, carried: CarriedState, number: u32) -> Option<Place> {
        let place = (carried.0 as usize).wrapping_sub(1);
        self.next.get(place).filter(|&&next| next == number).map(|_| place as Place)
    }

    /// The state that an object with a place carries.
    #[inline]
    pub(crate) fn carried_by(place: Place) -> CarriedState {
        CarriedState(u64::from(place) + 1)
    }

    /// How many places were ever in use.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.next.len()
    }

    /// Notes the next request for the object of a place.
    #[inline]
    pub(crate) fn renew(&mut self, place: Place, next: u32) {
        self.next[place as usize] = next;
    }

    /// Gives a free place to an object.
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

    /// Takes a place from its object.
    #[inline]
    pub(crate) fn vacate(&mut self, place: Place) {
        self.next[place as usize] = NO_NEXT;
    }

    /// Takes a place from its object, for the next one.
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
