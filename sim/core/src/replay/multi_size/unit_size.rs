//! CLOCK and SIEVE at several sizes in objects: in a full cache a new object takes the place of the victim, so
//! that the queue has no gaps and never grows.

use crate::cache::{Marks, Table};
use crate::replay::counts::{MultiSizeCaches, ReplayCounts};
use hotset_workloads::{ObjectId, RequestBatch};

/// Caches of several sizes in objects, whose marks lie together.
pub(crate) struct UnitSizeCaches<Q> {
    table: Table,
    caches: Vec<Member<Q>>,
    requests: u64,
    bytes: u64,
}

/// One of the caches. It is read only on a miss.
struct Member<Q> {
    queue: Q,
    /// Free space, in objects.
    room: u64,
    misses: u64,
    missed_bytes: u64,
    evictions: u64,
    /// Its value one block of requests ago: the next block will have about as many evictions.
    evictions_before: u64,
}

/// The objects of a cache in the order in which they may go.
pub(crate) trait Queue: Default + Send {
    /// Inserts an object while the cache fills.
    fn fill(&mut self, object: ObjectId);

    /// Inserts an object in place of the victim, which it returns. The queue must not be empty.
    fn replace_victim(&mut self, marks: &mut impl Marks, object: ObjectId) -> ObjectId;

    /// The objects that the next evictions will examine, approximately: for prefetching.
    fn next_candidates(&self, evictions: usize) -> &[ObjectId];
}

/// CLOCK: a circular buffer with a hand. A new object takes the place of the victim.
#[derive(Default)]
pub(crate) struct ClockQueue {
    places: Vec<ObjectId>,
    hand: usize,
}

impl Queue for ClockQueue {
    fn fill(&mut self, object: ObjectId) {
        self.places.push(object);
    }

    #[inline]
    fn replace_victim(&mut self, marks: &mut impl Marks, object: ObjectId) -> ObjectId {
        let places = &mut self.places[..];
        let mut hand = self.hand;
        while marks.take_use(places[hand]) {
            hand = if hand + 1 == places.len() { 0 } else { hand + 1 };
        }
        self.hand = if hand + 1 == places.len() { 0 } else { hand + 1 };
        std::mem::replace(&mut places[hand], object)
    }

    #[inline]
    fn next_candidates(&self, evictions: usize) -> &[ObjectId] {
        let end = self.places.len().min(self.hand + evictions * 2);
        &self.places[self.hand..end]
    }
}

/// SIEVE: the objects that the hand has yet to reach, and those it spared, both oldest first. The
/// spared are older than all others; once there are no others, the hand restarts with them.
#[derive(Default)]
pub(crate) struct SieveQueue {
    /// A circular buffer: the hand is at `hand`, and `left` objects from there on are yet to come.
    ahead: Vec<ObjectId>,
    hand: usize,
    left: usize,
    spared: Vec<ObjectId>,
}

impl SieveQueue {
    #[cold]
    fn begin_anew(&mut self) {
        self.ahead[..self.spared.len()].copy_from_slice(&self.spared);
        self.hand = 0;
        self.left = self.spared.len();
        self.spared.clear();
    }
}

impl Queue for SieveQueue {
    fn fill(&mut self, object: ObjectId) {
        self.ahead.push(object);
        self.left += 1;
    }

    #[inline]
    fn replace_victim(&mut self, marks: &mut impl Marks, object: ObjectId) -> ObjectId {
        loop {
            let next = self.ahead[self.hand];
            self.hand = if self.hand + 1 == self.ahead.len() { 0 } else { self.hand + 1 };
            self.left -= 1;
            let spared = marks.take_use(next);
            if spared {
                self.spared.push(next);
            }
            // Before the newcomer is behind it: the hand goes on with the oldest.
            if self.left == 0 {
                self.begin_anew();
            }
            if !spared {
                let end = self.hand + self.left;
                let wrapped = end.checked_sub(self.ahead.len()).unwrap_or(end);
                self.ahead[wrapped] = object;
                self.left += 1;
                return next;
            }
        }
    }

    #[inline]
    fn next_candidates(&self, evictions: usize) -> &[ObjectId] {
        let end = self.ahead.len().min(self.hand + evictions * 2);
        &self.ahead[self.hand..end]
    }
}

/// Requests that are prefetched together.
const BLOCK: usize = 32;

impl<Q: Queue> UnitSizeCaches<Q> {
    /// Empty caches; `None` if one of them has no room at all.
    pub(crate) fn new(capacities: &[u64], objects: usize) -> Option<Self> {
        let member = |&room: &u64| Member {
            queue: Q::default(),
            room,
            misses: 0,
            missed_bytes: 0,
            evictions: 0,
            evictions_before: 0,
        };
        (!capacities.contains(&0)).then(|| Self {
            table: Table::new(objects, capacities.len()),
            caches: capacities.iter().map(member).collect(),
            requests: 0,
            bytes: 0,
        })
    }
}

impl<Q: Queue> Member<Q> {
    #[inline]
    fn miss(&mut self, marks: &mut impl Marks, object: ObjectId, bytes: u64) {
        self.misses += 1;
        self.missed_bytes += bytes;
        if self.room > 0 {
            self.room -= 1;
            self.queue.fill(object);
        } else {
            self.evictions += 1;
            let victim = self.queue.replace_victim(marks, object);
            marks.leave(victim);
        }
        marks.enter(object);
    }

    /// Draws the marks of those that may go soon into the processor's caches.
    fn prefetch(&mut self, table: &Table) {
        let evictions = (self.evictions - self.evictions_before) as usize;
        self.evictions_before = self.evictions;
        table.prefetch(self.queue.next_candidates(evictions).iter().copied());
    }
}

impl<Q: Queue> MultiSizeCaches for UnitSizeCaches<Q> {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        for (objects, bytes) in batch.object.chunks(BLOCK).zip(batch.bytes.chunks(BLOCK)) {
            self.table.prefetch(objects.iter().copied());
            self.caches.iter_mut().for_each(|cache| cache.prefetch(&self.table));
            for (&object, &bytes) in objects.iter().zip(bytes) {
                let mut out = self.table.use_it::<true>(object);
                while out != 0 {
                    let cache = out.trailing_zeros() as usize;
                    self.caches[cache].miss(&mut self.table.of(cache), object, bytes);
                    out &= out - 1;
                }
            }
        }
        self.requests += batch.len() as u64;
        self.bytes += batch.bytes.iter().sum::<u64>();
    }

    fn counts(&self) -> Vec<ReplayCounts> {
        let counts = |member: &Member<Q>| ReplayCounts {
            requests: self.requests,
            hits: self.requests - member.misses,
            bytes: self.bytes,
            hit_bytes: self.bytes - member.missed_bytes,
            evictions: member.evictions,
        };
        self.caches.iter().map(counts).collect()
    }
}
