//! Several caches of one policy, fed together.
//!
//! A sweep asks the same of every size: is the object in? Where two bits an object are all that a
//! policy knows, those of eight sizes fit in one word. One look then answers for all of them, and
//! only the sizes at which the request misses cost time of their own.

mod fifo;
mod marked;
pub(super) mod unit_size;

use super::counts::MultiSizeCaches;
use crate::cache::{Capacity, NextUnused, Oldest, OldestUnused, PolicyKind, Table};
use fifo::InsertionCounterFifo;
use marked::Marked;
use unit_size::{ClockQueue, Exchange, SieveQueue};

/// The most caches that [`multi_size_caches_of`] puts together.
pub const MULTI_SIZE_CACHES_MAX: usize = Table::CACHES_MAX;

/// Caches of a policy at up to [`MULTI_SIZE_CACHES_MAX`] sizes over a catalog of `objects`; `None` if there
/// is nothing that they could share.
pub fn multi_size_caches_of(
    policy: PolicyKind,
    sizes: &[Capacity],
    objects: usize,
) -> Option<Box<dyn MultiSizeCaches>> {
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
) -> Option<Box<dyn MultiSizeCaches>> {
    fn stamped<const N: usize>(sizes: &[u64], objects: usize) -> Option<Box<dyn MultiSizeCaches>> {
        InsertionCounterFifo::<N>::new(sizes, objects)
            .map(|bank| Box::new(bank) as Box<dyn MultiSizeCaches>)
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
        (PolicyKind::Clock, 2..) => Some(Box::new(Exchange::<ClockQueue>::new(&sizes, objects)?)),
        (PolicyKind::Sieve, 2..) => Some(Box::new(Exchange::<SieveQueue>::new(&sizes, objects)?)),
        _ => None,
    }
}
