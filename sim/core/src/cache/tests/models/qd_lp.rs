//! QD-LP-FIFO.

use super::super::super::Access;
use super::{Item, Model, Room, Uses, evict_from_clock, find, names, remember, take, total};
use hotset_workloads::ObjectId;

pub(super) struct QdLp {
    room: Room,
    small: Vec<Item>,
    main: Vec<Item>,
    ghosts: Vec<Item>,
    uses: Uses,
}

impl QdLp {
    pub(super) fn new(room: Room) -> Self {
        let empty = Vec::new;
        Self { room, small: empty(), main: empty(), ghosts: empty(), uses: Uses::new() }
    }

    fn move_to_main(&mut self, item: Item) {
        let limit = self.room.amount() - self.room.share(0.1);
        if item.1 > limit {
            return;
        }
        while total(&self.main) + item.1 > limit {
            evict_from_clock(&mut self.main, &mut self.uses);
        }
        self.uses.insert(item.0, 0);
        self.main.push(item);
    }
}

impl Model for QdLp {
    fn request(&mut self, access: Access) -> bool {
        let object = access.object;
        if find(&self.small, object).or(find(&self.main, object)).is_some() {
            *self.uses.entry(object).or_default() += 1;
            return true;
        }
        let known = take(&mut self.ghosts, object).is_some();
        let charge = self.room.charge(access);
        let small_limit = self.room.share(0.1);
        if charge > small_limit.min(self.room.amount()) {
            return false;
        }
        while total(&self.small) + total(&self.main) + charge > self.room.amount() {
            if self.small.is_empty() {
                evict_from_clock(&mut self.main, &mut self.uses);
                continue;
            }
            let item = self.small.remove(0);
            match self.uses.get(&item.0).copied().unwrap_or(0) {
                0 => remember(&mut self.ghosts, (self.room.amount() as f64 * 0.9) as u64, item),
                _ => self.move_to_main(item),
            }
        }
        self.uses.insert(object, 0);
        if known {
            self.move_to_main((object, charge));
        } else if !self.room.like_libcachesim() || charge < small_limit {
            self.small.push((object, charge));
        }
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.small, &self.main])
    }
}
