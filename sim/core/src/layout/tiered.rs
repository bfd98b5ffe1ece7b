//! The tiered layout: edges in front of a shared tier.

use super::{Balancer, Layout, Miss, Needs, Route, SubLayout};
use crate::ledger::PowerStateChange;
use hotset_workloads::{ObjectId, Request};

/// A request goes to an edge. The edge resolves a miss at a server of the tier behind it, and that one at the
/// origin; both cache the object.
#[derive(Clone, Debug)]
pub struct Tiered {
    edges: Balancer,
    tier: SubLayout,
}

impl Tiered {
    /// Edges, and servers that no request comes to directly.
    pub fn new(edges: impl Into<Balancer>, tier: SubLayout) -> Self {
        Self { edges: edges.into(), tier }
    }
}

impl Layout for Tiered {
    const NEEDS: Needs =
        Needs { tiers: true, forwarding: true, ..Balancer::NEEDS.or(SubLayout::NEEDS) };

    fn needs(&self) -> Needs {
        let Needs { loads, .. } = self.edges.needs().or(self.tier.needs());
        Needs { loads, tiers: true, forwarding: true, ..Needs::NONE }
    }

    #[inline]
    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let edge = self.edges.pick(request, loads);
        let behind = self.tier.route(request, loads).server;
        Route { ingress: edge, server: edge, miss: Miss::Tier(behind) }
    }

    fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        [self.edges.power_state_changes(until_ns), self.tier.power_state_changes(until_ns)].concat()
    }

    /// What the edges hold is not taken out of the demand at the tier.
    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        self.edges.share(server) + self.tier.demand(server, object)
    }
}
