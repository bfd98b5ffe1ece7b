//! A cache without a table of objects.

use super::buckets::{CarriedState, StateBuckets};

/// A cache that knows its objects by what they carry.
pub(super) trait LinkedCache: Send {
    /// A request for an object that carries `baton`: tells whether it hits, and what the object carries
    /// from now on.
    fn request(&mut self, arrival: Arrival, baton: CarriedState) -> (bool, CarriedState);

    /// Reads what requests for objects that carry these will need.
    #[inline]
    fn prefetch(&self, batons: impl Iterator<Item = CarriedState>) {
        let _ = batons;
    }

    /// Objects driven out.
    fn evictions(&self) -> u64;

    /// Makes room for another block of requests; what is under way can be rewritten.
    fn tidy(&mut self, calendar: &mut StateBuckets) {
        let _ = calendar;
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

/// Requests whose memory is asked for together.
pub(super) const AHEAD: usize = 32;
