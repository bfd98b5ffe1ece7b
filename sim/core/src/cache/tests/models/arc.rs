//! ARC.

use super::super::super::Access;
use super::{Item, Model, Room, names, take, total};
use hotset_workloads::ObjectId;

pub(super) struct Arc {
    room: Room,
    t1: Vec<Item>,
    t2: Vec<Item>,
    b1: Vec<Item>,
    b2: Vec<Item>,
    p: f64,
}

impl Arc {
    pub(super) fn new(room: Room) -> Self {
        let empty = Vec::new;
        Self { room, t1: empty(), t2: empty(), b1: empty(), b2: empty(), p: 0.0 }
    }

    fn replace(&mut self, in_b2: bool) {
        let size = total(&self.t1) as f64;
        if !self.t1.is_empty() && (size > self.p || (in_b2 && size == self.p) || self.t2.is_empty())
        {
            self.b1.push(self.t1.remove(0));
        } else {
            self.b2.push(self.t2.remove(0));
        }
    }
}

impl Model for Arc {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge, c) = (access.object, self.room.charge(access), self.room.amount());
        if let Some(item) = take(&mut self.t1, object).or_else(|| take(&mut self.t2, object)) {
            self.t2.push(item);
            return true;
        }
        let (b1, b2) = (total(&self.b1) as f64, total(&self.b2) as f64);
        let in_b1 = take(&mut self.b1, object).is_some();
        let in_b2 = take(&mut self.b2, object).is_some();
        if in_b1 {
            self.p = (self.p + (b2 / b1).max(1.0)).min(c as f64);
        }
        if in_b2 {
            self.p = (self.p - (b1 / b2).max(1.0)).max(0.0);
        }
        if charge > c {
            return false;
        }
        while total(&self.t1) + total(&self.t2) + charge > c {
            if in_b1 || in_b2 {
                self.replace(in_b2);
                continue;
            }
            let l1 = total(&self.t1) + total(&self.b1);
            if l1 + charge > c {
                if self.b1.is_empty() && !self.t1.is_empty() {
                    self.t1.remove(0);
                    continue;
                }
                if !self.b1.is_empty() {
                    self.b1.remove(0);
                }
            } else if l1 + total(&self.t2) + total(&self.b2) >= 2 * c && !self.b2.is_empty() {
                self.b2.remove(0);
            }
            self.replace(false);
        }
        if in_b1 || in_b2 { &mut self.t2 } else { &mut self.t1 }.push((object, charge));
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.t1, &self.t2])
    }
}
