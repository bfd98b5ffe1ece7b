//! W-TinyLFU over places as few as the cache.

use super::cache::{Arrival, LinkedCache};
use crate::cache::{Sketch, WTinyLfuLimits};
use crate::replay::linked::buckets::{CARRIED_BITS, CarriedState};
use crate::replay::linked::places::{Place, Places, set};
use hotset_workloads::formats::NO_NEXT;

/// [`crate::cache::WTinyLfu`] by its paper, where every object counts as one. An object carries its
/// dense id, by which it is counted, and the place that it has or had.
#[derive(Debug)]
pub(crate) struct WTinyLfu {
    /// The first ones are the heads of the segments.
    places: Places,
    /// By place.
    nodes: Vec<Node>,
    len: [u64; 3],
    sketch: Sketch,
    limits: WTinyLfuLimits,
    capacity: u64,
    objects: u64,
    /// Lower bits of a carried that are for the place.
    place_bits: u32,
    evictions: u64,
}

#[derive(Clone, Copy, Debug)]
struct Node {
    /// Who has the place.
    object: u32,
    newer: Place,
    older: Place,
    segment: u32,
}

const WINDOW: usize = 0;
const PROBATION: usize = 1;
const PROTECTED: usize = 2;
const SEGMENTS: u32 = 3;

impl WTinyLfu {
    /// An empty cache; `None` if object and place are too much to carry.
    pub(crate) fn new(
        capacity: u64,
        limits: WTinyLfuLimits,
        sketch: Sketch,
        requests: usize,
    ) -> Option<Self> {
        let place_bits = CARRIED_BITS - (requests as u64 + 1).ilog2() - 1;
        if capacity >= (1 << place_bits.min(u32::BITS)) - u64::from(SEGMENTS) {
            return None;
        }
        let head = |head| Node { object: 0, newer: head, older: head, segment: head };
        let mut places = Places::default();
        let heads = (0..SEGMENTS).map(|_| head(places.take(NO_NEXT))).collect();
        Some(Self {
            places,
            nodes: heads,
            len: [0; 3],
            sketch,
            limits,
            capacity,
            objects: 0,
            place_bits,
            evictions: 0,
        })
    }

    fn unlink(&mut self, place: Place) {
        let Node { newer, older, segment, .. } = self.nodes[place as usize];
        self.nodes[newer as usize].older = older;
        self.nodes[older as usize].newer = newer;
        self.len[segment as usize] -= 1;
    }

    /// Makes a place the newest of a segment.
    fn link(&mut self, segment: usize, place: Place) {
        let newest = std::mem::replace(&mut self.nodes[segment].older, place);
        self.nodes[newest as usize].newer = place;
        let this = &mut self.nodes[place as usize];
        (this.newer, this.older, this.segment) = (segment as Place, newest, segment as u32);
        self.len[segment] += 1;
    }

    #[inline]
    fn renew(&mut self, segment: usize, place: Place) {
        self.unlink(place);
        self.link(segment, place);
    }

    #[inline]
    fn oldest(&self, segment: usize) -> Option<Place> {
        let oldest = self.nodes[segment].newer;
        (oldest >= SEGMENTS).then_some(oldest)
    }

    /// What would leave the main cache.
    #[inline]
    fn main_victim(&self) -> Option<Place> {
        self.oldest(PROBATION).or_else(|| self.oldest(PROTECTED))
    }

    fn drop_place(&mut self, place: Place) {
        self.unlink(place);
        self.places.give_back(place);
        self.evictions += 1;
    }

    fn count(&self, place: Place) -> u64 {
        self.sketch.count(self.nodes[place as usize].object)
    }

    /// Lets the oldest of the window into the main cache, if there is room for it; else drops the less
    /// frequent of it and the main cache's victim; returns whether it did.
    fn contest(&mut self, candidate: Place) -> bool {
        if self.len[PROBATION] + self.len[PROTECTED] < self.limits.main {
            self.renew(PROBATION, candidate);
            return false;
        }
        let beaten =
            self.main_victim().filter(|&victim| self.count(candidate) > self.count(victim));
        self.drop_place(beaten.unwrap_or(candidate));
        true
    }

    fn evict(&mut self) {
        while self.len[WINDOW] >= self.limits.window {
            let Some(candidate) = self.oldest(WINDOW) else { break };
            if self.contest(candidate) {
                return;
            }
        }
        if let Some(victim) = self.main_victim().or_else(|| self.oldest(WINDOW)) {
            self.drop_place(victim);
        }
    }

    fn residents(&self) -> u64 {
        self.len.iter().sum()
    }

    #[inline]
    fn miss(&mut self, object: u32, next: u32) -> Place {
        while self.residents() >= self.capacity {
            self.evict();
        }
        let place = self.places.take(next);
        set(&mut self.nodes, place, Node { object, newer: 0, older: 0, segment: 0 });
        self.link(WINDOW, place);
        self.sketch.fit(self.residents());
        while self.len[WINDOW] > self.limits.window {
            let Some(candidate) = self.oldest(WINDOW) else { break };
            self.contest(candidate);
        }
        place
    }

    #[inline]
    fn lookup(&mut self, place: Place) {
        if self.nodes[place as usize].segment as usize == WINDOW {
            return self.renew(WINDOW, place);
        }
        self.renew(PROTECTED, place);
        while self.len[PROTECTED] > self.limits.protected {
            let Some(oldest) = self.oldest(PROTECTED) else { break };
            self.renew(PROBATION, oldest);
        }
    }
}

impl LinkedCache for WTinyLfu {
    #[inline]
    fn request(
        &mut self,
        Arrival { number, next, .. }: Arrival,
        carried: CarriedState,
    ) -> (bool, CarriedState) {
        let object = if carried == CarriedState::NONE {
            self.objects += 1;
            self.objects - 1
        } else {
            carried.0 >> self.place_bits
        };
        let carried = CarriedState(carried.0 & ((1 << self.place_bits) - 1));
        self.sketch.add(object as u32, self.limits.sample * self.residents().max(64));
        let found = self.places.find(carried, number);
        let place = match found {
            Some(place) => {
                self.places.renew(place, next);
                self.lookup(place);
                place
            }
            None => self.miss(object as u32, next),
        };
        (found.is_some(), CarriedState(object << self.place_bits | Places::carried_by(place).0))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
