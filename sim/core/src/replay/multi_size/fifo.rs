//! FIFO at several sizes without queues.
//!
//! Where every object counts as one, the n-th object inserted leaves when the
//! (n + capacity)-th is inserted. So the number of an object's last insertion says whether it is
//! in: there is nothing to evict, and no branch to guess. Those of several sizes lie side by side
//! and are compared together.

use crate::replay::counts::{MultiSizeCaches, ReplayCounts};
use hotset_workloads::RequestBatch;

/// FIFO caches of up to `N` sizes in objects.
pub(crate) struct InsertionCounterFifo<const N: usize> {
    /// By object, from `first` on: the number of its last insertion into each cache, counted from
    /// 1; 0 before.
    stamps: Vec<i32>,
    /// Where a line of memory begins: no object's stamps lie across two.
    first: usize,
    lanes: Lanes<N>,
    capacities: Vec<u64>,
    requests: u64,
    bytes: u64,
    /// Insertions into each cache before its numbers restarted.
    earlier: [u64; N],
}

/// What each cache knows beside its stamps.
#[derive(Clone, Copy)]
struct Lanes<const N: usize> {
    /// Insertions.
    entered: [i32; N],
    /// An object inserted this long before the next one has left.
    capacity: [i32; N],
    missed_bytes: [u64; N],
}

/// Stamps in a line of memory.
const LINE: usize = 16;

/// Requests that are prefetched together.
const BLOCK: usize = 64;

/// Numbers restart here.
const STAMP_MAX: i32 = if cfg!(test) { 10_000 } else { i32::MAX / 2 };

impl<const N: usize> InsertionCounterFifo<N> {
    /// Empty caches; `None` if a capacity is beyond the range of the numbers.
    pub(crate) fn new(capacities: &[u64], objects: usize) -> Option<Self> {
        let fits = |&capacity: &u64| (1..STAMP_MAX as u64 / 2).contains(&capacity);
        if capacities.len() > N || !capacities.iter().all(fits) {
            return None;
        }
        let capacity = |lane| capacities.get(lane).map_or(1, |&capacity| capacity as i32);
        let stamps = vec![0; objects * N + LINE];
        let first = stamps.as_ptr().align_offset(LINE * size_of::<i32>()).min(LINE);
        Some(Self {
            stamps,
            first,
            lanes: Lanes {
                entered: [0; N],
                capacity: std::array::from_fn(capacity),
                missed_bytes: [0; N],
            },
            capacities: capacities.to_vec(),
            requests: 0,
            bytes: 0,
            earlier: [0; N],
        })
    }

    fn block(&mut self, objects: &[u32], bytes: &[u64]) {
        let (rows, _) = self.stamps[self.first..].as_chunks_mut::<N>();
        let touched = objects.iter().fold(0, |sum, &object| sum ^ rows[object as usize][0]);
        std::hint::black_box(touched);
        let mut lanes = self.lanes;
        for (&object, &bytes) in objects.iter().zip(bytes) {
            lanes.request(&mut rows[object as usize], bytes);
        }
        self.lanes = lanes;
    }

    /// Restarts the numbers of caches where they run out; cached objects keep their order.
    #[cold]
    fn begin_anew(&mut self) {
        for lane in 0..N {
            let entered = self.lanes.entered[lane];
            // Whoever is in keeps a number above 0, and room behind it for all the others.
            let back = entered - self.lanes.capacity[lane].min(entered);
            let (rows, _) = self.stamps[self.first..].as_chunks_mut::<N>();
            rows.iter_mut().for_each(|row| row[lane] = (row[lane] - back).max(0));
            self.lanes.entered[lane] -= back;
            self.earlier[lane] += back as u64;
        }
    }
}

impl<const N: usize> Lanes<N> {
    #[inline]
    fn request(&mut self, stamps: &mut [i32; N], bytes: u64) {
        for (lane, stamp) in stamps.iter_mut().enumerate() {
            let oldest = (self.entered[lane] - self.capacity[lane]).max(0);
            let missed = *stamp <= oldest;
            self.entered[lane] += i32::from(missed);
            *stamp = if missed { self.entered[lane] } else { *stamp };
            self.missed_bytes[lane] += if missed { bytes } else { 0 };
        }
    }
}

impl<const N: usize> MultiSizeCaches for InsertionCounterFifo<N> {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        for (objects, bytes) in batch.object.chunks(BLOCK).zip(batch.bytes.chunks(BLOCK)) {
            if self.lanes.entered.iter().any(|&entered| entered > STAMP_MAX) {
                self.begin_anew();
            }
            self.block(objects, bytes);
        }
        self.requests += batch.len() as u64;
        self.bytes += batch.bytes.iter().sum::<u64>();
    }

    fn counts(&self) -> Vec<ReplayCounts> {
        let counts = |(lane, &capacity): (usize, &u64)| {
            let misses = self.earlier[lane] + self.lanes.entered[lane] as u64;
            ReplayCounts {
                requests: self.requests,
                hits: self.requests - misses,
                bytes: self.bytes,
                hit_bytes: self.bytes - self.lanes.missed_bytes[lane],
                evictions: misses.saturating_sub(capacity),
            }
        };
        self.capacities.iter().enumerate().map(counts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cache::{CacheConfig, Capacity, PolicyKind};
    use crate::replay::replay_of;
    use hotset_workloads::{SimTime, Stream};
    use rand::{RngExt, SeedableRng};

    /// Numbers restart several times here.
    #[test]
    fn it_is_fifo_however_long_it_runs() {
        let mut rng = Stream::seed_from_u64(1);
        let sizes = [1, 7, 300, 4_000];
        let objects = 6_000;
        let mut together = InsertionCounterFifo::<4>::new(&sizes, objects).unwrap();
        let stream = || Stream::seed_from_u64(2);
        let config = |&size: &u64| CacheConfig::new(Capacity::Objects(size), objects, stream());
        let alone = sizes.iter().map(|size| replay_of(PolicyKind::Fifo, &config(size)));
        let mut alone: Vec<_> = alone.collect();
        for _ in 0..40 {
            let mut batch = RequestBatch::default();
            for _ in 0..1_000 {
                let object = rng.random_range(0..objects as u32);
                batch.object.push(rng.random_range(0..=object));
                batch.bytes.push(rng.random_range(0..9));
                batch.time.push(SimTime::default());
            }
            together.feed(&batch, &[]);
            alone.iter_mut().for_each(|cache| cache.feed(&batch, &[]));
        }
        let counts: Vec<_> = alone.iter().map(|cache| (**cache).counts()).collect();
        assert_eq!(together.counts(), counts);
        assert!(together.earlier.iter().all(|&entered| entered > 0));
    }

    #[test]
    fn sizes_that_numbers_cannot_tell_are_left_to_queues() {
        assert!(InsertionCounterFifo::<1>::new(&[0], 10).is_none());
        assert!(InsertionCounterFifo::<1>::new(&[u64::MAX], 10).is_none());
        assert!(InsertionCounterFifo::<1>::new(&[1, 2], 10).is_none());
    }
}
