//! LIRS as libCacheSim 0.3.5 does it, to the request.

use crate::cache::Capacity;
use crate::cache::structures::slots::{HEAD, Slots};
use hotset_workloads::ObjectId;
use std::collections::BTreeMap;

/// The room that is taken is what its two parts count, and no more than that: what an object in the LIR part
/// gave back before it was used again is taken off, and the part can count less than it holds.
#[derive(Debug)]
pub(crate) struct Lirs {
    /// S, with the status of each object by slot.
    stack: Slots,
    status: Vec<Status>,
    /// What S counts for.
    stack_used: u64,
    /// Q: the HIR objects that take room.
    queue: Slots,
    left: Left,
    /// Wraps below 0.
    lir_used: u64,
    hir_used: u64,
    lir_limit: u64,
    hir_limit: u64,
    capacity: Capacity,
    used: Option<Used>,
    gone: Vec<(ObjectId, u64)>,
}

/// What S knows of an object: HIR objects count as in the cache, whether Q has them or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Lir,
    Hir,
    Left,
}

/// The objects that left the cache, in the order in which they did, some of them twice.
#[derive(Debug, Default)]
struct Left {
    next: u64,
    in_order: BTreeMap<u64, ObjectId>,
    of_object: BTreeMap<(ObjectId, u64), ()>,
}

impl Left {
    fn push(&mut self, object: ObjectId) {
        self.in_order.insert(self.next, object);
        self.of_object.insert((object, self.next), ());
        self.next += 1;
    }

    /// Forgets the newest entry of an object; returns whether there was one.
    fn forget(&mut self, object: ObjectId) -> bool {
        let newest = self.of_object.range((object, 0)..=(object, u64::MAX)).next_back();
        let Some((&(_, entry), ())) = newest else { return false };
        self.of_object.remove(&(object, entry));
        self.in_order.remove(&entry);
        true
    }

    fn pop_oldest(&mut self) -> Option<ObjectId> {
        let (entry, object) = self.in_order.pop_first()?;
        self.of_object.remove(&(object, entry));
        Some(object)
    }
}

/// While an HIR object outside of S is used, its size is looked up again and again, also once it was driven
/// out of Q: it is then read from where it was, and that becomes the place of the next object to be put
/// somewhere, unless other places became free in between, which are taken first.
#[derive(Clone, Copy, Debug)]
struct Used {
    object: ObjectId,
    charge: u64,
    /// Places that became free later; `None` as long as it has its own.
    above: Option<usize>,
}

impl Lirs {
    /// An empty cache with so much for HIR objects.
    pub(crate) fn new(objects: usize, capacity: Capacity, hir_limit: u64) -> Self {
        Self {
            stack: Slots::new(objects),
            status: Vec::new(),
            stack_used: 0,
            queue: Slots::new(objects),
            left: Left::default(),
            lir_used: 0,
            hir_used: 0,
            lir_limit: capacity.amount().saturating_sub(hir_limit),
            hir_limit,
            capacity,
            used: None,
            gone: Vec::new(),
        }
    }

    fn charge(&self, bytes: u64) -> u64 {
        self.capacity.charge(bytes)
    }

    fn status_of(&self, object: ObjectId) -> Option<Status> {
        self.stack.find(object).map(|slot| self.status[slot as usize])
    }

    fn set_status(&mut self, object: ObjectId, status: Status) {
        if let Some(slot) = self.stack.find(object) {
            self.status[slot as usize] = status;
        }
    }

    /// Some object's place became free.
    fn free_place(&mut self, object: Option<ObjectId>) {
        if let Some(used) = &mut self.used {
            match used.above {
                None if object == Some(used.object) => used.above = Some(0),
                None => {}
                Some(above) => used.above = Some(above + 1),
            }
        }
    }

    /// An object is put somewhere.
    fn take_place(&mut self, object: ObjectId, bytes: u64) {
        let charge = self.charge(bytes);
        if let Some(used) = &mut self.used {
            match used.above {
                None => {}
                Some(0) => *used = Used { object, charge, above: None },
                Some(above) => used.above = Some(above - 1),
            }
        }
    }

