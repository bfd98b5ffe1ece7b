//! The mirrored layout: any server for any object.

use super::{Group, Layout, Miss, Needs, Route};
use crate::ledger::PowerStateChange;
use hotset_workloads::{ObjectId, Request};

/// A request goes to any mirror, which caches what it serves: popular content is cached many times.
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
    const NEEDS: Needs = Group::NEEDS;

    fn needs(&self) -> Needs {
        self.mirrors.needs()
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let (mirror, ingress) = self.mirrors.pick(request, loads);
        Route { ingress, server: mirror, miss: Miss::Origin }
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        self.mirrors.power_state_changes(until_ns)
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.mirrors.share(server)
    }
}
