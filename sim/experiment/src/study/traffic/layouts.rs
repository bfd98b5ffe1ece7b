//! From the spec of a layout to a run of it.

use super::caches::Servers;
use super::parts::Role;
use super::traffic_run::TrafficRun;
use super::whole_sites::{BesideHot, WholeSites};
use crate::plan::seeds::{Purpose, stream};
use crate::spec::layout::{
    AdaptiveSpec, EntrySpec, GroupSpec, HotSpec, LayoutSpec, RestSpec, TierSpec, TieredSpec,
};
use crate::study::planned_run::RunError;
use hotset_results::RunRecord;
use hotset_sim::layout::{
    Adaptation, Adaptive, Cooperative, Hot, HotSet, Layout, LayoutConfig, Mirrored, SubLayout,
    Tiered,
};
use rand::Rng;
use std::ops::Range;

impl TrafficRun<'_> {
    /// Makes the run.
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        let all = 0..self.point.servers;
        match &self.point.layout {
            LayoutSpec::Dedicated(split) => self.run_sites(self.dedicated(*split, None)?),
            LayoutSpec::Packed(pack, split) => self.run_sites(self.packed(pack, *split, None)?),
            LayoutSpec::Mirrored(group) => {
                let group = self.group(Role::Alone, all, EntrySpec::Owner, group);
                self.run_on_shared(Mirrored::new(group))
            }
            LayoutSpec::Hashed { hash, entry } => {
                self.run_on_shared(self.hashed(Role::Alone, all, *hash, *entry))
            }
            LayoutSpec::Cooperative(group) => {
                let group = self.group(Role::Alone, all, EntrySpec::Owner, group);
                self.run_on_shared(Cooperative::new(group))
            }
            LayoutSpec::Tiered(spec) => self.run_on_shared(self.tiered(spec)),
            LayoutSpec::Hot(spec) => self.hot(spec),
            LayoutSpec::Adaptive(spec) => self.adaptive(spec),
            LayoutSpec::Own(own) => {
                let layout = own.layout.layout(&LayoutConfig {
                    servers: self.point.servers,
                    catalog: self.content.catalog(),
                    weights: &|| self.content.weights(),
                    stream: stream(self.seed, self.replication, Purpose::OwnLayout, 0),
                    given: &own.given,
                });
                self.run_on_shared(layout)
            }
        }
    }

    fn run_sites(&self, sites: WholeSites) -> Result<RunRecord, RunError> {
        self.run(sites.layout(self.content.catalog()), sites.servers, 0)
    }

    fn run_on_shared<L: Layout>(&self, layout: L) -> Result<RunRecord, RunError> {
        self.run(layout, self.shared_servers()?, 0)
    }

    /// The edges first, the servers behind them last.
    fn tiered(&self, spec: &TieredSpec) -> Tiered {
        let n = self.point.servers;
        let edges = n - spec.servers;
        let group = GroupSpec::default();
        let tier = self.tier(Role::Tier, edges..n, spec.tier, EntrySpec::Owner, &group);
        Tiered::new(self.balancer(Role::Alone, 0..edges, true, &spec.edges), tier)
    }

    /// The hot servers, and those of the rest: where all servers are hot they serve the rest, too.
    fn hot_and_rest(&self, spec: &HotSpec) -> [Range<usize>; 2] {
        let n = self.point.servers;
        spec.servers.map_or([0..n, 0..n], |hot| [0..hot, hot..n])
    }

    /// The hot layout is two layouts: one for the hot set, one for the rest.
    fn hot(&self, spec: &HotSpec) -> Result<RunRecord, RunError> {
        let set = self.hot_set(spec)?;
        let [_, rest] = self.hot_and_rest(spec);
        let group = |rest| self.group(Role::Alone, rest, spec.entry, &spec.group);
        let cold = |object| !set.contains(object);
        let beside = BesideHot { servers: spec.servers.unwrap_or(0), requested: &cold };
        match &spec.rest {
            RestSpec::Dedicated(split) => {
                let sites = self.dedicated(*split, Some(beside))?;
                self.hot_beside_sites(spec, set, sites)
            }
            RestSpec::Packed(pack, split) => {
                let sites = self.packed(pack, *split, Some(beside))?;
                self.hot_beside_sites(spec, set, sites)
            }
            RestSpec::Mirrored => self.hot_beside(spec, set, Mirrored::new(group(rest))),
            RestSpec::Cooperative => self.hot_beside(spec, set, Cooperative::new(group(rest))),
            RestSpec::Hashed(hash) => {
                let rest = self.hashed(Role::Alone, rest, *hash, spec.entry);
                self.hot_beside(spec, set, rest)
            }
        }
    }

    fn hot_beside<R: Layout>(
        &self,
        spec: &HotSpec,
        set: HotSet,
        rest: R,
    ) -> Result<RunRecord, RunError> {
        let [tier, _] = self.hot_and_rest(spec);
        let servers = self.shared_servers()?;
        match spec.tier {
            TierSpec::Mirrored => {
                let tier = self.group(Role::Tier, tier, spec.entry, &spec.group);
                self.run_hot(Hot::new(set, Mirrored::new(tier), rest), servers)
            }
            TierSpec::Hashed(hash) => {
                let tier = self.hashed(Role::Tier, tier, hash, spec.entry);
                self.run_hot(Hot::new(set, tier, rest), servers)
            }
        }
    }

    fn hot_beside_sites(
        &self,
        spec: &HotSpec,
        set: HotSet,
        sites: WholeSites,
    ) -> Result<RunRecord, RunError> {
        let [tier, _] = self.hot_and_rest(spec);
        let tier = self.tier(Role::Tier, tier, spec.tier, spec.entry, &spec.group);
        let rest = SubLayout::Packed(sites.layout(self.content.catalog()));
        self.run_hot(Hot::new(set, tier, rest), sites.servers)
    }

    fn run_hot<T: Layout, R: Layout>(
        &self,
        layout: Hot<T, R>,
        servers: Servers,
    ) -> Result<RunRecord, RunError> {
        let hot = layout.set().len();
        self.run(layout.counting(self.bins()?), servers, hot)
    }

    /// As the hot layout, with a hot set that is measured online.
    fn adaptive(&self, spec: &AdaptiveSpec) -> Result<RunRecord, RunError> {
        let AdaptiveSpec { hot, how } = spec;
        let objects = self.hot_objects(spec);
        let ties = stream(self.seed, self.replication, Purpose::Ties, 1).next_u64();
        let how = Adaptation { objects, ties, ..*how };
        let [tier, _] = self.hot_and_rest(hot);
        let tier = self.tier(Role::Tier, tier, hot.tier, hot.entry, &hot.group);
        let (rest, servers) = self.beside_adaptive(hot)?;
        let catalog = self.content.catalog().len();
        let layout = Adaptive::new(how, self.servers(), catalog, tier, rest);
        self.run(layout.counting(self.bins()?), servers, objects)
    }

    /// The rest beside an adaptive hot set, and the servers of both.
    fn beside_adaptive(&self, hot: &HotSpec) -> Result<(SubLayout, Servers), RunError> {
        let [_, rest] = self.hot_and_rest(hot);
        let beside = BesideHot { servers: hot.servers.unwrap_or(0), requested: &|_| true };
        let on_shared = |tier| {
            let rest = self.tier(Role::Alone, rest, tier, hot.entry, &hot.group);
            Ok((rest, self.shared_servers()?))
        };
        let sites = match &hot.rest {
            RestSpec::Dedicated(split) => self.dedicated(*split, Some(beside))?,
            RestSpec::Packed(pack, split) => self.packed(pack, *split, Some(beside))?,
            RestSpec::Hashed(hash) => return on_shared(TierSpec::Hashed(*hash)),
            // A spec with cooperative servers beside an adaptive hot set is refused.
            RestSpec::Mirrored | RestSpec::Cooperative => return on_shared(TierSpec::Mirrored),
        };
        Ok((SubLayout::Packed(sites.layout(self.content.catalog())), sites.servers))
    }
}
