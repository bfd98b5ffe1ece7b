//! Every object at one server.

use super::{Controller, Doors, Layout, Owners, lookup_or_fetch};
use hotset_workloads::{ObjectId, Request};

/// Where requests come in.
#[derive(Clone, Debug)]
pub enum Entry {
    /// At the server that will answer: a switch in front knows it.
    Owner,
    /// At a random door, which passes the answer on without keeping it.
    Any(Doors),
}

impl Entry {
    /// The door of a request that `owner` will answer.
    #[inline]
    pub(super) fn door(&mut self, owner: usize) -> usize {
        match self {
            Self::Owner => owner,
            Self::Any(doors) => doors.pick(),
        }
    }
}

/// Objects are hashed to servers: every object is cached once.
#[derive(Clone, Debug)]
pub struct Hashed {
    owners: Owners,
    entry: Entry,
}

impl Hashed {
    /// Objects at their owners, requests coming in by `entry`.
    pub fn new(owners: Owners, entry: Entry) -> Self {
        Self { owners, entry }
    }
}

impl Layout for Hashed {
    #[inline]
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C) {
        let owner = self.owners.of(request.object);
        let door = self.entry.door(owner);
        lookup_or_fetch(owner, request, servers);
        servers.relay(owner, door, request);
        servers.serve(door, request);
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        f64::from(u8::from(self.owners.of(object) == server))
    }
}
