//! S3-FIFO over places as few as the cache and its ghosts.

use super::calendar::Baton;
use super::{Arrival, Relayed};
use crate::cache::ProbationLimits;
use hotset_workloads::formats::NO_NEXT;
use std::collections::VecDeque;

/// [`crate::cache::S3Fifo`], where every object counts as one. The queues hold places, and an object
/// carries that of its own; by the time it is asked for again the place can be another's: who has it
/// is told by when it is asked for next.
#[derive(Debug)]
pub(super) struct S3Fifo {
    /// By place: the next request for who has it, uses, or what else it is.
    next: Vec<u32>,
    uses: Vec<u8>,
    free: Vec<u32>,
    small: VecDeque<u32>,
    main: VecDeque<u32>,
    /// Places of objects that were asked for since are still among them.
    ghosts: VecDeque<u32>,
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
/// A ghost that was asked for since.
const AWOKEN: u8 = 5;

impl S3Fifo {
    /// An empty cache; `None` if it is too small to do as it should.
    pub(super) fn new(
        capacity: u64,
        limits: ProbationLimits,
        like_libcachesim: bool,
    ) -> Option<Self> {
        // There libCacheSim lets nothing in.
        (!like_libcachesim || limits.small > 1).then(|| Self {
            next: Vec::new(),
            uses: Vec::new(),
            free: Vec::new(),
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

    fn new_place(&mut self, next: u32) -> u32 {
        let place = self.free.pop().unwrap_or_else(|| {
            self.next.push(NO_NEXT);
            self.uses.push(0);
            (self.next.len() - 1) as u32
        });
        (self.next[place as usize], self.uses[place as usize]) = (next, 0);
        place
    }

    fn drop_place(&mut self, place: u32) {
        self.next[place as usize] = NO_NEXT;
        self.free.push(place);
    }

    /// Forgets the oldest ghost that was not asked for since, if there is one.
    fn forget(&mut self) -> bool {
        while let Some(place) = self.ghosts.pop_front() {
            let awoken = self.uses[place as usize] == AWOKEN;
            self.drop_place(place);
            if !awoken {
                self.ghosts_left -= 1;
                return true;
            }
        }
        false
    }

    /// The oldest of the small queue leaves, and becomes a ghost.
    fn demote(&mut self, place: u32) {
        self.evictions += 1;
        if self.limits.ghost == 0 {
            return self.drop_place(place);
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
        let Self { ghosts, uses, free, .. } = self;
        ghosts.retain(|&place| {
            let awoken = uses[place as usize] == AWOKEN;
            if awoken {
                free.push(place);
            }
            !awoken
        });
    }

    /// Evicts from the small queue, what was used enough goes to the main one: tells whether any left.
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

    /// Evicts from the main queue, where each use since gives another round: tells whether any left.
    fn evict_main(&mut self) -> bool {
        while let Some(place) = self.main.pop_front() {
            let uses = &mut self.uses[place as usize];
            if *uses == 0 {
                self.evictions += 1;
                self.drop_place(place);
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
        let _ = left || self.evict_main() || self.evict_small();
    }

    /// Whether an object that nothing is known of goes to the main queue.
    fn skips_small(&self) -> bool {
        let full = self.small.len() as u64 >= self.limits.small;
        self.like_libcachesim && full && self.evictions == 0
    }
}

impl Relayed for S3Fifo {
    #[inline]
    fn request(&mut self, Arrival { number, next, .. }: Arrival, baton: Baton) -> (bool, Baton) {
        let place = (baton.0 as usize).wrapping_sub(1);
        let known = self.next.get(place).is_some_and(|&next| next == number);
        if known {
            let uses = &mut self.uses[place];
            if *uses <= USES_MAX {
                *uses = (*uses + 1).min(USES_MAX);
                self.next[place] = next;
                return (true, baton);
            }
            *uses = AWOKEN;
            self.next[place] = NO_NEXT;
            self.ghosts_left -= 1;
        }
        while (self.small.len() + self.main.len()) as u64 >= self.capacity {
            self.evict();
        }
        let queue = known || self.skips_small();
        let place = self.new_place(next);
        if queue {
            self.main.push_back(place)
        } else {
            self.small.push_back(place)
        }
        (false, Baton(u64::from(place) + 1))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }
}
