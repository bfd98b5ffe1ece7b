//! GDSF where every object counts as one: priorities are whole numbers.

use super::cache::{Arrival, LinkedCache};
use crate::replay::linked::buckets::CarriedState;
use crate::replay::linked::places::{Place, Places, set};
use std::collections::VecDeque;

/// [`crate::cache::Gdsf`]: priorities in uses. An object stays where its priority led it first, and is
/// put where it belongs by now when its turn comes there: a hit moves nothing.
#[derive(Debug)]
pub(crate) struct Gdsf {
    places: Places,
    /// By place.
    ranks: Vec<Rank>,
    /// A circle of heaps, of the priorities from the clock on.
    heaps: Vec<Vec<Place>>,
    /// Those of the least priority, in the order in which they are to go.
    least: VecDeque<Place>,
    /// The least priority that an object can have.
    floor: u32,
    clock: u32,
    residents: u64,
    capacity: u64,
    evictions: u64,
}

#[derive(Clone, Copy, Debug)]
struct Rank {
    uses: u32,
    priority: u32,
    /// The request that gave it.
    noted: u32,
}

/// The state of an object that was not admitted: no place.
const OUT: CarriedState = CarriedState(u32::MAX as u64);

/// Priorities further on than this wait at the far end.
const HEAPS: u32 = 256;

impl Gdsf {
    /// An empty cache.
    pub(crate) fn new(capacity: u64) -> Self {
        Self {
            places: Places::default(),
            ranks: Vec::new(),
            heaps: vec![Vec::new(); HEAPS as usize],
            least: VecDeque::new(),
            floor: 0,
            clock: 0,
            residents: 0,
            capacity,
            evictions: 0,
        }
    }

    /// Puts a place where it belongs by now, or as near as can be.
    #[inline]
    fn put(&mut self, place: Place) {
        let priority = self.ranks[place as usize].priority.min(self.floor + HEAPS - 1);
        if priority == self.floor {
            self.least.push_back(place);
        } else {
            self.heaps[(priority % HEAPS) as usize].push(place);
        }
    }

    /// The place to go first; there is one.
    #[inline]
    fn first(&mut self) -> Place {
        loop {
            while let Some(&place) = self.least.front() {
                if self.ranks[place as usize].priority == self.floor {
                    return place;
                }
                self.least.pop_front();
                self.put(place);
            }
            self.floor += 1;
            // Its memory goes, too: each in turn is the far end, where most of the hot ones wait.
            let heap = std::mem::take(&mut self.heaps[(self.floor % HEAPS) as usize]);
            heap.into_iter().for_each(|place| self.put(place));
            let noted = |place: &Place| self.ranks[*place as usize].noted;
            self.least.make_contiguous().sort_unstable_by_key(noted);
        }
    }

    /// Makes room for an object of that priority; `false` if it is to go itself.
    #[inline]
    fn evict(&mut self, newcomer: u32) -> bool {
        let first = self.first();
        self.clock = newcomer.min(self.floor);
        if newcomer < self.floor {
            return false;
        }
        self.least.pop_front();
        self.places.give_back(first);
        self.residents -= 1;
        self.evictions += 1;
        true
    }
}

impl LinkedCache for Gdsf {
    #[inline]
    fn request(&mut self, arrival: Arrival, carried: CarriedState) -> (bool, CarriedState) {
        let Arrival { number, next, .. } = arrival;
        if let Some(place) = self.places.find(carried, number) {
            let uses = self.ranks[place as usize].uses + 1;
            self.places.renew(place, next);
            let rank = Rank { uses, priority: self.clock + uses, noted: number };
            self.ranks[place as usize] = rank;
            return (true, carried);
        }
        let priority = self.clock + 1;
        if self.residents == self.capacity && !self.evict(priority) {
            return (false, OUT);
        }
        let place = self.places.take(next);
        set(&mut self.ranks, place, Rank { uses: 1, priority, noted: number });
        self.residents += 1;
        self.put(place);
        (false, Places::carried_by(place))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
