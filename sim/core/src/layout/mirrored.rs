//! Every mirror for everything.

use super::{Controller, Doors, Entry, Layout, lookup_or_fetch};
use hotset_workloads::{ObjectId, Request};

/// A request goes to any mirror, which caches what it sees: the same content many times over.
#[derive(Clone, Debug)]
pub struct Mirrored {
    mirrors: Doors,
    entry: Entry,
}

impl Mirrored {
    /// Mirrors that requests come to directly ([`Entry::Owner`]) or by a door that may be a
    /// mirror itself.
    pub fn new(mirrors: Doors, entry: Entry) -> Self {
        Self { mirrors, entry }
    }
}

impl Layout for Mirrored {
    #[inline]
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C) {
        let (mirror, door) = match &mut self.entry {
            Entry::Owner => {
                let mirror = self.mirrors.pick();
                (mirror, mirror)
            }
            Entry::Any(doors) => {
                let door = doors.pick();
                let mirror = if self.mirrors.contains(door) { door } else { self.mirrors.pick() };
                (mirror, door)
            }
        };
        lookup_or_fetch(mirror, request, servers);
        servers.relay(mirror, door, request);
        servers.serve(door, request);
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.mirrors.share(server)
    }
}
