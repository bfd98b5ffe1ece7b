//! A cache without a table of objects.

use super::buckets::{CarriedState, StateBuckets};

/// A cache without a table: its state of an object travels from request to request of that object.
pub(super) trait LinkedCache: Send {
    /// A request for an object with its carried state: returns whether it hits, and the state to carry on.
    fn request(&mut self, arrival: Arrival, carried: CarriedState) -> (bool, CarriedState);

    /// Prefetches what requests with these states will need.
    #[inline]
    fn prefetch(&self, states: impl Iterator<Item = CarriedState>) {
        let _ = states;
    }

    /// Objects evicted.
    fn evictions(&self) -> u64;

    /// Makes room for another block of requests; what is under way can be rewritten.
    fn tidy(&mut self, buckets: &mut StateBuckets) {
        let _ = buckets;
    }
}

/// A request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrival {
    /// Its number.
    pub(super) number: u32,
    /// That of the next one for its object, or [`NO_NEXT`](hotset_workloads::formats::NO_NEXT).
    pub(super) next: u32,
    /// The size of the object.
    pub(super) bytes: u64,
}

/// Requests that are prefetched together.
pub(super) const AHEAD: usize = 32;