    fn push(&mut self, object: ObjectId, bytes: u64, status: Status) {
        let slot = self.stack.push_newest(HEAD, object, bytes);
        self.status.resize(self.stack.len(), Status::Left);
        self.status[slot as usize] = status;
        self.stack_used += self.charge(bytes);
    }

    /// Drops an object from S; what Q does not have has then left the cache.
    fn drop_from_stack(&mut self, object: ObjectId, leaves: bool) -> u64 {
        let Some(slot) = self.stack.find(object) else { return 0 };
        let status = self.status[slot as usize];
        let (_, bytes) = self.stack.remove(slot);
        self.stack_used -= self.charge(bytes);
        self.free_place(None);
        if leaves && status != Status::Left && self.queue.find(object).is_none() {
            self.gone.push((object, bytes));
        }
        bytes
    }

    /// Drops what is at the bottom of S until an LIR object, or the top, is there.
    fn prune(&mut self) {
        while let Some(bottom) = self.stack.oldest(HEAD) {
            let is_top = self.stack.newer(bottom) == HEAD;
            let status = self.status[bottom as usize];
            if is_top || status == Status::Lir {
                return;
            }
            let (object, _) = self.stack.object(bottom);
            if status == Status::Left && self.left.forget(object) {
                self.free_place(None);
            }
            self.drop_from_stack(object, true);
        }
    }

    /// The HIR object that came into Q first leaves the cache.
    fn evict_hir(&mut self) -> bool {
        let Some(first) = self.queue.oldest(HEAD) else { return false };
        let (object, bytes) = self.queue.remove(first);
        self.hir_used -= self.charge(bytes);
        self.free_place(Some(object));
        if self.stack.find(object).is_some() {
            self.set_status(object, Status::Left);
            self.left.push(object);
            self.take_place(object, bytes);
        }
        self.gone.push((object, bytes));
        true
    }

    /// What is at the bottom of S, LIR or not, goes to Q, or leaves if it is larger than Q.
    fn demote(&mut self) -> bool {
        let Some(bottom) = self.stack.oldest(HEAD) else { return false };
        let (object, _) = self.stack.object(bottom);
        let was_in = self.status[bottom as usize] != Status::Left;
        let bytes = self.drop_from_stack(object, false);
        let charge = self.charge(bytes);
        self.lir_used = self.lir_used.wrapping_sub(charge);
        if charge <= self.hir_limit {
            while self.hir_used + charge > self.hir_limit && self.evict_hir() {}
            // What was evicted from Q just now is inserted again.
            self.gone.retain(|&(gone, _)| gone != object);
            if self.queue.find(object).is_none() {
                self.queue.push_newest(HEAD, object, bytes);
                self.hir_used += charge;
            }
            self.take_place(object, bytes);
        } else if was_in {
            self.gone.push((object, bytes));
        }
        self.prune();
        true
    }

    fn make_lir_room(&mut self, charge: u64) {
        while self.lir_used.wrapping_add(charge) > self.lir_limit && self.demote() {}
    }

    /// Forgets what left first once S counts for twice the cache.
    fn limit_stack(&mut self) {
        while self.stack_used > 2 * self.capacity.amount() {
            let Some(object) = self.left.pop_oldest() else { return };
            self.drop_from_stack(object, true);
        }
    }

    pub(crate) fn contains(&self, object: ObjectId) -> bool {
        let known = self.status_of(object);
        known.map_or(self.queue.find(object).is_some(), |status| status != Status::Left)
    }

    pub(crate) fn prefetch(&self, objects: &[ObjectId]) {
        self.stack.prefetch(objects);
    }

    pub(crate) fn lookup(&mut self, object: ObjectId) -> bool {
        let hit = match self.status_of(object) {
            Some(status) => self.hit_in_stack(object, status),
            None => self.hit_in_queue(object),
        };
        if hit {
            self.limit_stack();
        }
        hit
    }

    fn hit_in_stack(&mut self, object: ObjectId, status: Status) -> bool {
        let Some(slot) = self.stack.find(object) else { return false };
        self.stack.move_to_newest(HEAD, slot);
        let bytes = self.stack.object(slot).1;
        match status {
            Status::Lir => self.prune(),
            Status::Left => return false,
            Status::Hir => {
                if let Some(queued) = self.queue.find(object) {
                    let (_, bytes) = self.queue.remove(queued);
                    self.hir_used -= self.charge(bytes);
                }
                let charge = self.charge(bytes);
                self.make_lir_room(charge);
                self.set_status(object, Status::Lir);
                self.lir_used = self.lir_used.wrapping_add(charge);
            }
        }
        true
    }

