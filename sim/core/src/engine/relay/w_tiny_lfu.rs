//! W-TinyLFU over places as few as the cache.

use super::calendar::{Baton, CARRIED_BITS};
use super::{Arrival, Relayed};
use crate::cache::{Sketch, WTinyLfuLimits};
use hotset_workloads::formats::NO_NEXT;

/// [`crate::cache::WTinyLfu`] by its paper, where every object counts as one. An object carries its
/// dense id, by which it is counted, and the place that it has or had; whose the place is by now is
/// told by when that object is asked for next.
#[derive(Debug)]
pub(super) struct WTinyLfu {
    /// The first ones are the heads of the segments.
    places: Vec<Place>,
    /// By place.
    segment: Vec<u8>,
    free: Vec<u32>,
    len: [u64; 3],
    sketch: Sketch,
    limits: WTinyLfuLimits,
    capacity: u64,
    objects: u64,
    /// Lower bits of a baton that are for the place.
    place_bits: u32,
    evictions: u64,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    /// The next request for who has it.
    next: u32,
    /// Who has it.
    object: u32,
    newer: u32,
    older: u32,
}

const WINDOW: usize = 0;
const PROBATION: usize = 1;
const PROTECTED: usize = 2;
const SEGMENTS: u32 = 3;

impl WTinyLfu {
    /// An empty cache; `None` if object and place are too much to carry.
    pub(super) fn new(
        capacity: u64,
        limits: WTinyLfuLimits,
        sketch: Sketch,
        requests: usize,
    ) -> Option<Self> {
        let place_bits = CARRIED_BITS - (requests as u64 + 1).ilog2() - 1;
        let head = |head| Place { next: NO_NEXT, object: 0, newer: head, older: head };
        (capacity < (1 << place_bits.min(u32::BITS)) - u64::from(SEGMENTS)).then(|| Self {
            places: (0..SEGMENTS).map(head).collect(),
            segment: vec![0; SEGMENTS as usize],
            free: Vec::new(),
            len: [0; 3],
            sketch,
            limits,
            capacity,
            objects: 0,
            place_bits,
            evictions: 0,
        })
    }

    fn unlink(&mut self, place: u32) {
        let Place { newer, older, .. } = self.places[place as usize];
        self.places[newer as usize].older = older;
        self.places[older as usize].newer = newer;
        self.len[self.segment[place as usize] as usize] -= 1;
    }

    /// Makes a place the newest of a segment.
    fn link(&mut self, segment: usize, place: u32) {
        let newest = std::mem::replace(&mut self.places[segment].older, place);
        self.places[newest as usize].newer = place;
        let this = &mut self.places[place as usize];
        (this.newer, this.older) = (segment as u32, newest);
        self.segment[place as usize] = segment as u8;
        self.len[segment] += 1;
    }

    #[inline]
    fn renew(&mut self, segment: usize, place: u32) {
        self.unlink(place);
        self.link(segment, place);
    }

    #[inline]
    fn oldest(&self, segment: usize) -> Option<u32> {
        let oldest = self.places[segment].newer;
        (oldest >= SEGMENTS).then_some(oldest)
    }

    /// What would leave the main cache.
    #[inline]
    fn main_victim(&self) -> Option<u32> {
        self.oldest(PROBATION).or_else(|| self.oldest(PROTECTED))
    }

    fn drop_place(&mut self, place: u32) {
        self.unlink(place);
        self.places[place as usize].next = NO_NEXT;
        self.free.push(place);
        self.evictions += 1;
    }

    fn count(&self, place: u32) -> u64 {
        self.sketch.count(self.places[place as usize].object)
    }

    /// Lets the oldest of the window into the main cache, if there is room for it; else drops the less
    /// frequent of it and the main cache's victim, and tells so.
    fn contest(&mut self, candidate: u32) -> bool {
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
    fn miss(&mut self, object: u32, next: u32) -> u32 {
        while self.residents() >= self.capacity {
            self.evict();
        }
        let new = Place { next, object, newer: 0, older: 0 };
        let place = match self.free.pop() {
            Some(place) => {
                self.places[place as usize] = new;
                place
            }
            None => {
                self.places.push(new);
                self.segment.push(0);
                (self.places.len() - 1) as u32
            }
        };
        self.link(WINDOW, place);
        self.sketch.fit(self.residents());
        while self.len[WINDOW] > self.limits.window {
            let Some(candidate) = self.oldest(WINDOW) else { break };
            self.contest(candidate);
        }
        place
    }

    #[inline]
    fn hit(&mut self, place: u32) {
        if usize::from(self.segment[place as usize]) == WINDOW {
            return self.renew(WINDOW, place);
        }
        self.renew(PROTECTED, place);
        while self.len[PROTECTED] > self.limits.protected {
            let Some(oldest) = self.oldest(PROTECTED) else { break };
            self.renew(PROBATION, oldest);
        }
    }
}

impl Relayed for WTinyLfu {
    #[inline]
    fn request(&mut self, Arrival { number, next, .. }: Arrival, baton: Baton) -> (bool, Baton) {
        let object = if baton == Baton::NONE {
            self.objects += 1;
            self.objects - 1
        } else {
            baton.0 >> self.place_bits
        };
        let place = (baton.0 & ((1 << self.place_bits) - 1)) as u32;
        self.sketch.add(object as u32, self.limits.sample * self.residents().max(64));
        let known = self.places.get_mut(place as usize).filter(|place| place.next == number);
        let hit = known.is_some();
        let place = match known {
            Some(known) => {
                known.next = next;
                self.hit(place);
                place
            }
            None => self.miss(object as u32, next),
        };
        (hit, Baton(object << self.place_bits | u64::from(place)))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
