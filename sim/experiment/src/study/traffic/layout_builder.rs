//! From a spec to a layout: the parts it is made of, and the streams that they draw from.

use crate::plan::seeds::{Purpose, stream};
use crate::spec::layout::{
    AdaptiveSpec, CacheSplit, GroupSpec, HotKnown, HotRule, HotSpec, LayoutSpec, RestKind,
    TieredSpec,
};
use crate::study::packing::server_of_site;
use crate::study::planned_run::{PlannedRun, RunError, measured_bins};
use crate::study::traffic::caches::Servers;
use hotset_results::RunRecord;
use hotset_sim::layout::{
    Adaptation, Adaptive, Balancer, Cooperative, Entry, Group, HashKind, Hashed, Hot, HotSet,
    IngressSelector, Layout, Mirrored, Owners, Packed, Scaler, SubLayout, Tiered,
};
use hotset_workloads::{ObjectId, RequestBatch};
use rand::{Rng, RngExt};
use std::collections::BTreeSet;
use std::ops::Range;

/// Each part of a layout has random numbers of its own. A layout on its own and the rest beside a
/// hot tier have the same ones, so that they are compared by the same ingress servers.
const ALONE: u32 = 0;
const TIER: u32 = 1;

/// The number of objects in a hot set that takes this share of a catalog: the nearest whole one.
pub(crate) fn hot_objects(share: f64, objects: usize) -> usize {
    (share * objects as f64).round() as usize
}

/// How many servers sites are placed on.
fn distinct(server_of_site: &[usize]) -> usize {
    server_of_site.iter().collect::<BTreeSet<_>>().len()
}

