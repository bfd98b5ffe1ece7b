//! Several caches of one policy, fed together.
//!
//! At every size the question is the same: is the object cached? Where a policy needs only two bits per
//! object, those of eight sizes fit in one word. One read then answers for all of them, and
//! only the sizes at which the request misses take time of their own.

mod fifo;
mod two_bit;
pub(super) mod unit_size;

use super::counts::MultiSizeCaches;
use crate::cache::{Capacity, ClockOrder, FifoOrder, PolicyKind, SieveOrder, Table};
use fifo::InsertionCounterFifo;
use two_bit::TwoBitCaches;
use unit_size::{ClockQueue, SieveQueue, UnitSizeCaches};

/// The most caches that [`multi_size_caches_of`] puts together.
pub const MULTI_SIZE_CACHES_MAX: usize = Table::CACHES_MAX;

/// Caches of a policy at up to [`MULTI_SIZE_CACHES_MAX`] sizes over a catalog of `objects`; `None` if there
/// is nothing that they could share.
pub fn multi_size_caches_of(
    policy: PolicyKind,
    sizes: &[Capacity],
    objects: usize,
) -> Option<Box<dyn MultiSizeCaches>> {
    if let Some(caches) = unit_size_caches_of(policy, sizes, objects) {
        return Some(caches);
    }
    Some(match policy {
        _ if sizes.len() < 2 => return None,
        PolicyKind::Fifo => Box::new(TwoBitCaches::<FifoOrder>::new(sizes, objects)),
        PolicyKind::Clock => Box::new(TwoBitCaches::<ClockOrder>::new(sizes, objects)),
        PolicyKind::Sieve => Box::new(TwoBitCaches::<SieveOrder>::new(sizes, objects)),
        _ => return None,
    })
}

/// What is simpler where every object counts as one.
fn unit_size_caches_of(
    policy: PolicyKind,
    sizes: &[Capacity],
    objects: usize,
) -> Option<Box<dyn MultiSizeCaches>> {
    fn stamped<const N: usize>(sizes: &[u64], objects: usize) -> Option<Box<dyn MultiSizeCaches>> {
        InsertionCounterFifo::<N>::new(sizes, objects)
            .map(|caches| Box::new(caches) as Box<dyn MultiSizeCaches>)
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
        (PolicyKind::Clock, 2..) => {
            Some(Box::new(UnitSizeCaches::<ClockQueue>::new(&sizes, objects)?))
        }
        (PolicyKind::Sieve, 2..) => {
            Some(Box::new(UnitSizeCaches::<SieveQueue>::new(&sizes, objects)?))
        }
        _ => None,
    }
}
