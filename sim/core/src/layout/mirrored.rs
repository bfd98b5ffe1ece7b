//! Every mirror for everything.

use super::{Group, Layout, Miss, Route};
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
    fn route(&mut self, _: &Request) -> Route {
        let (mirror, door) = self.mirrors.pick();
        Route { door, server: mirror, miss: Miss::Origin }
    }

    fn forwards(&self) -> bool {
        self.mirrors.forwards()
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.mirrors.share(server)
    }
}
