//! Every mirror for everything.

use super::{Controller, Group, Layout, lookup_or_fetch};
use hotset_workloads::{ObjectId, Request};

/// A request goes to any mirror, which caches what it sees: the same content many times over.
#[derive(Clone, Debug)]
pub struct Mirrored {
    mirrors: Group,
}

impl Mirrored {
    /// The mirrors.
    pub fn new(mirrors: Group) -> Self {
        Self { mirrors }
    }
}

impl Layout for Mirrored {
    #[inline]
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C) {
        let (mirror, door) = self.mirrors.pick();
        lookup_or_fetch(mirror, request, servers);
        servers.relay(mirror, door, request);
        servers.serve(door, request);
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.mirrors.share(server)
    }
}
