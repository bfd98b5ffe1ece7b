//! The cooperative layout: a miss is resolved at a sibling first.

use super::{Group, Layout, Miss, Needs, Route};
use crate::ledger::PowerStateChange;
use hotset_workloads::{ObjectId, Request};

/// A request goes to any server. A miss is resolved at a sibling that holds the object, else at the origin; the
/// server caches it either way.
#[derive(Clone, Debug)]
pub struct Cooperative {
    siblings: Group,
}

impl Cooperative {
    /// A group of servers that resolve misses at each other.
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
