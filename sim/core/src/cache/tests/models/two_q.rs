//! 2Q.

use super::super::super::Access;
use super::{Item, Model, Room, find, names, remember, take, total};
use hotset_workloads::ObjectId;

pub(super) struct TwoQ {
    room: Room,
    a1_in: Vec<Item>,
    a1_out: Vec<Item>,
    am: Vec<Item>,
}

impl TwoQ {
    pub(super) fn new(room: Room) -> Self {
        Self { room, a1_in: Vec::new(), a1_out: Vec::new(), am: Vec::new() }
    }
}

impl Model for TwoQ {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge, c) = (access.object, self.room.charge(access), self.room.amount());
        if find(&self.a1_in, object).is_some() {
            return true;
        }
        if let Some(item) = take(&mut self.am, object) {
            self.am.push(item);
            return true;
        }
        let known = take(&mut self.a1_out, object).is_some();
        let k_in = match self.room.like_libcachesim() {
            true => (c as f64 * 0.25) as u64,
            false => self.room.share(0.25),
        };
        if charge > k_in.min(c) {
            return false;
        }
        while total(&self.a1_in) + total(&self.am) + charge > c {
            if !self.am.is_empty() && total(&self.a1_in) <= k_in {
                self.am.remove(0);
            } else {
                let item = self.a1_in.remove(0);
                remember(&mut self.a1_out, (c as f64 * 0.5) as u64, item);
            }
        }
        if !known {
            self.a1_in.push((object, charge));
        } else if charge <= c - k_in {
            while total(&self.am) + charge > c - k_in {
                self.am.remove(0);
            }
            self.am.push((object, charge));
        }
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.a1_in, &self.am])
    }
}
