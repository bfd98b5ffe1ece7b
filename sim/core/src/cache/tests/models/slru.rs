//! SLRU.

use super::super::super::Access;
use super::{Item, Model, Room, take, total};
use hotset_workloads::ObjectId;

pub(super) struct Slru {
    room: Room,
    segments: Vec<Vec<Item>>,
}

impl Slru {
    pub(super) fn new(room: Room) -> Self {
        let count = if room.like_libcachesim() { 4 } else { 4.min(room.amount() as usize) };
        let segments = vec![Vec::new(); count];
        Self { room, segments }
    }

    fn limit(&self) -> u64 {
        self.room.amount() / self.segments.len() as u64
    }

    fn cool(&mut self, segment: usize) {
        while total(&self.segments[segment]) > self.limit() {
            let item = self.segments[segment].remove(0);
            if segment > 0 {
                self.segments[segment - 1].push(item);
                self.cool(segment - 1);
            }
        }
    }
}

impl Model for Slru {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge) = (access.object, self.room.charge(access));
        let top = self.segments.len() - 1;
        for segment in 0..=top {
            if let Some(item) = take(&mut self.segments[segment], object) {
                self.segments[(segment + 1).min(top)].push(item);
                if segment < top {
                    self.cool(segment + 1);
                }
                return true;
            }
        }
        if charge > self.limit() {
            return false;
        }
        let limit = self.limit();
        if !self.room.like_libcachesim() {
            while total(&self.segments[0]) + charge > limit {
                self.segments[0].remove(0);
            }
        }
        while self.segments.iter().map(|list| total(list)).sum::<u64>() + charge
            > self.room.amount()
        {
            self.segments.iter_mut().find(|list| !list.is_empty()).unwrap().remove(0);
        }
        let has_room = |list: &Vec<Item>| total(list) + charge <= limit;
        let segment = match self.room.like_libcachesim() {
            true => self.segments.iter().position(has_room).unwrap_or(0),
            false => 0,
        };
        self.segments[segment].push((object, charge));
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.segments.iter().flatten().map(|item| item.0).collect()
    }
}
