//! Replays without a table of objects: what a cache knows of an object, the object carries with it.
//!
//! Where a trace tells the next request of every object, each request can leave a baton for that
//! one: where in the cache the object is. It comes back when it is needed, in order, so that neither
//! names have to be looked up nor is there anything in memory by object: what there is lies in the
//! order of the requests, or is as small as the cache.

mod arc;
mod buckets;
mod clock_sieve;
mod dense_id;
mod fifo;
mod footprint;
mod gdsf;
mod lru;
mod places;
mod s3_fifo;
mod w_tiny_lfu;
mod window;

use super::ReplayCounts;
use crate::cache::{
    Capacity, Eviction, Policy, PolicyKind, PolicyVisitor, ProbationLimits, Setup, WTinyLfuLimits,
    climbs,
};
use crate::replay::multi_size::unit_size::{Dial, Sweep};
use buckets::{Baton, Calendar};
pub use footprint::Footprint;
use hotset_workloads::formats::{ChainBlock, NO_NEXT};

/// A cache that knows its objects by what they carry.
trait Relayed: Send {
    /// A request for an object that carries `baton`: tells whether it hits, and what the object carries
    /// from now on.
    fn request(&mut self, arrival: Arrival, baton: Baton) -> (bool, Baton);

    /// Reads what requests for objects that carry these will need.
    #[inline]
    fn touch(&self, batons: impl Iterator<Item = Baton>) {
        let _ = batons;
    }

    /// Objects driven out.
    fn evictions(&self) -> u64;

    /// Makes room for another block of requests; what is under way can be rewritten.
    fn tidy(&mut self, calendar: &mut Calendar) {
        let _ = calendar;
    }
}

/// A request.
#[derive(Clone, Copy, Debug)]
struct Arrival {
    /// Its number.
    number: u32,
    /// That of the next one for its object, or [`NO_NEXT`].
    next: u32,
    /// The size of the object.
    bytes: u64,
}

/// A cache that is fed a chain, block by block.
pub trait Relay: Send {
    /// Replays the next block, in which every object has a size of 1 if `unit`. Puts the requests for
    /// objects that no request told of to `firsts`.
    fn feed(&mut self, block: &ChainBlock, unit: bool, firsts: &mut Vec<u32>);

    /// What was counted so far.
    fn counts(&self) -> ReplayCounts;
}

/// Requests whose memory is asked for together.
const AHEAD: usize = 32;

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
