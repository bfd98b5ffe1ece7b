//! Every mirror for everything.

use super::{Group, Layout, Miss, Route};
use crate::ledger::AwakeChange;
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
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let (mirror, door) = self.mirrors.pick(request, loads);
        Route { door, server: mirror, miss: Miss::Origin }
    }

    fn forwards(&self) -> bool {
        self.mirrors.forwards()
    }

    fn reads_loads(&self) -> bool {
        self.mirrors.reads_loads()
    }

    fn awake_changes(&self, until_ns: u64) -> Vec<AwakeChange> {
        self.mirrors.awake_changes(until_ns)
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.mirrors.share(server)
    }
}
