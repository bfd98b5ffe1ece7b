//! ARC without lists: an object carries its list and position.

use super::cache::{Arrival, LinkedCache};
use crate::replay::linked::buckets::{CarriedState, StateBuckets};
use crate::replay::linked::window::Window;

/// [`crate::cache::Arc`], where every object counts as one: T1 and T2 are rows of positions, B1 and
/// B2 what lies before their boundaries. An object carries its row and position.
#[derive(Debug)]
pub(crate) struct Arc {
    rows: [Row; 2],
    capacity: u64,
    /// What T1 should count for.
    target: f64,
    evictions: u64,
}

/// A list, and the ghosts that left it in order.
#[derive(Debug)]
struct Row {
    positions: Window,
    /// Behind the newest ghost.
    boundary: u64,
    ghosts: u64,
}

const ONCE: usize = 0;
const AGAIN: usize = 1;

fn state_at(row: usize, position: u64) -> CarriedState {
    CarriedState(position << 1 | row as u64)
}

impl Row {
    fn new() -> Self {
        Self { positions: Window::new(), boundary: 1, ghosts: 0 }
    }

    /// How many are on the list.
    #[inline]
    fn len(&self) -> u64 {
        self.positions.taken() - self.ghosts
    }

    /// The oldest of the list becomes the newest ghost; there is one.
    #[inline]
    fn demote(&mut self) {
        self.boundary = self.positions.next(self.boundary) + 1;
        self.ghosts += 1;
    }

    /// Forgets the oldest ghost, if there is one.
    #[inline]
    fn forget(&mut self) {
        if self.ghosts > 0 {
            self.positions.pop();
            self.ghosts -= 1;
        }
    }
}

impl Arc {
    /// An empty cache.
    pub(crate) fn new(capacity: u64) -> Self {
        Self { rows: [Row::new(), Row::new()], capacity, target: 0.0, evictions: 0 }
    }

    fn adapt(&mut self, row: usize) {
        let (here, there) = (self.rows[row].ghosts, self.rows[1 - row].ghosts);
        let step = (there as f64 / here as f64).max(1.0);
        self.target = match row {
            ONCE => (self.target + step).min(self.capacity as f64),
            _ => (self.target - step).max(0.0),
        };
    }

    /// REPLACE of the paper.
    #[inline]
    fn replace(&mut self, in_b2: bool) {
        let [once, again] = &mut self.rows;
        let t1 = once.len() as f64;
        let from_t1 = once.len() > 0
            && (t1 > self.target || (in_b2 && t1 == self.target) || again.len() == 0);
        if from_t1 { once.demote() } else { again.demote() }
    }

    /// Case IV of the paper: the object is on no list.
    #[inline]
    fn replace_for_unknown(&mut self) {
        let [once, again] = &mut self.rows;
        if once.positions.taken() == self.capacity {
            if once.ghosts == 0 {
                once.positions.pop();
                once.boundary = once.positions.begin();
                return;
            }
            once.forget();
        } else if once.positions.taken() + again.positions.taken() >= 2 * self.capacity {
            again.forget();
        }
        self.replace(false);
    }

    fn is_full(&self) -> bool {
        self.rows[ONCE].len() + self.rows[AGAIN].len() == self.capacity
    }
}

impl LinkedCache for Arc {
    #[inline]
    fn request(&mut self, _: Arrival, carried: CarriedState) -> (bool, CarriedState) {
        let (row, position) = ((carried.0 & 1) as usize, carried.0 >> 1);
        let known = self.rows[row].positions.contains(position);
        let hit = known && position >= self.rows[row].boundary;
        if known {
            if !hit {
                self.adapt(row);
                self.rows[row].ghosts -= 1;
            }
            self.rows[row].positions.free(position);
        }
        if !hit && self.is_full() {
            if known {
                self.replace(row == AGAIN)
            } else {
                self.replace_for_unknown()
            }
            self.evictions += 1;
        }
        let row = if known { AGAIN } else { ONCE };
        (hit, state_at(row, self.rows[row].positions.push()))
    }

    fn evictions(&self) -> u64 {
        self.evictions
    }

    fn tidy(&mut self, buckets: &mut StateBuckets) {
        for (index, row) in self.rows.iter_mut().enumerate() {
            if row.positions.is_crowded() {
                let moves = row.positions.make_room();
                row.boundary = moves.to(row.boundary);
                buckets.rewrite(|CarriedState(carried)| match (carried & 1) as usize == index {
                    true => state_at(index, moves.to(carried >> 1)),
                    false => CarriedState(carried),
                });
            }
        }
    }
}