impl PlannedRun<'_> {
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        if let Some(spec) = &self.point.reserve {
            return self.make_reserve(spec);
        }
        let objects = self.content.catalog().len();
        let n = self.point.servers;
        match &self.point.layout {
            LayoutSpec::Dedicated(split) => {
                let sites: Vec<usize> = (0..self.servers()).collect();
                let caches = self.home_caches(*split, &sites, sites.len(), None)?;
                self.run(Packed::new(sites, self.content.catalog()), Servers::all(caches), 0)
            }
            LayoutSpec::Packed(pack, split) => {
                let sites = server_of_site(pack, n, self.content, self.bins()?, &|_| true)?;
                let caches = self.home_caches(*split, &sites, n, None)?;
                let servers = Servers { in_use: distinct(&sites), caches };
                self.run(Packed::new(sites, self.content.catalog()), servers, 0)
            }
            LayoutSpec::Mirrored(group) => {
                let layout = Mirrored::new(self.group(ALONE, 0..n, false, group));
                self.run(layout, self.shared_servers()?, 0)
            }
            LayoutSpec::Hashed { hash, any_ingress } => {
                let owners = self.owners(*hash, objects, 0..n);
                let layout = Hashed::new(owners, self.entry(ALONE, *any_ingress));
                self.run(layout, self.shared_servers()?, 0)
            }
            LayoutSpec::Cooperative(group) => {
                let layout = Cooperative::new(self.group(ALONE, 0..n, false, group));
                self.run(layout, self.shared_servers()?, 0)
            }
            LayoutSpec::Tiered(spec) => self.run(self.tiered(spec), self.shared_servers()?, 0),
            LayoutSpec::Hot(spec) => self.hot(spec),
            LayoutSpec::Adaptive(spec) => self.adaptive(spec),
        }
    }

    /// The hot layout is two layouts: one for the hot set, one for the rest.
    fn hot(&self, spec: &HotSpec) -> Result<RunRecord, RunError> {
        let (n, objects) = (self.point.servers, self.content.catalog().len());
        let set = self.hot_set(spec)?;
        // Where all servers are hot they serve the rest, too.
        let (tier, rest) = spec.servers.map_or((0..n, 0..n), |hot| (0..hot, hot..n));
        let (tier, rest) = ((TIER, tier), (ALONE, rest));
        type Role = (u32, Range<usize>);
        let mirrors = |(role, servers): &Role| {
            Mirrored::new(self.group(*role, servers.clone(), spec.any_ingress, &spec.group))
        };
        let hashed = |(role, servers): &Role| {
            let owners = self.owners(spec.hash, objects, servers.clone());
            Hashed::new(owners, self.entry(*role, spec.any_ingress))
        };
        let siblings = |(role, servers): &Role| {
            Cooperative::new(self.group(*role, servers.clone(), spec.any_ingress, &spec.group))
        };
        match (spec.hashed, spec.rest) {
            (is_hashed, RestKind::Dedicated(_) | RestKind::Packed(..)) => {
                let cold = |object| !set.contains(object);
                let (home, servers) = self.home(spec, &cold)?;
                let hash = is_hashed.then_some(spec.hash);
                let tier = self.part(TIER, tier.1, hash, false, &spec.group);
                self.run_hot(Hot::new(set, tier, SubLayout::Packed(home)), servers)
            }
            (false, RestKind::Mirrored) => self.hot_on_shared(set, mirrors(&tier), mirrors(&rest)),
            (false, RestKind::Hashed) => self.hot_on_shared(set, mirrors(&tier), hashed(&rest)),
            (false, RestKind::Cooperative) => {
                self.hot_on_shared(set, mirrors(&tier), siblings(&rest))
            }
            (true, RestKind::Mirrored) => self.hot_on_shared(set, hashed(&tier), mirrors(&rest)),
            (true, RestKind::Hashed) => self.hot_on_shared(set, hashed(&tier), hashed(&rest)),
            (true, RestKind::Cooperative) => {
                self.hot_on_shared(set, hashed(&tier), siblings(&rest))
            }
        }
    }

    fn hot_on_shared<T: Layout, R: Layout>(
        &self,
        set: HotSet,
        tier: T,
        rest: R,
    ) -> Result<RunRecord, RunError> {
        self.run_hot(Hot::new(set, tier, rest), self.shared_servers()?)
    }

    fn run_hot<T: Layout, R: Layout>(
        &self,
        layout: Hot<T, R>,
        servers: Servers,
    ) -> Result<RunRecord, RunError> {
        let hot = layout.set().len();
        self.run(layout.counting(self.bins()?), servers, hot)
    }

    /// The servers of whole sites beside hot ones, behind which they are numbered, and the caches of
    /// all; of the objects, only some are asked for there.
    pub(crate) fn home(
        &self,
        spec: &HotSpec,
        asked: &dyn Fn(ObjectId) -> bool,
    ) -> Result<(Packed, Servers), RunError> {
        let n = self.point.servers;
        let first = spec.servers.unwrap_or(0);
        let (sites, split, homes): (Vec<usize>, CacheSplit, usize) = match spec.rest {
            RestKind::Packed(pack, split) => {
                let homes = n - first;
                let bins = self.bins()?;
                (server_of_site(&pack, homes, self.content, bins, asked)?, split, homes)
            }
            RestKind::Dedicated(split) => {
                let homes = self.content.catalog().sites.max(1);
                ((0..homes).collect(), split, homes)
            }
            RestKind::Mirrored | RestKind::Hashed | RestKind::Cooperative => {
                (Vec::new(), CacheSplit::Equal, 0)
            }
        };
        let caches = self.home_caches(split, &sites, homes, Some((first, asked)))?;
        // Where no server is set apart, all of them are hot.
        let in_use = if first == 0 { n } else { first + distinct(&sites) };
        let sites = sites.into_iter().map(|server| first + server).collect();
        Ok((Packed::new(sites, self.content.catalog()), Servers { in_use, caches }))
    }

    /// As the hot layout, but nobody says what is hot.
    fn adaptive(&self, spec: &AdaptiveSpec) -> Result<RunRecord, RunError> {
        let AdaptiveSpec { hot, how } = spec;
        let (n, objects) = (self.point.servers, self.content.catalog().len());
        let (tier, rest) = hot.servers.map_or((0..n, 0..n), |count| (0..count, count..n));
        let part = |role: u32, servers: Range<usize>, hashed: bool| {
            let hash = hashed.then_some(hot.hash);
            self.part(role, servers, hash, hot.any_ingress, &hot.group)
        };
        let hot_objects = self.hot_objects(spec);
        let ties = stream(self.seed, self.replication, Purpose::Ties, 1).next_u64();
        let how = Adaptation { objects: hot_objects, ties, ..*how };
        let tier = part(TIER, tier, hot.hashed);
        let (rest, servers) = match hot.rest.at_home() {
            true => {
                let (home, servers) = self.home(hot, &|_| true)?;
                (SubLayout::Packed(home), servers)
            }
            false => (part(ALONE, rest, hot.rest == RestKind::Hashed), self.shared_servers()?),
        };
        let layout = Adaptive::new(how, self.servers(), objects, tier, rest);
        self.run(layout.counting(self.bins()?), servers, hot_objects)
    }

    /// The number of objects in an adaptive hot set.
    pub(crate) fn hot_objects(&self, spec: &AdaptiveSpec) -> usize {
        match spec.hot.rule {
            HotRule::ShareOfObjects(share) => hot_objects(share, self.content.catalog().len()),
            HotRule::Objects(count) => count as usize,
            HotRule::ShareOfRequests(_) | HotRule::Sites(_) => 0,
        }
    }

    fn hot_set(&self, spec: &HotSpec) -> Result<HotSet, RunError> {
        let catalog = self.content.catalog();
        let weights = match spec.known {
            HotKnown::Oracle => self.content.weights(),
            HotKnown::Past { last_s } => self.past_weights(last_s)?,
        };
        Ok(match spec.rule {
            HotRule::Objects(n) => HotSet::top_objects(&weights, n as usize),
            HotRule::Sites(n) => HotSet::top_sites(&weights, catalog, n as usize),
            HotRule::ShareOfObjects(share) => {
                HotSet::top_objects(&weights, hot_objects(share, catalog.len()))
            }
            HotRule::ShareOfRequests(share) => HotSet::top_requests(&weights, share),
        })
    }

    /// The requests for each object before those that are measured, the last so many seconds of them.
    /// Equal counts are told apart by chance: an object's number may be its true rank.
    fn past_weights(&self, last_s: Option<f64>) -> Result<Vec<f64>, RunError> {
        let bins = self.bins()?;
        let end = bins.start_of(measured_bins(bins.count, self.point.warm_up_share).start).0;
        let start = last_s.map_or(0, |last_s| end.saturating_sub((last_s * 1e9) as u64));
        let mut counts = vec![0.0; self.content.catalog().len()];
        let mut source = self.content.requests();
        let mut batch = RequestBatch::default();
        let mut any = false;
        while source.next_batch(&mut batch)? && batch.time[0].0 < end {
            for (time, &object) in batch.time.iter().zip(&batch.object) {
                if (start..end).contains(&time.0) {
                    counts[object as usize] += 1.0;
                    any = true;
                }
            }
        }
        if !any {
            let what = "nothing was asked for before the requests that are measured; expected a longer \
                        warm-up, or layout.hot.known = \"oracle\"";
            return Err(RunError::Spec { key: "layout.hot.known", what: what.to_owned() });
        }
        // Too little, over all objects, to make one more request.
        let mut chance = stream(self.seed, self.replication, Purpose::Ties, 0);
        counts.iter_mut().for_each(|count| *count += 1e-9 * chance.random::<f64>());
        Ok(counts)
    }

    /// Servers that are all alike. Where they are all there are, the ingress server answers itself.
    fn group(
        &self,
        role: u32,
        servers: Range<usize>,
        any_ingress: bool,
        spec: &GroupSpec,
    ) -> Group {
        let everywhere = servers.len() == self.point.servers;
        let entry = self.entry(role, any_ingress && !everywhere);
        Group::new(self.balancer(role, servers, everywhere, spec), entry)
    }

    fn balancer(
        &self,
        role: u32,
        servers: Range<usize>,
        ingress_servers: bool,
        spec: &GroupSpec,
    ) -> Balancer {
        let purpose = if ingress_servers { Purpose::IngressSelector } else { Purpose::Members };
        let stream = stream(self.seed, self.replication, purpose, role);
        // Bins that cannot be are told of elsewhere.
        let start_ns = || self.bins().map_or(0, |bins| bins.start.0);
        let scaler = spec.scaling.map(|how| Scaler::new(how, servers.len(), start_ns()));
        let servers = IngressSelector::new(servers.start, servers.len(), stream);
        Balancer::new(servers, spec.routing, scaler)
    }

    /// Owners by a hash, or, without one, servers any of which will do.
    fn part(
        &self,
        role: u32,
        servers: Range<usize>,
        hash: Option<HashKind>,
        any_ingress: bool,
        group: &GroupSpec,
    ) -> SubLayout {
        let Some(hash) = hash else {
            return SubLayout::Mirrored(Mirrored::new(self.group(
                role,
                servers,
                any_ingress,
                group,
            )));
        };
        let owners = self.owners(hash, self.content.catalog().len(), servers);
        SubLayout::Hashed(Hashed::new(owners, self.entry(role, any_ingress)))
    }

    /// The edges first, the servers behind them last.
    fn tiered(&self, spec: &TieredSpec) -> Tiered {
        let n = self.point.servers;
        let edges = n - spec.servers;
        let tier = self.part(TIER, edges..n, spec.hash, false, &GroupSpec::default());
        Tiered::new(self.balancer(ALONE, 0..edges, true, &spec.edges), tier)
    }

    fn entry(&self, role: u32, any_ingress: bool) -> Entry {
        if !any_ingress {
            return Entry::Owner;
        }
        let stream = stream(self.seed, self.replication, Purpose::IngressSelector, role);
        Entry::Any(IngressSelector::new(0, self.point.servers, stream))
    }

    fn owners(&self, hash: HashKind, objects: usize, servers: Range<usize>) -> Owners {
        let seed = stream(self.seed, self.replication, Purpose::Hash, 0).next_u64();
        Owners::new(hash, objects, servers.start, servers.len(), seed)
    }
}
