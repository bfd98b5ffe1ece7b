//! The next-access-linked replay, and which policies need no table of objects.

use super::buckets::{CarriedState, StateBuckets};
use super::cache::{AHEAD, Arrival, LinkedCache};
use super::{arc, clock_sieve, dense_id, fifo, gdsf, lru, s3_fifo, w_tiny_lfu};
use crate::cache::{
    CacheConfig, Capacity, EvictionPolicy, Policy, PolicyKind, PolicyVisitor, ProbationLimits,
    WTinyLfuLimits, climbs,
};
use crate::replay::counts::ReplayCounts;
use crate::replay::multi_size::unit_size::{ClockQueue, SieveQueue};
use hotset_workloads::formats::{NO_NEXT, NextAccessBlock};

/// A cache that is fed a next-access-linked trace, block by block.
pub trait LinkedReplay: Send {
    /// Replays the next block, in which every object has a size of 1 if `unit`. Writes the requests without a
    /// previous one to `firsts`.
    fn feed(&mut self, block: &NextAccessBlock, unit: bool, firsts: &mut Vec<u32>);

    /// The counts so far.
    fn counts(&self) -> ReplayCounts;
}

struct OneCache<R> {
    cache: R,
    buckets: StateBuckets,
    blocks: usize,
    counts: ReplayCounts,
}

impl<R: LinkedCache> LinkedReplay for OneCache<R> {
    fn feed(&mut self, block: &NextAccessBlock, unit: bool, firsts: &mut Vec<u32>) {
        firsts.clear();
        self.cache.tidy(&mut self.buckets);
        self.buckets.open(self.blocks);
        let first = (self.blocks * NextAccessBlock::REQUESTS) as u32;
        self.blocks += 1;
        for (index, request) in block.requests().enumerate() {
            if index % AHEAD == 0 {
                self.cache.prefetch(self.buckets.peek(index..index + AHEAD));
            }
            let carried = self.buckets.take(index);
            if carried == CarriedState::NONE {
                firsts.push(index as u32);
            }
            let bytes = if unit { 1 } else { u64::from(request.bytes) };
            let arrival = Arrival { number: first + index as u32, next: request.next, bytes };
            let (hit, carried) = self.cache.request(arrival, carried);
            self.counts.hits += u64::from(hit);
            self.counts.bytes += bytes;
            self.counts.hit_bytes += if hit { bytes } else { 0 };
            if request.next != NO_NEXT {
                self.buckets.send(request.next, carried);
            }
        }
        self.counts.requests += block.requests().len() as u64;
    }

    fn counts(&self) -> ReplayCounts {
        ReplayCounts { evictions: self.cache.evictions(), ..self.counts }
    }
}

/// A replay of a next-access-linked trace of `requests` requests; `None` for timed and static policies. The
/// catalog of `config` must be at least as large as that of the trace, which has no more objects than requests.
pub fn linked_replay_of(
    policy: &Policy,
    config: &CacheConfig<'_>,
    requests: usize,
) -> Option<Box<dyn LinkedReplay>> {
    if let Capacity::Objects(capacity) = config.capacity
        && capacity > 0
        && policy.admission.is_none()
        && let Some(linked) = of_objects(policy, config, capacity, requests)
    {
        return Some(linked);
    }
    struct Make<'a>(&'a CacheConfig<'a>, usize);
    impl PolicyVisitor for Make<'_> {
        type Output = Box<dyn LinkedReplay>;
        fn visit<E: EvictionPolicy + 'static>(self) -> Self::Output {
            of(dense_id::DenseIdCache::<E>::new(self.0), self.1)
        }
    }
    let info = policy.kind.info();
    let able = !info.timed && !info.statically_placed;
    able.then(|| policy.kind.visit(Make(config, requests)))
}

fn of<R: LinkedCache + 'static>(cache: R, requests: usize) -> Box<dyn LinkedReplay> {
    let buckets = StateBuckets::new(requests);
    Box::new(OneCache { cache, buckets, blocks: 0, counts: ReplayCounts::default() })
}

/// What needs no table of objects where every object counts as one.
fn of_objects(
    policy: &Policy,
    config: &CacheConfig<'_>,
    capacity: u64,
    requests: usize,
) -> Option<Box<dyn LinkedReplay>> {
    Some(match policy.kind {
        PolicyKind::Lru => of(lru::Lru::new(capacity), requests),
        PolicyKind::Fifo => of(fifo::Fifo::new(capacity), requests),
        PolicyKind::Clock => {
            of(clock_sieve::ClockSieveCache::<ClockQueue>::new(capacity), requests)
        }
        PolicyKind::Sieve => {
            of(clock_sieve::ClockSieveCache::<SieveQueue>::new(capacity), requests)
        }
        PolicyKind::Arc => of(arc::Arc::new(capacity), requests),
        PolicyKind::Gdsf => of(gdsf::Gdsf::new(capacity), requests),
        PolicyKind::S3Fifo => {
            let limits = ProbationLimits::of_s3_fifo(config);
            of(s3_fifo::S3Fifo::new(capacity, limits, config.like_libcachesim())?, requests)
        }
        PolicyKind::WTinyLfu if !config.like_libcachesim() && !climbs(config) => {
            let (limits, sketch) = WTinyLfuLimits::with_sketch(config);
            of(w_tiny_lfu::WTinyLfu::new(capacity, limits, sketch, requests)?, requests)
        }
        _ => return None,
    })
}
