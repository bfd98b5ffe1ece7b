//! The hashed layout: every object at its owner.

use super::{Entry, Layout, Miss, Needs, Owners, Route};
use hotset_workloads::{ObjectId, Request};

/// Objects are hashed to owners, so that every object is cached once, unless loads are bounded.
#[derive(Clone, Debug)]
pub struct Hashed {
    owners: Owners,
    entry: Entry,
}

impl Hashed {
    /// Objects at their owners; requests enter by `entry`.
    pub fn new(owners: Owners, entry: Entry) -> Self {
        Self { owners, entry }
    }
}

impl Layout for Hashed {
    const NEEDS: Needs = Needs { loads: true, forwarding: true, ..Needs::NONE };

    fn needs(&self) -> Needs {
        let forwarding = matches!(self.entry, Entry::Any(_));
        Needs { loads: self.owners.read_loads(), forwarding, ..Needs::NONE }
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let owner = self.owners.of(request.object, loads);
        Route { ingress: self.entry.ingress(owner), server: owner, miss: Miss::Origin }
    }

    #[inline]
    fn prefetch(&self, objects: &[ObjectId]) {
        self.owners.prefetch(objects);
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        f64::from(u8::from(self.owners.home(object) == server))
    }
}
