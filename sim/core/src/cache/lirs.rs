//! LIRS: objects ranked by the time between their last two uses.

use super::parameters::{LIKE, Parameter};
use super::queues::share_of;
use super::slots::{HEAD, Slot, Slots};
use super::{Access, Capacity, Eviction, PolicyInfo, Setup};
use hotset_workloads::ObjectId;

/// LIRS (Jiang and Zhang, SIGMETRICS 2002). The stack S orders objects by last use and has the
/// objects of low inter-reference recency (LIR), which stay, among others (HIR), some of which
/// left the cache and are only remembered. HIR objects in the cache wait in the queue Q, from
/// which the victims come. An HIR object that is used while it is in S becomes LIR, and the LIR
/// object at the bottom of S joins Q in its place. With sizes, both parts count bytes, and objects
/// larger than the HIR part stay out, as in libCacheSim.
///
/// libCacheSim also sends an LIR object to Q when an HIR object outside of S is used, and forgets
/// the oldest objects that left once S counts for twice the cache. There, such a use can push the
/// very object out of Q: it has left then, and yet its next use counts as a hit.
#[derive(Debug)]
pub struct Lirs {
    /// S, with the status of each object by slot.
    stack: Slots,
    status: Vec<Status>,
    /// What S counts for.
    stack_used: u64,
    /// Q: the HIR objects in the cache.
    queue: Slots,
    /// The objects of S that left the cache, in the order in which they did.
    left: Slots,
    lir_used: u64,
    hir_used: u64,
    lir_limit: u64,
    hir_limit: u64,
    capacity: Capacity,
    like_libcachesim: bool,
    gone: Vec<(ObjectId, u64)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Lir,
    Hir,
    Left,
}