    fn hit_in_queue(&mut self, object: ObjectId) -> bool {
        let Some(slot) = self.queue.find(object) else { return false };
        self.queue.move_to_newest(HEAD, slot);
        let bytes = self.queue.object(slot).1;
        self.used = Some(Used { object, charge: self.charge(bytes), above: None });
        while let Some(used) = self.used
            && self.lir_used.wrapping_add(used.charge) > self.lir_limit
            && self.demote()
        {}
        self.used = None;
        // What was evicted meanwhile counts as in all the same.
        self.gone.retain(|&(gone, _)| gone != object);
        self.push(object, bytes, Status::Hir);
        true
    }

    /// Makes room for an object, and returns whether it is admitted.
    pub(crate) fn admits(&mut self, object: ObjectId, bytes: u64) -> bool {
        let charge = self.charge(bytes);
        let known = self.stack.find(object).map(|slot| self.stack.object(slot).1);
        if let Some(bytes) = known {
            self.make_lir_room(self.charge(bytes));
            self.left.forget(object);
        } else {
            if charge > self.lir_limit.min(self.hir_limit) {
                self.limit_stack();
                return false;
            }
            if self.lir_used.wrapping_add(charge) > self.lir_limit {
                while self.hir_used + charge > self.hir_limit && self.evict_hir() {}
            }
        }
        // Only where it is larger than when it left.
        let used = |lirs: &Self| lirs.lir_used.wrapping_add(lirs.hir_used) as i64;
        while i128::from(used(self)) + i128::from(charge) > i128::from(self.capacity.amount()) {
            let made = match known {
                Some(_) => {
                    while self.hir_used >= self.hir_limit && self.evict_hir() {}
                    self.demote()
                }
                None => self.evict_hir(),
            };
            if !made {
                return false;
            }
        }
        true
    }

    pub(crate) fn insert(&mut self, object: ObjectId, bytes: u64) -> u64 {
        let known = self.stack.find(object).map(|slot| self.stack.object(slot).1);
        // It keeps the size that it had when it left.
        let kept = known.unwrap_or(bytes);
        let charge = self.charge(kept);
        let is_lir = self.lir_used.wrapping_add(charge) <= self.lir_limit;
        match known {
            Some(_) => {
                self.set_status(object, Status::Lir);
                self.lir_used = self.lir_used.wrapping_add(charge);
            }
            // Demoted while it was waited for.
            None if self.queue.find(object).is_some() => {}
            None if is_lir => {
                self.push(object, kept, Status::Lir);
                self.lir_used = self.lir_used.wrapping_add(charge);
            }
            None => {
                self.push(object, kept, Status::Hir);
                self.queue.push_newest(HEAD, object, kept);
                self.hir_used += charge;
            }
        }
        self.limit_stack();
        kept
    }

    pub(crate) fn spontaneous_eviction(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    pub(crate) fn remove(&mut self, object: ObjectId) -> Option<u64> {
        if !self.contains(object) {
            return None;
        }
        let is_lir = self.status_of(object) == Some(Status::Lir);
        let queued = self.queue.find(object).map(|slot| self.queue.remove(slot).1);
        if let Some(bytes) = queued {
            self.hir_used -= self.charge(bytes);
        }
        let stacked = self.stack.find(object).map(|_| self.drop_from_stack(object, false));
        if let (true, Some(bytes)) = (is_lir, stacked) {
            self.lir_used = self.lir_used.wrapping_sub(self.charge(bytes));
            self.prune();
        }
        queued.or(stacked)
    }

    pub(crate) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let in_stack = self.stack.residents().filter(|&(object, _)| {
            self.status_of(object).is_some_and(|status| status != Status::Left)
        });
        let alone = self.queue.residents().filter(|&(object, _)| self.stack.find(object).is_none());
        in_stack.chain(alone)
    }
}
