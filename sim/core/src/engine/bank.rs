//! Several caches of one policy, fed together.
//!
//! A sweep asks the same of every size: is the object in? Where two bits an object are all that a
//! policy knows, those of eight sizes fit in one word. One look then answers for all of them, and
//! only the sizes at which the request misses cost time of their own.

use super::exchange::{Dial, Exchange, Sweep};
use super::stamped::StampedFifo;
use super::{Replay, ReplayCounts};
use crate::cache::{Capacity, Order, PolicyKind, Space, Table};
use crate::cache::{NextUnused, Oldest, OldestUnused};
use hotset_workloads::{ObjectId, RequestBatch};

/// Caches that are fed together, batch by batch.
pub trait Bank: Send {
    /// Replays a batch through all of them, as [`Replay::feed`].
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]);

    /// What each counted so far.
    fn counts(&self) -> Vec<ReplayCounts>;

    /// As [`Replay::begin`].
    fn begin(&mut self) -> bool {
        false
    }

    /// As [`Replay::other_size_bytes`], of all together.
    fn other_size_bytes(&self) -> Option<u64> {
        None
    }
}

impl Bank for Box<dyn Replay> {
    fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        (**self).feed(batch, next_uses);
    }

    fn counts(&self) -> Vec<ReplayCounts> {
        vec![(**self).counts()]
    }

    fn begin(&mut self) -> bool {
        (**self).begin()
    }

    fn other_size_bytes(&self) -> Option<u64> {
        (**self).other_size_bytes()
    }
}

/// The most caches that [`bank_of`] puts together.
pub const BANK_CACHES_MAX: usize = Table::CACHES_MAX;

/// Caches of a policy at up to [`BANK_CACHES_MAX`] sizes over a catalog of `objects`; `None` if there
/// is nothing that they could share.
pub fn bank_of(policy: PolicyKind, sizes: &[Capacity], objects: usize) -> Option<Box<dyn Bank>> {
    if let Some(bank) = bank_of_objects(policy, sizes, objects) {
        return Some(bank);
    }
    Some(match policy {
        _ if sizes.len() < 2 => return None,
        PolicyKind::Fifo => Box::new(Marked::<Oldest>::new(sizes, objects)),
        PolicyKind::Clock => Box::new(Marked::<OldestUnused>::new(sizes, objects)),
        PolicyKind::Sieve => Box::new(Marked::<NextUnused>::new(sizes, objects)),
        _ => return None,
    })
}

/// What is simpler where every object counts as one.
fn bank_of_objects(
    policy: PolicyKind,
    sizes: &[Capacity],
    objects: usize,
) -> Option<Box<dyn Bank>> {
    fn stamped<const N: usize>(sizes: &[u64], objects: usize) -> Option<Box<dyn Bank>> {
        StampedFifo::<N>::new(sizes, objects).map(|bank| Box::new(bank) as Box<dyn Bank>)
    }
    let amount = |size: &Capacity| match *size {
        Capacity::Objects(amount) => Some(amount),
        Capacity::Bytes(_) => None,
    };
    let sizes = sizes.iter().map(amount).collect::<Option<Vec<u64>>>()?;
    match (policy, sizes.len()) {
        (PolicyKind::Fifo, 1) => stamped::<1>(&sizes, objects),
        (PolicyKind::Fifo, 2) => stamped::<2>(&sizes, objects),
        (PolicyKind::Fifo, 3..=4) => stamped::<4>(&sizes, objects),
        (PolicyKind::Fifo, _) => stamped::<8>(&sizes, objects),
        (PolicyKind::Clock, 2..) => Some(Box::new(Exchange::<Dial>::new(&sizes, objects)?)),
        (PolicyKind::Sieve, 2..) => Some(Box::new(Exchange::<Sweep>::new(&sizes, objects)?)),
        _ => None,
    }
}

/// Caches whose marks lie together.
struct Marked<O> {
    table: Table,
    caches: Vec<Member<O>>,
    requests: u64,
    bytes: u64,
}

/// One of the caches. It is only looked at when it misses.
struct Member<O> {
    order: O,
    space: Space,
    misses: u64,
    miss_bytes: u64,
    evictions: u64,
    /// As many before the block of requests that is fed: the next one will have about as many.
    evictions_before: u64,
}

/// Requests whose memory is asked for together.
const BLOCK: usize = 32;

impl<O: Order> Marked<O> {
    fn new(sizes: &[Capacity], objects: usize) -> Self {
        let member = |&size: &Capacity| Member {
            order: O::default(),
            space: Space::new(size),
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

impl<O: Order> Bank for Marked<O> {
    fn feed(&mut self, batch: &RequestBatch, _: &[u32]) {
        let mut requests = batch.object.iter().zip(&batch.bytes);
        for objects in batch.object.chunks(BLOCK) {
            self.table.touch(objects.iter().copied());
            for member in &mut self.caches {
                let evictions = (member.evictions - member.evictions_before) as usize;
                member.evictions_before = member.evictions;
                self.table.touch(member.order.soon(evictions));
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
