//! LIRS as in its paper.

use crate::cache::Capacity;
use crate::cache::structures::slots::{HEAD, Slot, Slots};
use hotset_workloads::ObjectId;

#[derive(Debug)]
pub(crate) struct Lirs {
    /// S, with the status of each object by slot.
    stack: Slots,
    status: Vec<Status>,
    /// Q: the HIR objects in the cache.
    queue: Slots,
    lir_used: u64,
    hir_used: u64,
    lir_limit: u64,
    hir_limit: u64,
    capacity: Capacity,
    gone: Vec<(ObjectId, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Lir,
    Hir,
    Left,
}

impl Lirs {
    fn charge(&self, bytes: u64) -> u64 {
        self.capacity.charge(bytes)
    }

    fn status(&self, slot: Slot) -> Status {
        self.status[slot as usize]
    }

    /// Puts an object on top of S.
    fn push(&mut self, object: ObjectId, bytes: u64, status: Status) {
        let slot = self.stack.push_newest(HEAD, object, bytes);
        self.status.resize(self.stack.len(), Status::Left);
        self.status[slot as usize] = status;
    }

    fn enqueue(&mut self, object: ObjectId, bytes: u64) {
        self.queue.push_newest(HEAD, object, bytes);
        self.hir_used += self.charge(bytes);
    }

    fn dequeue(&mut self, slot: Slot) -> (ObjectId, u64) {
        let (object, bytes) = self.queue.remove(slot);
        self.hir_used -= self.charge(bytes);
        (object, bytes)
    }

    /// Drops HIR objects from the bottom of S until an LIR object, or the top, is there.
    fn prune(&mut self) {
        while let Some(bottom) = self.stack.oldest(HEAD) {
            let is_top = self.stack.newer(bottom) == HEAD;
            if is_top || self.status(bottom) == Status::Lir {
                return;
            }
            self.stack.remove(bottom);
        }
    }

    /// The HIR object that came into Q first leaves the cache.
    fn evict_hir(&mut self) -> bool {
        let Some(first) = self.queue.oldest(HEAD) else { return false };
        let (object, bytes) = self.dequeue(first);
        if let Some(slot) = self.stack.find(object) {
            self.status[slot as usize] = Status::Left;
        }
        self.gone.push((object, bytes));
        true
    }

    /// The LIR object at the bottom of S goes to Q, or leaves if it is larger than Q.
    fn demote_lir(&mut self) -> bool {
        let Some(bottom) = self.stack.oldest(HEAD) else { return false };
        let (object, bytes) = self.stack.remove(bottom);
        let charge = self.charge(bytes);
        self.lir_used -= charge;
        if charge <= self.hir_limit {
            while self.hir_used + charge > self.hir_limit && self.evict_hir() {}
            self.enqueue(object, bytes);
        } else {
            self.gone.push((object, bytes));
        }
        self.prune();
        true
    }

    fn make_lir_room(&mut self, charge: u64) {
        while self.lir_used + charge > self.lir_limit && self.lir_used > 0 && self.demote_lir() {}
    }

    /// A use of an object of S that is in the cache.
    fn hit_in_stack(&mut self, object: ObjectId, slot: Slot) {
        self.stack.move_to_newest(HEAD, slot);
        if self.status(slot) == Status::Lir {
            self.prune();
            return;
        }
        let bytes = self.stack.object(slot).1;
        if let Some(queued) = self.queue.find(object) {
            self.dequeue(queued);
        }
        let charge = self.charge(bytes);
        self.make_lir_room(charge);
        self.status[slot as usize] = Status::Lir;
        self.lir_used += charge;
    }

    /// A use of an object of Q that is not in S.
    fn hit_in_queue(&mut self, object: ObjectId, slot: Slot) {
        self.queue.move_to_newest(HEAD, slot);
        let bytes = self.queue.object(slot).1;
        self.push(object, bytes, Status::Hir);
    }

    fn has_left(&self, object: ObjectId) -> bool {
        self.stack.find(object).is_some_and(|slot| self.status(slot) == Status::Left)
    }

