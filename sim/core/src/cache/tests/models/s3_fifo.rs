//! S3-FIFO.

use super::super::super::Access;
use super::{Item, Model, Room, Uses, evict_from_clock, find, names, remember, take, total};
use hotset_workloads::ObjectId;

pub(super) struct S3Fifo {
    room: Room,
    small: Vec<Item>,
    main: Vec<Item>,
    ghosts: Vec<Item>,
    uses: Uses,
    evicted: bool,
}

impl S3Fifo {
    pub(super) fn new(room: Room) -> Self {
        let empty = Vec::new;
        let uses = Uses::new();
        Self { room, small: empty(), main: empty(), ghosts: empty(), uses, evicted: false }
    }

    fn main_limit(&self) -> u64 {
        self.room.amount() - self.room.share(0.1)
    }

    /// One step of making room; it may only move objects about.
    fn evict(&mut self) {
        self.evicted = true;
        let from_main = match self.room.like_libcachesim() {
            true => total(&self.main) > self.main_limit(),
            false => total(&self.small) < self.room.share(0.1) && !self.main.is_empty(),
        };
        if from_main || self.small.is_empty() {
            evict_from_clock(&mut self.main, &mut self.uses);
            return;
        }
        while !self.small.is_empty() {
            let item = self.small.remove(0);
            if self.uses.get(&item.0).copied().unwrap_or(0) < 2 {
                let limit = (self.room.amount() as f64 * 0.9) as u64;
                remember(&mut self.ghosts, limit, item);
                return;
            }
            self.uses.insert(item.0, 0);
            self.main.push(item);
            if !self.room.like_libcachesim() && total(&self.main) > self.main_limit() {
                evict_from_clock(&mut self.main, &mut self.uses);
            }
        }
    }
}

impl Model for S3Fifo {
    fn request(&mut self, access: Access) -> bool {
        let object = access.object;
        if find(&self.small, object).or(find(&self.main, object)).is_some() {
            *self.uses.entry(object).or_default() += 1;
            return true;
        }
        let known = take(&mut self.ghosts, object).is_some();
        let charge = self.room.charge(access);
        let (small_limit, like) = (self.room.share(0.1), self.room.like_libcachesim());
        if charge > self.room.amount() || (like && charge > small_limit) {
            return false;
        }
        while total(&self.small) + total(&self.main) + charge > self.room.amount() {
            self.evict();
        }
        self.uses.insert(object, 0);
        let small_full = total(&self.small) >= small_limit;
        if known {
            self.main.push((object, charge));
        } else if !like || (charge < small_limit && (self.evicted || !small_full)) {
            self.small.push((object, charge));
        } else if charge < small_limit {
            self.main.push((object, charge));
        }
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.small, &self.main])
    }
}
