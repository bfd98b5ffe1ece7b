//! From a spec to a layout: the parts it is made of, and the streams that they draw from.

use crate::layout::{AdaptiveSpec, GroupSpec, HotRule, HotSpec, LayoutSpec, RestKind, TieredSpec};
use crate::pools::server_of_site;
use crate::run::{PlannedRun, RunError};
use crate::seeds::{Purpose, stream};
use hotset_results::RunRecord;
use hotset_sim::layout::{
    Adaptation, Adaptive, Balancer, Cooperative, Doors, Entry, Group, HashKind, Hashed, Hot,
    HotSet, Mirrored, Owners, Packed, Part, Scaler, Tiered,
};
use rand::Rng;
use std::ops::Range;

/// Each part of a layout has random numbers of its own. A layout on its own and the rest beside a
/// hot tier have the same ones, so that they are compared by the same doors.
const ALONE: u32 = 0;
const TIER: u32 = 1;

/// The number of objects in a hot set that takes this share of a catalog: the nearest whole one.
pub(crate) fn hot_objects(share: f64, objects: usize) -> usize {
    (share * objects as f64).round() as usize
}

impl PlannedRun<'_> {
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        if let Some(spec) = &self.point.reserve {
            return self.make_reserve(spec);
        }
        let objects = self.content.catalog().len();
        let n = self.point.servers;
        match &self.point.layout {
            LayoutSpec::Dedicated => self.run(Packed::dedicated(self.content.catalog()), 0),
            LayoutSpec::Packed(_) => {
                let servers = server_of_site(self.point, self.content, self.bins()?)?;
                self.run(Packed::new(servers, self.content.catalog()), 0)
            }
            LayoutSpec::Mirrored(group) => {
                self.run(Mirrored::new(self.group(ALONE, 0..n, false, group)), 0)
            }
            LayoutSpec::Hashed { hash, any_door } => {
                let owners = self.owners(*hash, objects, 0..n);
                self.run(Hashed::new(owners, self.entry(ALONE, *any_door)), 0)
            }
            LayoutSpec::Cooperative(group) => {
                self.run(Cooperative::new(self.group(ALONE, 0..n, false, group)), 0)
            }
            LayoutSpec::Tiered(spec) => self.run(self.tiered(spec), 0),
            LayoutSpec::Hot(spec) => self.hot(spec),
            LayoutSpec::Adaptive(spec) => self.adaptive(spec),
        }
    }

    /// The hot layout is two layouts: one for the hot set, one for the rest.
    fn hot(&self, spec: &HotSpec) -> Result<RunRecord, RunError> {
        let (n, objects) = (self.point.servers, self.content.catalog().len());
        let set = self.hot_set(spec.rule);
        // Where all servers are hot they serve the rest, too.
        let (tier, rest) = spec.servers.map_or((0..n, 0..n), |hot| (0..hot, hot..n));
        let (tier, rest) = ((TIER, tier), (ALONE, rest));
        type Role = (u32, Range<usize>);
        let mirrors = |(role, servers): &Role| {
            Mirrored::new(self.group(*role, servers.clone(), spec.any_door, &spec.group))
        };
        let hashed = |(role, servers): &Role| {
            let owners = self.owners(spec.hash, objects, servers.clone());
            Hashed::new(owners, self.entry(*role, spec.any_door))
        };
        let siblings = |(role, servers): &Role| {
            Cooperative::new(self.group(*role, servers.clone(), spec.any_door, &spec.group))
        };
        let hot = set.len();
        match (spec.hashed, spec.rest) {
            (false, RestKind::Mirrored) => {
                self.run(Hot::new(set, mirrors(&tier), mirrors(&rest)), hot)
            }
            (false, RestKind::Hashed) => {
                self.run(Hot::new(set, mirrors(&tier), hashed(&rest)), hot)
            }
            (false, RestKind::Cooperative) => {
                self.run(Hot::new(set, mirrors(&tier), siblings(&rest)), hot)
            }
            (true, RestKind::Mirrored) => {
                self.run(Hot::new(set, hashed(&tier), mirrors(&rest)), hot)
            }
            (true, RestKind::Hashed) => self.run(Hot::new(set, hashed(&tier), hashed(&rest)), hot),
            (true, RestKind::Cooperative) => {
                self.run(Hot::new(set, hashed(&tier), siblings(&rest)), hot)
            }
        }
    }

    /// As the hot layout, but nobody says what is hot.
    fn adaptive(&self, spec: &AdaptiveSpec) -> Result<RunRecord, RunError> {
        let AdaptiveSpec { hot, how } = spec;
        let (n, objects) = (self.point.servers, self.content.catalog().len());
        let (tier, rest) = hot.servers.map_or((0..n, 0..n), |count| (0..count, count..n));
        let part = |role: u32, servers: Range<usize>, hashed: bool| {
            let hash = hashed.then_some(hot.hash);
            self.part(role, servers, hash, hot.any_door, &hot.group)
        };
        let hot_objects = self.hot_objects(spec);
        let how = Adaptation { objects: hot_objects, ..*how };
        let tier = part(TIER, tier, hot.hashed);
        let rest = part(ALONE, rest, hot.rest == RestKind::Hashed);
        self.run(Adaptive::new(how, n, objects, tier, rest), hot_objects)
    }

    /// The number of objects in an adaptive hot set.
    pub(crate) fn hot_objects(&self, spec: &AdaptiveSpec) -> usize {
        match spec.hot.rule {
            HotRule::ShareOfObjects(share) => hot_objects(share, self.content.catalog().len()),
            HotRule::Objects(count) => count as usize,
            HotRule::ShareOfRequests(_) | HotRule::Sites(_) => 0,
        }
    }

    fn hot_set(&self, rule: HotRule) -> HotSet {
        let weights = self.content.weights();
        let catalog = self.content.catalog();
        match rule {
            HotRule::Objects(n) => HotSet::top_objects(&weights, n as usize),
            HotRule::Sites(n) => HotSet::top_sites(&weights, catalog, n as usize),
            HotRule::ShareOfObjects(share) => {
                HotSet::top_objects(&weights, hot_objects(share, catalog.len()))
            }
            HotRule::ShareOfRequests(share) => HotSet::top_requests(&weights, share),
        }
    }

    /// Servers that are all alike. Where they are all there are, the door answers itself.
    fn group(&self, role: u32, servers: Range<usize>, any_door: bool, spec: &GroupSpec) -> Group {
        let everywhere = servers.len() == self.point.servers;
        let entry = self.entry(role, any_door && !everywhere);
        Group::new(self.balancer(role, servers, everywhere, spec), entry)
    }

    fn balancer(
        &self,
        role: u32,
        servers: Range<usize>,
        doors: bool,
        spec: &GroupSpec,
    ) -> Balancer {
        let purpose = if doors { Purpose::Doors } else { Purpose::Members };
        let stream = stream(self.seed, self.replication, purpose, role);
        // Bins that cannot be are told of elsewhere.
        let start_ns = || self.bins().map_or(0, |bins| bins.start.0);
        let scaler = spec.scaling.map(|how| Scaler::new(how, servers.len(), start_ns()));
        let servers = Doors::new(servers.start, servers.len(), stream);
        Balancer::new(servers, spec.routing, scaler)
    }

    /// Owners by a hash, or, without one, servers any of which will do.
    fn part(
        &self,
        role: u32,
        servers: Range<usize>,
        hash: Option<HashKind>,
        any_door: bool,
        group: &GroupSpec,
    ) -> Part {
        let Some(hash) = hash else {
            return Part::Mirrored(Mirrored::new(self.group(role, servers, any_door, group)));
        };
        let owners = self.owners(hash, self.content.catalog().len(), servers);
        Part::Hashed(Hashed::new(owners, self.entry(role, any_door)))
    }

    /// The edges first, the servers behind them last.
    fn tiered(&self, spec: &TieredSpec) -> Tiered {
        let n = self.point.servers;
        let edges = n - spec.servers;
        let tier = self.part(TIER, edges..n, spec.hash, false, &GroupSpec::default());
        Tiered::new(self.balancer(ALONE, 0..edges, true, &spec.edges), tier)
    }

    fn entry(&self, role: u32, any_door: bool) -> Entry {
        if !any_door {
            return Entry::Owner;
        }
        let stream = stream(self.seed, self.replication, Purpose::Doors, role);
        Entry::Any(Doors::new(0, self.point.servers, stream))
    }

    fn owners(&self, hash: HashKind, objects: usize, servers: Range<usize>) -> Owners {
        let seed = stream(self.seed, self.replication, Purpose::Hash, 0).next_u64();
        Owners::new(hash, objects, servers.start, servers.len(), seed)
    }
}
