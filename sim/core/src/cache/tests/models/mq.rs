//! MQ.

use super::super::super::Access;
use super::{Item, Model, Room, find};
use hotset_workloads::ObjectId;

pub(super) struct Mq {
    room: Room,
    /// Objects with their uses and the end of their lives, the oldest first.
    lists: Vec<Vec<(Item, u32, u64)>>,
    ghosts: Vec<(Item, u32)>,
    now: u64,
}

impl Mq {
    pub(super) fn new(room: Room) -> Self {
        Self { room, lists: vec![Vec::new(); 8], ghosts: Vec::new(), now: 0 }
    }

    fn life(&self) -> u64 {
        self.room
            .given
            .iter()
            .find(|given| given.0 == "life")
            .map_or(10_000, |given| given.1 as u64)
    }

    fn push(&mut self, item: Item, uses: u32) {
        let list = (f64::from(uses).log2() as usize).min(7);
        let life = self.life();
        self.lists[list].push((item, uses, self.now + life));
        self.now += 1;
        for list in 1..8 {
            if self.lists[list].first().is_some_and(|oldest| oldest.2 < self.now) {
                let (item, uses, _) = self.lists[list].remove(0);
                self.lists[list - 1].push((item, uses, self.now + life));
            }
        }
    }

    fn used(&self) -> u64 {
        self.lists.iter().flatten().map(|held| held.0.1).sum()
    }
}

impl Model for Mq {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge) = (access.object, self.room.charge(access));
        for list in 0..8 {
            let at = self.lists[list].iter().position(|held| held.0.0 == object);
            if let Some(at) = at {
                let (item, uses, _) = self.lists[list].remove(at);
                self.push(item, uses + 1);
                return true;
            }
        }
        let items: Vec<Item> = self.ghosts.iter().map(|ghost| ghost.0).collect();
        let uses = find(&items, object).map_or(0, |at| self.ghosts.remove(at).1);
        if charge > self.room.amount() {
            return false;
        }
        while self.used() + charge > self.room.amount() {
            let list = self.lists.iter_mut().find(|list| !list.is_empty()).unwrap();
            let (item, uses, _) = list.remove(0);
            self.ghosts.push((item, uses));
            let limit = 4 * self.room.amount();
            while self.ghosts.iter().map(|ghost| ghost.0.1).sum::<u64>() > limit {
                self.ghosts.remove(0);
            }
        }
        self.push((object, charge), uses + 1);
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.lists.iter().flatten().map(|held| held.0.0).collect()
    }
}
