//! S3-FIFO over places as few as the cache and its ghosts.

use super::cache::{Arrival, LinkedCache};
use crate::cache::ProbationLimits;
use crate::replay::linked::buckets::CarriedState;
use crate::replay::linked::places::{Place, Places, set};
use std::collections::VecDeque;

/// [`crate::cache::S3Fifo`], where every object counts as one. The queues hold places.
#[derive(Debug)]
pub(crate) struct S3Fifo {
    places: Places,
    /// By place: uses, or what else it is.
    uses: Vec<u8>,
    small: VecDeque<Place>,
    main: VecDeque<Place>,
    /// Places of objects that were requested since are still among them.
    ghosts: VecDeque<Place>,
    ghosts_left: u64,
    capacity: u64,
    limits: ProbationLimits,
    like_libcachesim: bool,
    evictions: u64,
}

/// Uses beyond this are not counted.
const USES_MAX: u8 = 3;
/// In the place of uses.
const GHOST: u8 = 4;
/// A ghost that was requested since.
const AWOKEN: u8 = 5;

impl S3Fifo {
    /// An empty cache; `None` if it is too small to do as it should.
    pub(crate) fn new(
        capacity: u64,
        limits: ProbationLimits,
        like_libcachesim: bool,
    ) -> Option<Self> {
        // There libCacheSim lets nothing in.
        (!like_libcachesim || limits.small > 1).then(|| Self {
            places: Places::default(),
            uses: Vec::new(),
            small: VecDeque::new(),
            main: VecDeque::new(),
            ghosts: VecDeque::new(),
            ghosts_left: 0,
            capacity,
            limits,
            like_libcachesim,
            evictions: 0,
        })
    }

    /// Forgets the oldest ghost that was not requested since, if there is one.
    fn forget(&mut self) -> bool {
        while let Some(place) = self.ghosts.pop_front() {
            let awoken = self.uses[place as usize] == AWOKEN;
            self.places.give_back(place);
            if !awoken {
                self.ghosts_left -= 1;
                return true;
            }
        }
        false
    }

    /// The oldest of the small queue leaves, and becomes a ghost.
    fn demote(&mut self, place: Place) {
        self.evictions += 1;
        if self.limits.ghost == 0 {
            return self.places.give_back(place);
        }
        while self.ghosts_left + 1 > self.limits.ghost && self.forget() {}
        self.uses[place as usize] = GHOST;
        self.ghosts.push_back(place);
        self.ghosts_left += 1;
        if self.ghosts.len() as u64 > 2 * self.ghosts_left + 64 {
            self.forget_awoken();
        }
    }

    #[cold]
    fn forget_awoken(&mut self) {
        let Self { ghosts, uses, places, .. } = self;
        ghosts.retain(|&place| {
            let awoken = uses[place as usize] == AWOKEN;
            if awoken {
                places.give_back(place);
            }
            !awoken
        });
    }

    /// Evicts from the small queue, what was used enough goes to the main one: returns whether any left.
    fn evict_small(&mut self) -> bool {
        let mut left = false;
        while let Some(place) = self.small.pop_front() {
            if self.uses[place as usize] < self.limits.threshold {
                self.demote(place);
                return true;
            }
            self.uses[place as usize] = 0;
            self.main.push_back(place);
            if !self.like_libcachesim && self.main.len() as u64 > self.limits.main {
                left |= self.evict_main();
            }
        }
        left
    }

    /// Evicts from the main queue, where each use since gives another round: returns whether any left.
    fn evict_main(&mut self) -> bool {
        while let Some(place) = self.main.pop_front() {
            let uses = &mut self.uses[place as usize];
            if *uses == 0 {
                self.evictions += 1;
                self.places.give_back(place);
                return true;
            }
            *uses -= 1;
            self.main.push_back(place);
        }
        false
    }

    fn evict(&mut self) {
        let main_first = match self.like_libcachesim {
            true => self.main.len() as u64 > self.limits.main,
            false => (self.small.len() as u64) < self.limits.small,
        };
        let left = if main_first { self.evict_main() } else { self.evict_small() };
        // One queue can be empty, or have sent all it had to the other.
        if !left && !self.evict_main() {
            self.evict_small();
        }
    }

    /// Whether an object that nothing is known of goes to the main queue.
    fn skips_small(&self) -> bool {
        let full = self.small.len() as u64 >= self.limits.small;
        self.like_libcachesim && full && self.evictions == 0
    }
}

impl LinkedCache for S3Fifo {
    #[inline]
    fn request(
        &mut self,
        Arrival { number, next, .. }: Arrival,
        carried: CarriedState,
    ) -> (bool, CarriedState) {
        let known = self.places.find(carried, number);
        if let Some(place) = known {
            let uses = &mut self.uses[place as usize];
            if *uses <= USES_MAX {
                *uses = (*uses + 1).min(USES_MAX);
                self.places.renew(place, next);
                return (true, carried);
            }
            *uses = AWOKEN;
            self.places.vacate(place);
            self.ghosts_left -= 1;
        }
        while (self.small.len() + self.main.len()) as u64 >= self.capacity {
            self.evict();
        }
        let to_main = known.is_some() || self.skips_small();
        let place = self.places.take(next);
        set(&mut self.uses, place, 0);
        let queue = if to_main { &mut self.main } else { &mut self.small };
        queue.push_back(place);
        (false, Places::carried_by(place))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
