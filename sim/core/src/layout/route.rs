//! Routes, migrations, and counts of requests for the hot set.

use hotset_workloads::ObjectId;

/// The path of one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The ingress server, to which the client is connected: it receives the request and sends the response.
    pub ingress: usize,
    /// The server in whose cache the object is looked up. If it is not the ingress server, it responds through
    /// the ingress server, which does not cache the object.
    pub server: usize,
    /// Where a miss is resolved.
    pub miss: Miss,
}

/// Where a server resolves a miss.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// At the origin.
    Origin,
    /// At the next server, in cyclic order, that holds the object, whose recency there does not change; at
    /// the origin if none does. Requires [`Needs::holders`](super::Needs::holders).
    Siblings,
    /// At a server of the tier behind it, and from there at the origin; both cache the object. Requires
    /// [`Needs::tiers`](super::Needs::tiers): the request enters at the server that looks it up first.
    Tier(usize),
}

/// A copy of an object from one server to another that no request caused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Migration {
    /// The object.
    pub object: ObjectId,
    /// The source; nothing is copied if it no longer holds the object.
    pub from: usize,
    /// The destination, whether it holds the object already or not.
    pub to: usize,
}

impl Route {
    /// The shortest path: the request enters at the server that looks it up, and a miss goes to the origin.
    pub fn straight(server: usize) -> Self {
        Self { ingress: server, server, miss: Miss::Origin }
    }
}

/// Requests that arrived in a time bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HotCell {
    /// All requests.
    pub requests: u64,
    /// Requests for objects that were in the hot set then.
    pub hot_requests: u64,
}
