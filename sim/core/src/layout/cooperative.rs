//! Servers that ask each other first.

use super::{Controller, Group, Layout};
use hotset_workloads::{ObjectId, Request};

/// A request goes to any server; on a miss a sibling that holds the object hands it over, else the
/// origin does, and the server keeps a copy either way.
#[derive(Clone, Debug)]
pub struct Cooperative {
    siblings: Group,
}

impl Cooperative {
    /// The servers that ask each other.
    pub fn new(siblings: Group) -> Self {
        Self { siblings }
    }
}

impl Layout for Cooperative {
    const READS_HOLDERS: bool = true;

    #[inline]
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C) {
        let (server, door) = self.siblings.pick();
        if !servers.lookup(server, request) {
            match servers.holder_beside(server, request.object) {
                Some(sibling) => servers.copy(sibling, server, request),
                None => servers.fetch(server, request),
            }
        }
        servers.relay(server, door, request);
        servers.serve(door, request);
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.siblings.share(server)
    }
}