const HIR_SHARE: Parameter = Parameter::share("hir", 0.01, "share of the cache for HIR objects");

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
        self.stack_used += self.charge(bytes);
    }

    fn drop_from_stack(&mut self, slot: Slot) -> (ObjectId, u64) {
        let (object, bytes) = self.stack.remove(slot);
        self.stack_used -= self.charge(bytes);
        (object, bytes)
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

    fn forget_left(&mut self, object: ObjectId) {
        if let Some(slot) = self.left.find(object) {
            self.left.remove(slot);
        }
    }

    /// Drops HIR objects from the bottom of S until an LIR object, or the top, is there.
    fn prune(&mut self) {
        while let Some(bottom) = self.stack.oldest(HEAD) {
            let is_top = self.stack.newer(bottom) == HEAD;
            if is_top || self.status(bottom) == Status::Lir {
                return;
            }
            let (object, _) = self.drop_from_stack(bottom);
            self.forget_left(object);
        }
    }

    /// The HIR object that came into Q first leaves the cache.
    fn evict_hir(&mut self) -> bool {
        let Some(first) = self.queue.oldest(HEAD) else { return false };
        let (object, bytes) = self.dequeue(first);
        if let Some(slot) = self.stack.find(object) {
            self.status[slot as usize] = Status::Left;
            self.left.push_newest(HEAD, object, bytes);
        }
        self.gone.push((object, bytes));
        true
    }

    /// The LIR object at the bottom of S goes to Q, or leaves if it is larger than Q.
    fn demote_lir(&mut self) -> bool {
        let Some(bottom) = self.stack.oldest(HEAD) else { return false };
        let (object, bytes) = self.drop_from_stack(bottom);
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

    fn limit_stack(&mut self) {
        while self.like_libcachesim && self.stack_used > 2 * self.capacity.amount() {
            let Some(first) = self.left.oldest(HEAD) else { return };
            let (object, _) = self.left.remove(first);
            if let Some(slot) = self.stack.find(object) {
                self.drop_from_stack(slot);
            }
        }
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
        if self.like_libcachesim {
            self.make_lir_room(self.charge(bytes));
        }
        // Where Q has room for no other, the object itself had to go.
        if self.queue.find(object).is_some() {
            self.push(object, bytes, Status::Hir);
        } else {
            self.push(object, bytes, Status::Left);
            self.left.push_newest(HEAD, object, bytes);
        }
    }

    fn has_left(&self, object: ObjectId) -> bool {
        self.stack.find(object).is_some_and(|slot| self.status(slot) == Status::Left)
    }
}

impl Eviction for Lirs {
    const INFO: PolicyInfo = PolicyInfo {
        parameters: &[HIR_SHARE, LIKE],
        sheds: true,
        ..PolicyInfo::new(
            "lirs",
            "longest between its last two uses",
            "Jiang and Zhang, SIGMETRICS 2002",
            "O(1), amortised",
        )
    };

    fn new(setup: &Setup<'_>) -> Self {
        let capacity = setup.capacity;
        let hir_limit = share_of(capacity, setup.value(&HIR_SHARE)).max(1);
        Self {
            stack: Slots::new(setup.objects),
            status: Vec::new(),
            stack_used: 0,
            queue: Slots::new(setup.objects),
            left: Slots::new(setup.objects),
            lir_used: 0,
            hir_used: 0,
            lir_limit: capacity.amount().saturating_sub(hir_limit),
            hir_limit,
            capacity,
            like_libcachesim: setup.like_libcachesim(),
            gone: Vec::new(),
        }
    }

    fn holds(&self, object: ObjectId) -> bool {
        self.queue.find(object).is_some()
            || self.stack.find(object).is_some_and(|slot| self.status(slot) != Status::Left)
    }

    #[inline]
    fn touch(&self, objects: &[ObjectId]) {
        self.stack.touch(objects);
    }

    fn hit(&mut self, access: Access) -> bool {
        let object = access.object;
        let hit = if let Some(slot) = self.stack.find(object) {
            let in_cache = self.status(slot) != Status::Left;
            if in_cache {
                self.hit_in_stack(object, slot);
            } else {
                self.stack.move_to_newest(HEAD, slot);
            }
            in_cache
        } else if let Some(slot) = self.queue.find(object) {
            self.hit_in_queue(object, slot);
            true
        } else {
            false
        };
        self.limit_stack();
        hit
    }

    fn admits(&mut self, access: Access) -> bool {
        if let Some(slot) = self.stack.find(access.object) {
            let charge = self.charge(self.stack.object(slot).1);
            self.make_lir_room(charge);
            self.forget_left(access.object);
            return true;
        }
        let charge = self.charge(access.bytes);
        if charge > self.lir_limit.min(self.hir_limit) {
            return false;
        }
        if self.lir_used + charge > self.lir_limit {
            while self.hir_used + charge > self.hir_limit && self.evict_hir() {}
        }
        true
    }

    fn evict(&mut self, incoming: Access) -> Option<(ObjectId, u64)> {
        if !self.has_left(incoming.object) {
            self.evict_hir();
            return self.gone.pop();
        }
        // A place among the LIR objects is needed: one of them goes to Q, which may be full.
        while self.gone.is_empty() {
            while self.hir_used >= self.hir_limit && self.evict_hir() {}
            if self.lir_used == 0 || !self.demote_lir() {
                break;
            }
        }
        self.gone.pop()
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        let Access { object, bytes, .. } = access;
        let kept = if let Some(slot) = self.stack.find(object) {
            // libCacheSim keeps the size that the object had when it left.
            let bytes = self.stack.object(slot).1;
            self.status[slot as usize] = Status::Lir;
            self.lir_used += self.charge(bytes);
            bytes
        } else if self.lir_used + self.charge(bytes) <= self.lir_limit {
            self.push(object, bytes, Status::Lir);
            self.lir_used += self.charge(bytes);
            bytes
        } else {
            self.push(object, bytes, Status::Hir);
            self.enqueue(object, bytes);
            bytes
        };
        self.limit_stack();
        Some(kept)
    }

    fn shed(&mut self) -> Option<(ObjectId, u64)> {
        self.gone.pop()
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let queued = self.queue.find(object).map(|slot| self.dequeue(slot).1);
        let slot = self.stack.find(object).filter(|&slot| self.status(slot) != Status::Left);
        let Some(slot) = slot else { return queued };
        let is_lir = self.status(slot) == Status::Lir;
        let bytes = self.drop_from_stack(slot).1;
        if is_lir {
            self.lir_used -= self.charge(bytes);
            self.prune();
        }
        Some(bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        let lir = self.stack.residents().filter(|&(object, _)| {
            self.stack.find(object).is_some_and(|slot| self.status(slot) == Status::Lir)
        });
        lir.chain(self.queue.residents())
    }
}
