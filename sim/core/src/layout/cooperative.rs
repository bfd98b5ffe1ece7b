//! Servers that ask each other first.

use super::{Controller, Doors, Layout};
use hotset_workloads::{ObjectId, Request};

/// A request comes in at a random door; on a miss a sibling that holds the object hands it over,
/// else the origin does, and the door keeps a copy either way.
#[derive(Clone, Debug)]
pub struct Cooperative {
    doors: Doors,
}

impl Cooperative {
    /// Servers behind random doors.
    pub fn new(doors: Doors) -> Self {
        Self { doors }
    }
}

impl Layout for Cooperative {
    const READS_HOLDERS: bool = true;

    #[inline]
    fn handle<C: Controller>(&mut self, request: &Request, servers: &mut C) {
        let door = self.doors.pick();
        if !servers.lookup(door, request) {
            match servers.holder_beside(door, request.object) {
                Some(sibling) => servers.copy(sibling, door, request),
                None => servers.fetch(door, request),
            }
        }
        servers.serve(door, request);
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.doors.share(server)
    }
}
