//! Several queues over one table: for policies that move objects between queues, and for those
//! that remember what they evicted.

use crate::cache::Access;
use crate::cache::capacity::Capacity;
use crate::cache::structures::by_object::ByObject;
use crate::cache::structures::ring::{Position, Ring};
use hotset_workloads::ObjectId;

/// A queue, by number. What is remembered of queue `q` of `n` is queue `n + q`.
pub(in crate::cache) type Queue = usize;

/// Queues of objects, each with its oldest at one end and its newest at the other, and behind each
/// a queue of ghosts that left it in order. An object is in one queue at most.
#[derive(Debug)]
pub(in crate::cache) struct Queues {
    places: ByObject<Place>,
    rings: Vec<Ring>,
    /// By queue, those of ghosts behind the others.
    used: Vec<u64>,
    capacity: Capacity,
}

/// Where an object is, as far as its ring says that it is still there: the position in its lower
/// half, and the ring, counted from 1, in its upper half. Zero is nowhere.
type Place = u64;

const RING_BIT: u32 = 32;

fn place(ring: usize, position: Position) -> Place {
    (ring as u64 + 1) << RING_BIT | u64::from(position)
}

impl Queues {
    /// `queues` empty queues over a catalog of `objects`; `capacity` says what sizes count for.
    pub(in crate::cache) fn new(objects: usize, queues: usize, capacity: Capacity) -> Self {
        Self {
            places: ByObject::new(objects),
            rings: (0..queues).map(|_| Ring::new()).collect(),
            used: vec![0; 2 * queues],
            capacity,
        }
    }

    /// What a size counts for.
    #[inline]
    pub(in crate::cache) fn charge(&self, bytes: u64) -> u64 {
        self.capacity.charge(bytes)
    }

    /// What the objects of a queue count for together.
    #[inline]
    pub(in crate::cache) fn used(&self, queue: Queue) -> u64 {
        self.used[queue]
    }

    /// The ring that an object is in, and where.
    #[inline]
    fn locate(&self, object: ObjectId) -> Option<(usize, Position)> {
        let place = self.places.get(object);
        let ring = ((place >> RING_BIT) as usize).checked_sub(1)?;
        self.rings[ring].contains(place as Position).then_some((ring, place as Position))
    }

    /// The queue of what is at a position of a ring.
    #[inline]
    fn queue_at(&self, ring: usize, position: Position) -> Queue {
        ring + if self.rings[ring].is_ghost(position) { self.rings.len() } else { 0 }
    }

    /// The queue in which an object is.
    #[inline]
    pub(in crate::cache) fn find(&self, object: ObjectId) -> Option<Queue> {
        self.locate(object).map(|(ring, position)| self.queue_at(ring, position))
    }

    /// Draws what is needed for these objects into the processor's caches.
    #[inline]
    pub(in crate::cache) fn prefetch(&self, objects: &[ObjectId]) {
        let mut touched = 0;
        for &object in objects {
            let place = self.places.touch(object);
            touched ^= place as u32;
            if self.sized() {
                // That of an object which is nowhere is read in vain, but without a branch.
                let ring = ((place >> RING_BIT) as usize).saturating_sub(1);
                touched ^= self.rings[ring].object(place as Position);
            }
        }
        std::hint::black_box(touched);
    }

    fn sized(&self) -> bool {
        matches!(self.capacity, Capacity::Bytes(_))
    }

    /// Changes the policy's mark on an object that is in: 0 when it comes into a queue.
    #[inline]
    pub(in crate::cache) fn mark(&mut self, object: ObjectId, mark: impl FnOnce(u8) -> u8) {
        if let Some((ring, position)) = self.locate(object) {
            let before = self.rings[ring].mark(position);
            self.rings[ring].set_mark(position, mark(before));
        }
    }

    /// Changes the mark on what came into a queue last.
    #[inline]
    pub(in crate::cache) fn mark_newest(&mut self, queue: Queue, mark: u8) {
        self.rings[queue].mark_newest(mark);
    }

    /// The mark on the oldest of a queue.
    #[inline]
    pub(in crate::cache) fn mark_of_oldest(&self, queue: Queue) -> Option<u8> {
        let ring = &self.rings[queue];
        ring.oldest().map(|oldest| ring.mark(oldest))
    }

    /// What the oldest of a queue counts for.
    pub(in crate::cache) fn charge_of_oldest(&self, queue: Queue) -> Option<u64> {
        let ring = &self.rings[queue];
        ring.oldest().map(|oldest| self.charge(ring.bytes(oldest)))
    }

    /// The oldest of a queue that is not of ghosts.
    #[inline]
    pub(in crate::cache) fn oldest(&self, queue: Queue) -> Option<ObjectId> {
        let ring = &self.rings[queue];
        ring.oldest().map(|position| ring.object(position))
    }

