//! Servers that ask each other first.

use super::{Group, Layout, Miss, Needs, Route};
use crate::ledger::PowerStateChange;
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
    const NEEDS: Needs = Needs { holders: true, forwarding: true, ..Group::NEEDS };

    fn needs(&self) -> Needs {
        Needs { holders: true, ..self.siblings.needs() }
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let (server, ingress) = self.siblings.pick(request, loads);
        Route { ingress, server, miss: Miss::Siblings }
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        self.siblings.power_state_changes(until_ns)
    }

    fn demand(&self, server: usize, _: ObjectId) -> f64 {
        self.siblings.share(server)
    }
}
