//! Several queues over one table: for policies that move objects between queues, and for those
//! that remember what they evicted.

use super::capacity::Capacity;
use super::slots::{HEAD, Slot, Slots};
use hotset_workloads::ObjectId;

/// A queue, by number.
pub(super) type Queue = usize;

/// Queues of objects, each with its oldest at one end and its newest at the other. An object is in
/// one queue at most.
#[derive(Debug)]
pub(super) struct Queues {
    slots: Slots,
    heads: Vec<Slot>,
    used: Vec<u64>,
    /// By slot: the queue it is in, and a mark of the policy's own.
    state: Vec<(u8, u8)>,
    capacity: Capacity,
}

impl Queues {
    /// `queues` empty queues over a catalog of `objects`; `capacity` says what sizes count for.
    pub(super) fn new(objects: usize, queues: usize, capacity: Capacity) -> Self {
        let mut slots = Slots::new(objects);
        let heads =
            (0..queues).map(|queue| if queue == 0 { HEAD } else { slots.new_ring() }).collect();
        Self { slots, heads, used: vec![0; queues], state: Vec::new(), capacity }
    }

    /// What a size counts for.
    #[inline]
    pub(super) fn charge(&self, bytes: u64) -> u64 {
        self.capacity.charge(bytes)
    }

    /// What the objects of a queue count for together.
    #[inline]
    pub(super) fn used(&self, queue: Queue) -> u64 {
        self.used[queue]
    }

    /// Where an object is.
    #[inline]
    pub(super) fn find(&self, object: ObjectId) -> Option<(Slot, Queue)> {
        let slot = self.slots.find(object)?;
        Some((slot, self.queue(slot)))
    }

    #[inline]
    fn queue(&self, slot: Slot) -> Queue {
        Queue::from(self.state[slot as usize].0)
    }

    /// Draws what is needed for these objects into the processor's caches.
    #[inline]
    pub(super) fn touch(&self, objects: &[ObjectId]) {
        self.slots.touch(objects);
    }

    /// The policy's mark on an object: 0 when it comes into a queue.
    #[inline]
    pub(super) fn mark(&self, slot: Slot) -> u8 {
        self.state[slot as usize].1
    }

    #[inline]
    pub(super) fn set_mark(&mut self, slot: Slot, mark: u8) {
        self.state[slot as usize].1 = mark;
    }

    /// The object at a slot and its size.
    #[inline]
    pub(super) fn object(&self, slot: Slot) -> (ObjectId, u64) {
        self.slots.object(slot)
    }

    /// What the object at a slot counts for.
    #[inline]
    pub(super) fn charge_of(&self, slot: Slot) -> u64 {
        self.charge(self.slots.object(slot).1)
    }

    #[inline]
    pub(super) fn oldest(&self, queue: Queue) -> Option<Slot> {
        self.slots.oldest(self.heads[queue])
    }

    #[inline]
    pub(super) fn is_empty(&self, queue: Queue) -> bool {
        self.oldest(queue).is_none()
    }

    /// Puts a new object into a queue as its newest.
    #[inline]
    pub(super) fn push(&mut self, queue: Queue, object: ObjectId, bytes: u64) -> Slot {
        let slot = self.slots.push_newest(self.heads[queue], object, bytes);
        if slot as usize >= self.state.len() {
            self.state.resize(self.slots.len(), (0, 0));
        }
        self.state[slot as usize] = (queue as u8, 0);
        self.used[queue] += self.charge(bytes);
        slot
    }

    /// Makes an object the newest of a queue, of its own or of another; clears its mark.
    #[inline]
    pub(super) fn move_to(&mut self, queue: Queue, slot: Slot) {
        let (_, bytes) = self.slots.object(slot);
        let charge = self.charge(bytes);
        let from = self.queue(slot);
        self.used[from] -= charge;
        self.used[queue] += charge;
        self.state[slot as usize] = (queue as u8, 0);
        self.slots.move_to_newest(self.heads[queue], slot);
    }

    /// Forgets an object; tells it and its size.
    #[inline]
    pub(super) fn remove(&mut self, slot: Slot) -> (ObjectId, u64) {
        let (object, bytes) = self.slots.remove(slot);
        let queue = self.queue(slot);
        self.used[queue] -= self.charge(bytes);
        (object, bytes)
    }

    /// Moves an object to a queue that holds at most `limit`: the oldest there are forgotten until
    /// it fits; an object above the limit is forgotten itself. For queues of evicted objects.
    #[inline]
    pub(super) fn remember(&mut self, queue: Queue, limit: u64, slot: Slot) {
        let charge = self.charge_of(slot);
        if charge > limit {
            self.remove(slot);
            return;
        }
        while self.used[queue] + charge > limit {
            let Some(oldest) = self.oldest(queue) else { break };
            self.remove(oldest);
        }
        self.move_to(queue, slot);
    }

    /// The objects of the queues below `ghosts`, with their sizes.
    pub(super) fn residents(&self, ghosts: Queue) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.slots
            .residents()
            .filter(move |&(object, _)| self.find(object).is_some_and(|(_, queue)| queue < ghosts))
    }
}

/// `share` of a capacity, rounded down, as libCacheSim rounds.
pub(super) fn share_of(capacity: Capacity, share: f64) -> u64 {
    (capacity.amount() as f64 * share) as u64
}
