//! GDSF where every object counts as one: priorities are whole numbers.

use super::calendar::Baton;
use super::{Arrival, Relayed};
use hotset_workloads::formats::NO_NEXT;
use std::collections::VecDeque;

/// [`crate::cache::Gdsf`]: priorities in uses. An object stays where its priority led it first, and is
/// put where it belongs by now when its turn comes there: a hit moves nothing.
#[derive(Debug)]
pub(super) struct Gdsf {
    places: Vec<Place>,
    free: Vec<u32>,
    /// A circle of heaps, of the priorities from the clock on.
    heaps: Vec<Vec<u32>>,
    /// Those of the least priority, in the order in which they are to go.
    least: VecDeque<u32>,
    /// The least priority that an object can have.
    floor: u32,
    clock: u32,
    residents: u64,
    capacity: u64,
    evictions: u64,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    /// The next request for who has the place.
    next: u32,
    uses: u32,
    priority: u32,
    /// The request that gave it.
    noted: u32,
}

/// What an object carries that was let past: no place.
const OUT: Baton = Baton(u32::MAX as u64);

/// Priorities further on than this wait at the far end.
const HEAPS: u32 = 256;

impl Gdsf {
    /// An empty cache.
    pub(super) fn new(capacity: u64) -> Self {
        Self {
            places: Vec::new(),
            free: Vec::new(),
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
    fn put(&mut self, place: u32) {
        let priority = self.places[place as usize].priority.min(self.floor + HEAPS - 1);
        if priority == self.floor {
            self.least.push_back(place);
        } else {
            self.heaps[(priority % HEAPS) as usize].push(place);
        }
    }

    /// The place to go first; there is one.
    #[inline]
    fn first(&mut self) -> u32 {
        loop {
            while let Some(&place) = self.least.front() {
                if self.places[place as usize].priority == self.floor {
                    return place;
                }
                self.least.pop_front();
                self.put(place);
            }
            self.floor += 1;
            // Its memory goes, too: each in turn is the far end, where most of the hot ones wait.
            let heap = std::mem::take(&mut self.heaps[(self.floor % HEAPS) as usize]);
            heap.into_iter().for_each(|place| self.put(place));
            let places = &self.places;
            self.least
                .make_contiguous()
                .sort_unstable_by_key(|&place| places[place as usize].noted);
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
        self.places[first as usize].next = NO_NEXT;
        self.free.push(first);
        self.residents -= 1;
        self.evictions += 1;
        true
    }
}

impl Relayed for Gdsf {
    #[inline]
    fn request(&mut self, arrival: Arrival, baton: Baton) -> (bool, Baton) {
        let Arrival { number, next, .. } = arrival;
        let at = (baton.0 as usize).wrapping_sub(1);
        if let Some(place) = self.places.get_mut(at).filter(|place| place.next == number) {
            let uses = place.uses + 1;
            *place = Place { next, uses, priority: self.clock + uses, noted: number };
            return (true, baton);
        }
        let priority = self.clock + 1;
        if self.residents == self.capacity && !self.evict(priority) {
            return (false, OUT);
        }
        let new = Place { next, uses: 1, priority, noted: number };
        let place = match self.free.pop() {
            Some(place) => {
                self.places[place as usize] = new;
                place
            }
            None => {
                self.places.push(new);
                (self.places.len() - 1) as u32
            }
        };
        self.residents += 1;
        self.put(place);
        (false, Baton(u64::from(place) + 1))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
