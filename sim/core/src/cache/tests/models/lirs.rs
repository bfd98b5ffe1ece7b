//! LIRS.

use super::super::super::Access;
use super::{Model, Room};
use hotset_workloads::ObjectId;

/// LIRS as in the paper, for objects of one size: the stack has names only, and sets say what each
/// is.
pub(super) struct Lirs {
    room: Room,
    stack: Vec<ObjectId>,
    lir: std::collections::BTreeSet<ObjectId>,
    queue: Vec<ObjectId>,
}

impl Lirs {
    pub(super) fn new(room: Room) -> Self {
        Self { room, stack: Vec::new(), lir: std::collections::BTreeSet::new(), queue: Vec::new() }
    }

    fn lir_limit(&self) -> usize {
        (self.room.amount() - self.room.share(0.01)) as usize
    }

    fn raise(&mut self, object: ObjectId) {
        self.stack.retain(|&known| known != object);
        self.stack.push(object);
    }

    fn prune(&mut self) {
        while self.stack.len() > 1 && !self.lir.contains(&self.stack[0]) {
            self.stack.remove(0);
        }
    }

    /// The LIR object at the bottom goes to the end of the queue, for one that becomes LIR.
    fn demote(&mut self) {
        if self.lir.len() >= self.lir_limit() && !self.lir.is_empty() {
            let bottom = self.stack.remove(0);
            self.lir.remove(&bottom);
            while self.queue.len() as u64 + 1 > self.room.share(0.01) {
                self.queue.remove(0);
            }
            self.queue.push(bottom);
            self.prune();
        }
    }
}

impl Model for Lirs {
    fn request(&mut self, access: Access) -> bool {
        let object = access.object;
        let in_stack = self.stack.contains(&object);
        if self.lir.contains(&object) {
            self.raise(object);
            self.prune();
            return true;
        }
        let waits = self.queue.contains(&object);
        if waits {
            self.queue.retain(|&known| known != object);
        }
        if in_stack {
            self.raise(object);
            self.demote();
            self.lir.insert(object);
            return waits;
        }
        if !waits && self.lir.len() < self.lir_limit() {
            self.stack.push(object);
            self.lir.insert(object);
            return false;
        }
        while !waits && self.queue.len() as u64 + 1 > self.room.share(0.01) {
            self.queue.remove(0);
        }
        self.stack.push(object);
        self.queue.push(object);
        waits
    }

    fn residents(&self) -> Vec<ObjectId> {
        self.lir.iter().chain(&self.queue).copied().collect()
    }
}
