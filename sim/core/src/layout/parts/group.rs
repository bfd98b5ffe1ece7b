//! Interchangeable servers, and how requests reach them.

use crate::layout::{Balancer, Entry, Needs};
use crate::ledger::PowerStateChange;
use hotset_workloads::Request;

/// Interchangeable servers, behind ingress servers that may be among them.
#[derive(Clone, Debug)]
pub struct Group {
    members: Balancer,
    entry: Entry,
}

impl Group {
    /// Members that requests come to directly ([`Entry::Owner`]), or by an ingress server: an ingress server that is a
    /// member itself answers, any other forwards the request.
    pub fn new(members: impl Into<Balancer>, entry: Entry) -> Self {
        Self { members: members.into(), entry }
    }

    /// The member that answers a request, and its ingress server.
    #[inline]
    pub(in crate::layout) fn pick(&mut self, request: &Request, loads: &[u64]) -> (usize, usize) {
        match &mut self.entry {
            Entry::Owner => {
                let member = self.members.pick(request, loads);
                (member, member)
            }
            Entry::Any(ingress_servers) => {
                let ingress = ingress_servers.pick();
                let inside = self.members.contains(ingress);
                (if inside { ingress } else { self.members.pick(request, loads) }, ingress)
            }
        }
    }

    /// What a layout of such servers needs at most.
    pub(in crate::layout) const NEEDS: Needs = Needs { forwarding: true, ..Balancer::NEEDS };

    /// What a layout of these servers needs.
    pub(in crate::layout) fn needs(&self) -> Needs {
        Needs { forwarding: matches!(self.entry, Entry::Any(_)), ..self.members.needs() }
    }

    /// Changes of the power state of servers until a time.
    pub(in crate::layout) fn power_state_changes(&self, until_ns: u64) -> Vec<PowerStateChange> {
        self.members.power_state_changes(until_ns)
    }

    /// The share of the requests that a server answers.
    pub(in crate::layout) fn share(&self, server: usize) -> f64 {
        self.members.share(server)
    }
}
