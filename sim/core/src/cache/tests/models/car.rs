//! CAR.

use super::super::super::Access;
use super::{Item, Model, Room, find, names, take, total};
use hotset_workloads::ObjectId;

pub(super) struct Car {
    room: Room,
    t1: Vec<Item>,
    t2: Vec<Item>,
    b1: Vec<Item>,
    b2: Vec<Item>,
    marked: std::collections::BTreeSet<ObjectId>,
    p: f64,
    /// Whether ghosts of either list were requested since an object was inserted.
    regretted: [bool; 2],
}

impl Car {
    pub(super) fn new(room: Room) -> Self {
        let empty = Vec::new;
        let marked = std::collections::BTreeSet::new();
        let regretted = [false; 2];
        Self { room, t1: empty(), t2: empty(), b1: empty(), b2: empty(), marked, p: 0.0, regretted }
    }

    fn replace(&mut self) {
        loop {
            let t1_first = total(&self.t1) as f64 >= self.p.max(1.0);
            if self.t2.is_empty() || (t1_first && !self.t1.is_empty()) {
                let item = self.t1.remove(0);
                if !self.marked.remove(&item.0) {
                    self.b1.push(item);
                    return;
                }
                self.t2.push(item);
            } else {
                let item = self.t2.remove(0);
                if !self.marked.remove(&item.0) {
                    self.b2.push(item);
                    return;
                }
                self.t2.push(item);
            }
        }
    }

    /// Moves the target for a hit among the ghosts, who are still there.
    fn adapt(&mut self, in_b1: bool) {
        let (b1, b2) = (total(&self.b1) as f64, total(&self.b2) as f64);
        let step = if in_b1 { b2 / b1.max(1.0) } else { b1 / b2.max(1.0) };
        let step = if self.room.like_libcachesim() { step.floor() } else { step }.max(1.0);
        let c = self.room.amount() as f64;
        self.p = if in_b1 { (self.p + step).min(c) } else { (self.p - step).max(0.0) };
    }
}

impl Model for Car {
    fn request(&mut self, access: Access) -> bool {
        let (object, charge, c) = (access.object, self.room.charge(access), self.room.amount());
        if find(&self.t1, object).or(find(&self.t2, object)).is_some() {
            self.marked.insert(object);
            return true;
        }
        let in_b1 = find(&self.b1, object).is_some();
        let known = in_b1 || find(&self.b2, object).is_some();
        let like = self.room.like_libcachesim();
        if known && like {
            self.adapt(in_b1);
            self.regretted[usize::from(!in_b1)] = true;
            take(&mut self.b1, object).or_else(|| take(&mut self.b2, object));
        }
        if charge > c {
            return false;
        }
        while total(&self.t1) + total(&self.t2) + charge > c {
            self.replace();
            let l1 = total(&self.t1) + total(&self.b1);
            let l2 = total(&self.t2) + total(&self.b2);
            if like && l1 >= c && self.regretted != [true; 2] || !like && !known && l1 + charge > c
            {
                if !self.b1.is_empty() {
                    self.b1.remove(0);
                }
            } else if !like && !known && l1 + l2 + charge > 2 * c && !self.b2.is_empty() {
                self.b2.remove(0);
            }
        }
        if known && !like {
            self.adapt(in_b1);
            take(&mut self.b1, object).or_else(|| take(&mut self.b2, object));
        }
        let into_t2 = std::mem::take(&mut self.regretted) != [false; 2] || known;
        if into_t2 { &mut self.t2 } else { &mut self.t1 }.push((object, charge));
        false
    }

    fn residents(&self) -> Vec<ObjectId> {
        names(&[&self.t1, &self.t2])
    }
}
