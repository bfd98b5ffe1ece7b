//! LRU by two pointers into a dense trace, which is its list: no list and no table of objects.
//!
//! Where the previous and next request of each object are known, the
//! requests themselves are the recency order. A request hits if the one before it for the same
//! object is not behind the cache's tail, a position in the trace; to evict is to move the tail
//! over one request that is still the latest of its object. So a cache is two cursors over columns
//! that all caches share, and most of its work is to count, sixty-four requests at a time.

use super::counts::{Replay, ReplayCounts};
use crate::cache::Capacity;
use hotset_workloads::RequestBatch;
use hotset_workloads::dense::{DenseTrace, NO_USE, Uses};
use std::sync::Arc;

/// Requests that are decided together.
const BLOCK: usize = 64;

/// An LRU cache over a dense trace; it has to be fed that trace, from its beginning.
pub struct TracePointerLru {
    trace: Arc<DenseTrace>,
    uses: Arc<Uses>,
    capacity: Capacity,
    used: u64,
    /// The number of the next request.
    now: usize,
    /// Objects whose last request is before this one are not in the cache.
    tail: usize,
    counts: ReplayCounts,
}

/// What a walk of the tail met.
struct Walk {
    tail: usize,
    freed: u64,
    evictions: u64,
}

impl TracePointerLru {
    /// An empty cache. Every object must have one size and one version throughout, or all count as 1
    /// and have one version.
    pub fn new(trace: Arc<DenseTrace>, uses: Arc<Uses>, capacity: Capacity) -> Self {
        let counts = ReplayCounts::default();
        Self { trace, uses, capacity, used: 0, now: 0, tail: 0, counts }
    }

    #[inline]
    fn next_use(&self, number: usize) -> u32 {
        self.uses.next[number / Uses::BLOCK][number % Uses::BLOCK]
    }

    /// What the request at a number counts for; `None` if its object is too large to be in.
    #[inline]
    fn charge_at(&self, number: usize) -> Option<u64> {
        match self.capacity {
            Capacity::Objects(_) => Some(1),
            Capacity::Bytes(amount) => {
                Some(self.trace.bytes_of(number)).filter(|&bytes| bytes <= amount)
            }
        }
    }

    /// One request after the other.
    fn replay_each(&mut self, previous: &[u32], bytes: &[u64]) {
        let amount = self.capacity.amount();
        for (&previous, &bytes) in previous.iter().zip(bytes) {
            let charge = self.capacity.charge(bytes);
            let fits = charge <= amount;
            if fits && previous != NO_USE && previous as usize >= self.tail {
                self.counts.hits += 1;
                self.counts.hit_bytes += bytes;
            } else if fits {
                while self.used + charge > amount && self.tail < self.now {
                    if self.next_use(self.tail) as usize >= self.now
                        && let Some(charge) = self.charge_at(self.tail)
                    {
                        self.used -= charge;
                        self.counts.evictions += 1;
                    }
                    self.tail += 1;
                }
                self.used += charge;
            }
            self.now += 1;
        }
    }

    /// All requests of a block at once, if it makes no difference in which order the block's
    /// misses move the tail: if no request that the tail passes is requested again in the block.
    fn replay_block(&mut self, previous: &[u32], bytes: &[u64]) -> bool {
        let amount = self.capacity.amount();
        let tail = self.tail as u32;
        let mut hits = 0u32;
        let mut hit_bytes = 0u64;
        let (mut missed, mut largest) = (0u64, 0u64);
        match self.capacity {
            Capacity::Objects(_) => {
                for (&previous, &bytes) in previous.iter().zip(bytes) {
                    // No use is the largest number: one more makes it the least.
                    let hit = previous.wrapping_add(1) > tail;
                    hits += u32::from(hit);
                    hit_bytes += if hit { bytes } else { 0 };
                }
                missed = u64::from(previous.len() as u32 - hits);
                largest = 1;
            }
            Capacity::Bytes(_) => {
                for (&previous, &bytes) in previous.iter().zip(bytes) {
                    let hit = previous.wrapping_add(1) > tail;
                    hits += u32::from(hit);
                    hit_bytes += if hit { bytes } else { 0 };
                    missed += if hit { 0 } else { bytes };
                    largest = largest.max(bytes);
                }
            }
        }
        if largest > amount {
            return false;
        }
        let over = (self.used + missed).saturating_sub(amount);
        let Some(walk) = self.walk(over, previous.len()) else { return false };
        self.counts.hits += u64::from(hits);
        self.counts.hit_bytes += hit_bytes;
        self.counts.evictions += walk.evictions;
        self.used = self.used + missed - walk.freed;
        self.tail = walk.tail;
        self.now += previous.len();
        true
    }

    /// Where the tail is once it freed as much as is over; `None` if it would pass a request whose
    /// object is requested among the next `length` ones, or reach those.
    fn walk(&self, over: u64, length: usize) -> Option<Walk> {
        let mut walk = Walk { tail: self.tail, freed: 0, evictions: 0 };
        let (now, end) = (self.now as u32, (self.now + length) as u32);
        while walk.freed < over {
            let offset = walk.tail % Uses::BLOCK;
            let next = &self.uses.next[walk.tail / Uses::BLOCK][offset..];
            let chunk = next.len().min(BLOCK);
            if walk.tail + chunk > self.now {
                return None;
            }
            let next = &next[..chunk];
            let (mut reused, mut live) = (0u32, 0u32);
            for &next in next {
                live += u32::from(next >= now);
                reused += u32::from(next >= now) & u32::from(next < end);
            }
            if reused > 0 {
                return None;
            }
            let unit = matches!(self.capacity, Capacity::Objects(_));
            if unit && walk.freed + u64::from(live) <= over {
                walk.freed += u64::from(live);
                walk.evictions += u64::from(live);
                walk.tail += chunk;
                continue;
            }
            for &next in next {
                if walk.freed >= over {
                    break;
                }
                if next >= now
                    && let Some(charge) = self.charge_at(walk.tail)
                {
                    walk.freed += charge;
                    walk.evictions += 1;
                }
                walk.tail += 1;
            }
        }
        Some(walk)
    }
}

impl Replay for TracePointerLru {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        let uses = Arc::clone(&self.uses);
        let first = self.now;
        let mut from = 0;
        self.counts.requests += batch.len() as u64;
        self.counts.bytes += batch.bytes.iter().sum::<u64>();
        while from < batch.len() {
            let number = first + from;
            let column = &uses.previous[number / Uses::BLOCK][number % Uses::BLOCK..];
            let length = column.len().min(BLOCK).min(batch.len() - from);
            let bytes = &batch.bytes[from..from + length];
            if !self.replay_block(&column[..length], bytes) {
                self.replay_each(&column[..length], bytes);
            }
            from += length;
        }
    }

    fn counts(&self) -> ReplayCounts {
        self.counts
    }
}
