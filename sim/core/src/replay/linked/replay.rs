//! The replay, and which policies need no table.

use super::buckets::{Baton, Calendar};
use super::cache::{AHEAD, Arrival, Relayed};
use super::{arc, clock_sieve, dense_id, fifo, gdsf, lru, s3_fifo, w_tiny_lfu};
use crate::cache::{
    Capacity, Eviction, Policy, PolicyKind, PolicyVisitor, ProbationLimits, Setup, WTinyLfuLimits,
    climbs,
};
use crate::replay::counts::ReplayCounts;
use crate::replay::multi_size::unit_size::{Dial, Sweep};
use hotset_workloads::formats::{ChainBlock, NO_NEXT};

/// A cache that is fed a chain, block by block.
pub trait Relay: Send {
    /// Replays the next block, in which every object has a size of 1 if `unit`. Puts the requests for
    /// objects that no request told of to `firsts`.
    fn feed(&mut self, block: &ChainBlock, unit: bool, firsts: &mut Vec<u32>);

    /// What was counted so far.
    fn counts(&self) -> ReplayCounts;
}

struct OneCache<R> {
    cache: R,
    calendar: Calendar,
    blocks: usize,
    counts: ReplayCounts,
}

impl<R: Relayed> Relay for OneCache<R> {
    fn feed(&mut self, block: &ChainBlock, unit: bool, firsts: &mut Vec<u32>) {
        firsts.clear();
        self.cache.tidy(&mut self.calendar);
        self.calendar.open(self.blocks);
        let first = (self.blocks * ChainBlock::REQUESTS) as u32;
        self.blocks += 1;
        for (index, request) in block.requests().enumerate() {
            if index % AHEAD == 0 {
                self.cache.touch(self.calendar.peek(index..index + AHEAD));
            }
            let baton = self.calendar.take(index);
            if baton == Baton::NONE {
                firsts.push(index as u32);
            }
            let bytes = if unit { 1 } else { u64::from(request.bytes) };
            let arrival = Arrival { number: first + index as u32, next: request.next, bytes };
            let (hit, baton) = self.cache.request(arrival, baton);
            self.counts.hits += u64::from(hit);
            self.counts.bytes += bytes;
            self.counts.hit_bytes += if hit { bytes } else { 0 };
            if request.next != NO_NEXT {
                self.calendar.send(request.next, baton);
            }
        }
        self.counts.requests += block.requests().len() as u64;
    }

    fn counts(&self) -> ReplayCounts {
        ReplayCounts { evictions: self.cache.evictions(), ..self.counts }
    }
}

/// A replay of a chain of so many requests; `None` for policies that go by time or are placed ahead of
/// it. The setup has to have as many objects as the chain at least: there never are more than requests.
pub fn relay_of(policy: &Policy, setup: &Setup<'_>, requests: usize) -> Option<Box<dyn Relay>> {
    if let Capacity::Objects(capacity) = setup.capacity
        && capacity > 0
        && policy.admission.is_none()
        && let Some(relay) = of_objects(policy, setup, capacity, requests)
    {
        return Some(relay);
    }
    struct Make<'a>(&'a Setup<'a>, usize);
    impl PolicyVisitor for Make<'_> {
        type Output = Option<Box<dyn Relay>>;
        fn visit<E: Eviction + 'static>(self) -> Self::Output {
            let able = !E::INFO.timed && !E::INFO.placed;
            able.then(|| of(dense_id::Named::<E>::new(self.0), self.1))
        }
    }
    policy.kind.visit(Make(setup, requests))
}

fn of<R: Relayed + 'static>(cache: R, requests: usize) -> Box<dyn Relay> {
    let calendar = Calendar::new(requests);
    Box::new(OneCache { cache, calendar, blocks: 0, counts: ReplayCounts::default() })
}

/// What needs no table of objects where every object counts as one.
fn of_objects(
    policy: &Policy,
    setup: &Setup<'_>,
    capacity: u64,
    requests: usize,
) -> Option<Box<dyn Relay>> {
    Some(match policy.kind {
        PolicyKind::Lru => of(lru::Lru::new(capacity), requests),
        PolicyKind::Fifo => of(fifo::Fifo::new(capacity), requests),
        PolicyKind::Clock => of(clock_sieve::Exchange::<Dial>::new(capacity), requests),
        PolicyKind::Sieve => of(clock_sieve::Exchange::<Sweep>::new(capacity), requests),
        PolicyKind::Arc => of(arc::Arc::new(capacity), requests),
        PolicyKind::Gdsf => of(gdsf::Gdsf::new(capacity), requests),
        PolicyKind::S3Fifo => {
            let limits = ProbationLimits::of_s3_fifo(setup);
            of(s3_fifo::S3Fifo::new(capacity, limits, setup.like_libcachesim())?, requests)
        }
        PolicyKind::WTinyLfu if !setup.like_libcachesim() && !climbs(setup) => {
            let (limits, sketch) = WTinyLfuLimits::with_sketch(setup);
            of(w_tiny_lfu::WTinyLfu::new(capacity, limits, sketch, requests)?, requests)
        }
        _ => return None,
    })
}
