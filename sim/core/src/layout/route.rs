//! The path of a request, and what a layout is.

use crate::ledger::PowerStateChange;
use hotset_workloads::{ObjectId, Request};

/// The path of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The server that the client talks to: the request comes in and the answer goes out there.
    pub ingress: usize,
    /// The server in whose cache the object is looked up; another than the ingress server passes the answer
    /// on through the ingress server, which does not keep it.
    pub server: usize,
    /// What is done about a miss.
    pub miss: Miss,
}

/// Where a server that misses turns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// To the origin.
    Origin,
    /// To the next server round the circle that holds the object, whose order that does not touch;
    /// to the origin if none does. Only of layouts that say [`Layout::READS_HOLDERS`].
    Siblings,
    /// To a server behind it, and from there to the origin; both keep the object. Only of layouts that
    /// say [`Layout::TIERED`], whose requests come in where they are looked up first.
    Tier(usize),
}

/// A copy of an object from one server to another, which no request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// What is copied.
    pub object: ObjectId,
    /// Who has it, if it still does; else nothing is done.
    pub from: usize,
    /// Who gets it, whether it has it already or not.
    pub to: usize,
}

impl Route {
    /// The commonest path: in and out by the server that looks the object up, else the origin.
    pub fn straight(server: usize) -> Self {
        Self { ingress: server, server, miss: Miss::Origin }
    }
}

/// Requests of a time bin, by when they came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HotCell {
    /// All of them.
    pub requests: u64,
    /// Those for what was hot then.
    pub caught: u64,
}

/// A way to spread content and requests over servers.
pub trait Layout: Send {
    /// Whether it asks which servers hold an object: only then the books on that are kept.
    const READS_HOLDERS: bool = false;

    /// Whether servers have others behind them.
    const TIERED: bool = false;

    /// Whether it ever moves anything by itself.
    const MOVES: bool = false;

    /// The path of the next request. `loads` are those of all servers now: without time, the bytes
    /// that each answered so far; in time, the requests that each has not answered yet. They are
    /// kept only for layouts that read them ([`Layout::reads_loads`]).
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route;

    /// Reads, without looking at it, what routes of requests for these objects will need: all of them wait
    /// for memory at the same time, not one after another.
    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        let _ = objects;
    }

    /// Whether the path of a request depends on loads.
    fn reads_loads(&self) -> bool {
        false
    }

    /// Who falls asleep and wakes up until a time in nanoseconds, once all requests are routed;
    /// in any order.
    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        let _ = until_ns;
        Vec::new()
    }

    /// Requests by the time bins that it was given, and those for what it holds to be hot; empty where
    /// it knows no such thing.
    fn hot_requests(&self) -> &[HotCell] {
        &[]
    }

    /// Appends what is to be moved before the request that was routed last is taken on its way.
    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        let _ = moves;
    }

    /// Whether servers ever send each other anything.
    fn forwards(&self) -> bool;

    /// The share of the requests for an object that are looked up in a server's cache: what that
    /// server should hold follows from it.
    fn demand(&self, server: usize, object: ObjectId) -> f64;

    /// Whether a placement made ahead of time puts an object before all that are not pinned,
    /// wherever it is in demand.
    fn pins(&self, object: ObjectId) -> bool {
        let _ = object;
        false
    }
}