    /// An empty cache with so much for HIR objects.
    pub(crate) fn new(objects: usize, capacity: Capacity, hir_limit: u64) -> Self {
        Self {
            stack: Slots::new(objects),
            status: Vec::new(),
            queue: Slots::new(objects),
            lir_used: 0,
            hir_used: 0,
            lir_limit: capacity.amount().saturating_sub(hir_limit),
            hir_limit,
            capacity,
            gone: Vec::new(),
        }
    }

    pub(crate) fn contains(&self, object: ObjectId) -> bool {
        self.queue.find(object).is_some()
            || self.stack.find(object).is_some_and(|slot| self.status(slot) != Status::Left)
    }

    pub(crate) fn prefetch(&self, objects: &[ObjectId]) {
        self.stack.prefetch(objects);
    }

    pub(crate) fn lookup(&mut self, object: ObjectId) -> bool {
        if let Some(slot) = self.stack.find(object) {
            let in_cache = self.status(slot) != Status::Left;
            if in_cache {
                self.hit_in_stack(object, slot);
            } else {
                self.stack.move_to_newest(HEAD, slot);
            }
            return in_cache;
        }
        let queued = self.queue.find(object);
        queued.into_iter().for_each(|slot| self.hit_in_queue(object, slot));
        queued.is_some()
    }

    /// Makes room for an object, and returns whether it is admitted.
    pub(crate) fn admits(&mut self, object: ObjectId, bytes: u64) -> bool {
        if let Some(slot) = self.stack.find(object) {
            let charge = self.charge(self.stack.object(slot).1);
            self.make_lir_room(charge);
        } else {
            let charge = self.charge(bytes);
            if charge > self.lir_limit.min(self.hir_limit) {
                return false;
            }
            if self.lir_used + charge > self.lir_limit {
                while self.hir_used + charge > self.hir_limit && self.evict_hir() {}
            }
        }
        while self.lir_used + self.hir_used + self.charge(bytes) > self.capacity.amount() {
            if !self.make_place(object) {
                return false;
            }
        }
        true
    }

    /// One object leaves for another: an HIR object, or, where a place among the LIR objects is needed, one
    /// of them goes to Q, which may be full.
    fn make_place(&mut self, incoming: ObjectId) -> bool {
        if !self.has_left(incoming) {
            return self.evict_hir();
        }
        let leaving = self.gone.len();
        while self.gone.len() == leaving {
            while self.hir_used >= self.hir_limit && self.evict_hir() {}
            if self.lir_used == 0 || !self.demote_lir() {
                break;
            }
        }
        self.gone.len() > leaving
    }

    pub(crate) fn insert(&mut self, object: ObjectId, bytes: u64) -> u64 {
        if let Some(slot) = self.stack.find(object) {
            // As in libCacheSim, it keeps the size that it had when it left.
            let bytes = self.stack.object(slot).1;
            self.status[slot as usize] = Status::Lir;
            self.lir_used += self.charge(bytes);
            return bytes;
        }
        if self.lir_used + self.charge(bytes) <= self.lir_limit {
            self.push(object, bytes, Status::Lir);
            self.lir_used += self.charge(bytes);
        } else {
            self.push(object, bytes, Status::Hir);
            self.enqueue(object, bytes);
        }
        bytes
    }

    pub(crate) fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    pub(crate) fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let queued = self.queue.find(object).map(|slot| self.dequeue(slot).1);
        let slot = self.stack.find(object).filter(|&slot| self.status(slot) != Status::Left);
        let Some(slot) = slot else { return queued };
        let is_lir = self.status(slot) == Status::Lir;
        let bytes = self.stack.remove(slot).1;
        if is_lir {
            self.lir_used -= self.charge(bytes);
            self.prune();
        }
        Some(bytes)
    }

    pub(crate) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let lir = self.stack.residents().filter(|&(object, _)| {
            self.stack.find(object).is_some_and(|slot| self.status(slot) == Status::Lir)
        });
        lir.chain(self.queue.residents())
    }
}