    #[inline]
    pub(in crate::cache) fn is_empty(&self, queue: Queue) -> bool {
        self.position_of_oldest(queue).is_none()
    }

    fn position_of_oldest(&self, queue: Queue) -> Option<Position> {
        match queue.checked_sub(self.rings.len()) {
            Some(ring) => self.rings[ring].oldest_ghost(),
            None => self.rings[queue].oldest(),
        }
    }

    /// Puts a new object into a queue as its newest.
    #[inline]
    pub(in crate::cache) fn push(&mut self, queue: Queue, object: ObjectId, bytes: u64) {
        if self.rings[queue].is_full() {
            self.make_room(queue);
        }
        let position = self.rings[queue].push(object, bytes);
        self.places.set(object, place(queue, position));
        self.used[queue] += self.capacity.charge(bytes);
    }

    #[cold]
    fn make_room(&mut self, index: usize) {
        let ring = &mut self.rings[index];
        if ring.begins_anew() {
            self.places.retain(|there| {
                there >> RING_BIT != place(index, 0) >> RING_BIT || ring.contains(there as Position)
            });
        }
        ring.make_room(|object, position| self.places.set(object, place(index, position)));
    }

    /// Makes an object that is requested the newest of a queue, of its own or of another; clears its
    /// mark.
    #[inline]
    pub(in crate::cache) fn renew(&mut self, queue: Queue, access: Access) {
        let Access { object, bytes, .. } = access;
        let Some((ring, position)) = self.locate(object) else { return };
        // Where sizes do not count, the size is for information, and that of this use as good.
        let bytes = if self.sized() { self.rings[ring].bytes(position) } else { bytes };
        let from = self.queue_at(ring, position);
        self.used[from] -= self.capacity.charge(bytes);
        self.rings[ring].take(position);
        self.push(queue, object, bytes);
    }

    /// Forgets an object; returns its size.
    #[inline]
    pub(in crate::cache) fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let (ring, position) = self.locate(object)?;
        Some(self.take(ring, position).1)
    }

    /// Takes out what is at a position of a ring; returns the object and its size.
    #[inline]
    fn take(&mut self, ring: usize, position: Position) -> (ObjectId, u64) {
        let queue = self.queue_at(ring, position);
        let ring = &mut self.rings[ring];
        let taken = (ring.object(position), ring.bytes(position));
        self.used[queue] -= self.capacity.charge(taken.1);
        match ring.take(position) {
            true => self.places.let_go(taken.0),
            false => self.places.clear(taken.0),
        }
        taken
    }

    /// Forgets the oldest of a queue; returns it and its size.
    #[inline]
    pub(in crate::cache) fn pop(&mut self, queue: Queue) -> Option<(ObjectId, u64)> {
        let oldest = self.position_of_oldest(queue)?;
        Some(self.take(queue % self.rings.len(), oldest))
    }

    /// Makes the oldest of a queue the newest of another, or of its own; clears its mark. Tells it
    /// and its size.
    #[inline]
    pub(in crate::cache) fn move_oldest(
        &mut self,
        from: Queue,
        to: Queue,
    ) -> Option<(ObjectId, u64)> {
        let ring = &mut self.rings[from];
        let oldest = ring.oldest()?;
        let (object, bytes) = (ring.object(oldest), ring.bytes(oldest));
        self.used[from] -= self.capacity.charge(bytes);
        ring.take(oldest);
        self.push(to, object, bytes);
        Some((object, bytes))
    }

    /// Makes the oldest of a queue the newest of its ghosts, which count for at most `limit`: the
    /// oldest of them are forgotten until it fits; an object above the limit is forgotten itself.
    /// Tells the object and its size.
    #[inline]
    pub(in crate::cache) fn remember_oldest(
        &mut self,
        queue: Queue,
        limit: u64,
    ) -> Option<(ObjectId, u64)> {
        let charge = self.charge_of_oldest(queue)?;
        if charge > limit {
            return self.pop(queue);
        }
        let ghosts = self.rings.len() + queue;
        while self.used[ghosts] + charge > limit && self.pop(ghosts).is_some() {}
        let ring = &mut self.rings[queue];
        let oldest = ring.oldest()?;
        let remembered = (ring.object(oldest), ring.bytes(oldest));
        ring.demote_oldest();
        self.used[queue] -= charge;
        self.used[ghosts] += charge;
        Some(remembered)
    }

    /// The objects of the queues that are not of ghosts, with their sizes.
    pub(in crate::cache) fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.rings.iter().flat_map(Ring::iter)
    }
}

/// `share` of a capacity, rounded down, as libCacheSim rounds.
pub(in crate::cache) fn share_of(capacity: Capacity, share: f64) -> u64 {
    (capacity.amount() as f64 * share) as u64
}
