//! FIFO, CLOCK and SIEVE at several sizes in bytes.

use crate::cache::{Capacity, InsertionOrder, Occupancy, Table};
use crate::replay::counts::{MultiSizeCaches, ReplayCounts};
use hotset_workloads::{ObjectId, RequestBatch};

/// Caches whose marks lie together.
pub(super) struct TwoBitCaches<O> {
    table: Table,
    caches: Vec<Member<O>>,
    requests: u64,
    bytes: u64,
}

/// One of the caches. It is read only on a miss.
struct Member<O> {
    order: O,
    space: Occupancy,
    misses: u64,
    miss_bytes: u64,
    evictions: u64,
    /// Its value one block of requests ago: the next block will have about as many evictions.
    evictions_before: u64,
}

/// Requests that are prefetched together.
const BLOCK: usize = 32;

impl<O: InsertionOrder> TwoBitCaches<O> {
    pub(super) fn new(sizes: &[Capacity], objects: usize) -> Self {
        let member = |&size: &Capacity| Member {
            order: O::default(),
            space: Occupancy::new(size),
            misses: 0,
            miss_bytes: 0,
            evictions: 0,
            evictions_before: 0,
        };
        Self {
            table: Table::new(objects, sizes.len()),
            caches: sizes.iter().map(member).collect(),
            requests: 0,
            bytes: 0,
        }
    }

    #[inline]
    fn miss(&mut self, cache: usize, object: ObjectId, bytes: u64) {
        let member = &mut self.caches[cache];
        let mut marks = self.table.of(cache);
        member.misses += 1;
        member.miss_bytes += bytes;
        if member.space.can_never_hold(bytes) {
            return;
        }
        while !member.space.has_room_for(bytes) {
            let Some((_, bytes)) = member.order.evict(&mut marks) else { return };
            member.space.give_back(bytes);
            member.evictions += 1;
        }
        member.order.insert(&mut marks, object, bytes);
        member.space.take(bytes);
    }
}

impl<O: InsertionOrder> MultiSizeCaches for TwoBitCaches<O> {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        let mut requests = batch.object.iter().zip(&batch.bytes);
        for objects in batch.object.chunks(BLOCK) {
            self.table.prefetch(objects.iter().copied());
            for member in &mut self.caches {
                let evictions = (member.evictions - member.evictions_before) as usize;
                member.evictions_before = member.evictions;
                self.table.prefetch(member.order.next_candidates(evictions));
            }
            for (&object, &bytes) in requests.by_ref().take(objects.len()) {
                self.bytes += bytes;
                let mut out = if O::USES {
                    self.table.use_it::<true>(object)
                } else {
                    self.table.use_it::<false>(object)
                };
                while out != 0 {
                    self.miss(out.trailing_zeros() as usize, object, bytes);
                    out &= out - 1;
                }
            }
        }
        self.requests += batch.len() as u64;
    }

    fn counts(&self) -> Vec<ReplayCounts> {
        let counts = |member: &Member<O>| ReplayCounts {
            requests: self.requests,
            hits: self.requests - member.misses,
            bytes: self.bytes,
            hit_bytes: self.bytes - member.miss_bytes,
            evictions: member.evictions,
        };
        self.caches.iter().map(counts).collect()
    }
}
