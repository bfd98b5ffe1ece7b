//! The parts that layouts are made of, and the streams of random numbers that they draw from.

use super::traffic_run::TrafficRun;
use crate::plan::seeds::{Purpose, stream};
use crate::spec::layout::{EntrySpec, GroupSpec, TierSpec};
use hotset_sim::layout::{
    Balancer, Entry, Group, HashKind, Hashed, IngressSelector, Mirrored, Owners, Scaler, SubLayout,
};
use rand::Rng;
use std::ops::Range;

/// The part of a layout that draws random numbers: each has a stream of its own. A layout on its own and
/// the rest beside a hot tier have the same ones, so that they are compared by the same ingress servers.
#[derive(Clone, Copy)]
pub(super) enum Role {
    Alone = 0,
    Tier = 1,
}

impl TrafficRun<'_> {
    /// Interchangeable servers. If they are all servers, the ingress server answers itself.
    pub(super) fn group(
        &self,
        role: Role,
        servers: Range<usize>,
        entry: EntrySpec,
        spec: &GroupSpec,
    ) -> Group {
        let everywhere = servers.len() == self.point.servers;
        let entry = if everywhere { EntrySpec::Owner } else { entry };
        let entry = self.entry(role, entry);
        Group::new(self.balancer(role, servers, everywhere, spec), entry)
    }

    pub(super) fn balancer(
        &self,
        role: Role,
        servers: Range<usize>,
        ingress_servers: bool,
        spec: &GroupSpec,
    ) -> Balancer {
        let purpose = if ingress_servers { Purpose::IngressSelector } else { Purpose::Members };
        let stream = stream(self.seed, self.replication, purpose, role as u32);
        // Wrong bins were reported before the run.
        let start_ns = || self.bins().map_or(0, |bins| bins.start.0);
        let scaler = spec.scaling.map(|how| Scaler::new(how, servers.len(), start_ns()));
        let servers = IngressSelector::new(servers.start, servers.len(), stream);
        Balancer::new(servers, spec.routing, scaler)
    }

    /// A tier: owners by a hash, or interchangeable servers.
    pub(super) fn tier(
        &self,
        role: Role,
        servers: Range<usize>,
        tier: TierSpec,
        entry: EntrySpec,
        group: &GroupSpec,
    ) -> SubLayout {
        match tier {
            TierSpec::Mirrored => {
                SubLayout::Mirrored(Mirrored::new(self.group(role, servers, entry, group)))
            }
            TierSpec::Hashed(hash) => SubLayout::Hashed(self.hashed(role, servers, hash, entry)),
        }
    }

    /// Owners by a hash.
    pub(super) fn hashed(
        &self,
        role: Role,
        servers: Range<usize>,
        hash: HashKind,
        entry: EntrySpec,
    ) -> Hashed {
        let seed = stream(self.seed, self.replication, Purpose::Hash, 0).next_u64();
        let objects = self.content.catalog().len();
        let owners = Owners::new(hash, objects, servers.start, servers.len(), seed);
        Hashed::new(owners, self.entry(role, entry))
    }

    fn entry(&self, role: Role, entry: EntrySpec) -> Entry {
        match entry {
            EntrySpec::Owner => Entry::Owner,
            EntrySpec::Any => {
                let purpose = Purpose::IngressSelector;
                let stream = stream(self.seed, self.replication, purpose, role as u32);
                Entry::Any(IngressSelector::new(0, self.point.servers, stream))
            }
        }
    }
}
