//! What a layout is: the trait.

use super::needs::Needs;
use super::route::{HotCell, Migration, Route};
use crate::ledger::PowerStateChange;
use hotset_workloads::{ObjectId, Request};

/// A layout: how content and requests are spread over servers.
///
/// The smallest one implements [`route`](Self::route) and [`demand`](Self::demand), and states in
/// [`NEEDS`](Self::NEEDS) what its routes do beyond [`Route::straight`].
pub trait Layout: Send {
    /// What layouts of this type need at most: the engine is compiled for it.
    const NEEDS: Needs = Needs::NONE;

    /// What layouts of this type need at most: [`NEEDS`](Self::NEEDS), but where a type stands for others.
    fn needs_at_most(&self) -> Needs {
        Self::NEEDS
    }

    /// What this layout needs; it is included in [`NEEDS`](Self::NEEDS).
    fn needs(&self) -> Needs {
        Self::NEEDS
    }

    /// The path of the next request. `loads` has the current load of every server: in an untimed run the
    /// bytes that it has sent so far, in a timed run its requests in progress. It is empty unless
    /// [`Needs::loads`].
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route;

    /// Reads, and ignores, the state that routes of requests for these objects will need, so that
    /// their cache misses in the processor overlap.
    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        let _ = objects;
    }

    /// Changes of the power state of servers until a time in nanoseconds, after all requests have been
    /// routed; in any order.
    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        let _ = until_ns;
        Vec::new()
    }

    /// Requests by time bin, and those for its hot set; empty for a layout without a hot set.
    fn hot_requests(&self) -> &[HotCell] {
        &[]
    }

    /// Appends the migrations that precede the request that was routed last. Without
    /// [`Needs::migrations`] it is called once, at the end of a run, and has to append nothing.
    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        let _ = moves;
    }

    /// The share of the requests for an object that are looked up in a server's cache. It decides what a
    /// static policy places there.
    fn demand(&self, server: usize, object: ObjectId) -> f64;

    /// Whether a static placement prefers an object to all that are not pinned, at every server with demand
    /// for it.
    fn pins(&self, object: ObjectId) -> bool {
        let _ = object;
        false
    }
}
