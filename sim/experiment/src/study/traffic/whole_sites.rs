//! Servers that are placed by site: which server each site has, and the caches.

use super::caches::Servers;
use super::traffic_run::TrafficRun;
use crate::spec::layout::{CacheSplit, LayoutSpec, PackSpec, RestSpec};
use crate::spec::workload::WorkloadSpec;
use crate::study::packing::server_of_site;
use crate::study::planned_run::RunError;
use hotset_sim::cache::Capacity;
use hotset_sim::layout::Packed;
use hotset_workloads::{Catalog, ObjectId};
use std::collections::BTreeSet;

/// Sites, each on one server.
pub(crate) struct WholeSites {
    pub(crate) server_of_site: Vec<usize>,
    pub(crate) servers: Servers,
}

impl WholeSites {
    /// The layout that sends the requests of a site to its server.
    pub(crate) fn layout(&self, catalog: &Catalog) -> Packed {
        Packed::new(self.server_of_site.clone(), catalog)
    }
}

/// What lies beside the servers of sites: hot servers.
#[derive(Clone, Copy)]
pub(crate) struct BesideHot<'a> {
    /// Hot servers that are set apart; 0 where all servers are hot.
    pub(crate) servers: usize,
    /// Which objects are requested at the servers of sites.
    pub(crate) requested: &'a dyn Fn(ObjectId) -> bool,
}

impl TrafficRun<'_> {
    /// The servers of sites, if the layout places servers by site: for all content, or beside a hot set
    /// that is planned once, whatever is in it.
    pub(crate) fn whole_sites(&self) -> Result<Option<WholeSites>, RunError> {
        Ok(match &self.point.layout {
            LayoutSpec::Dedicated(split) => Some(self.dedicated(*split, None)?),
            LayoutSpec::Packed(pack, split) => Some(self.packed(pack, *split, None)?),
            LayoutSpec::Hot(spec) => {
                let hot = BesideHot { servers: spec.servers.unwrap_or(0), requested: &|_| true };
                match &spec.rest {
                    RestSpec::Dedicated(split) => Some(self.dedicated(*split, Some(hot))?),
                    RestSpec::Packed(pack, split) => Some(self.packed(pack, *split, Some(hot))?),
                    RestSpec::Mirrored | RestSpec::Hashed(_) | RestSpec::Cooperative => None,
                }
            }
            LayoutSpec::Adaptive(_)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Own(_) => None,
        })
    }

    /// A server for each site.
    pub(super) fn dedicated(
        &self,
        split: CacheSplit,
        hot: Option<BesideHot<'_>>,
    ) -> Result<WholeSites, RunError> {
        let sites = self.content.catalog().sites.max(1);
        self.placed((0..sites).collect(), sites, split, hot)
    }

    /// Sites packed on the shared servers that are not hot.
    pub(super) fn packed(
        &self,
        pack: &PackSpec,
        split: CacheSplit,
        hot: Option<BesideHot<'_>>,
    ) -> Result<WholeSites, RunError> {
        let servers = self.point.servers - hot.map_or(0, |hot| hot.servers);
        let requested = hot.map_or(&(|_| true) as &dyn Fn(ObjectId) -> bool, |hot| hot.requested);
        let sites = server_of_site(pack, servers, self.content, self.bins()?, requested)?;
        self.placed(sites, servers, split, hot)
    }

    /// Sites on this many servers, which are numbered after the hot ones.
    fn placed(
        &self,
        server_of_site: Vec<usize>,
        servers: usize,
        split: CacheSplit,
        hot: Option<BesideHot<'_>>,
    ) -> Result<WholeSites, RunError> {
        let caches = self.site_caches(split, &server_of_site, servers, hot)?;
        let placed = server_of_site.iter().collect::<BTreeSet<_>>().len();
        let first = hot.map_or(0, |hot| hot.servers);
        // Where no server is set apart for the hot set, all of them are hot.
        let in_use = match hot {
            Some(_) if first == 0 => self.point.servers,
            Some(_) | None => first + placed,
        };
        let server_of_site = server_of_site.into_iter().map(|server| first + server).collect();
        Ok(WholeSites { server_of_site, servers: Servers { in_use, caches } })
    }

    /// The caches of hot servers, each as large as that of any shared server, and of those of sites, which
    /// share what is left; the server of each site is given.
    fn site_caches(
        &self,
        split: CacheSplit,
        server_of_site: &[usize],
        servers: usize,
        hot: Option<BesideHot<'_>>,
    ) -> Result<Vec<Capacity>, RunError> {
        let hot_servers = hot.map_or(0, |hot| hot.servers);
        let left = (self.point.servers - hot_servers) as f64;
        let mut caches = match hot_servers {
            0 => Vec::new(),
            _ => vec![self.space(1.0)?; hot_servers],
        };
        if split == CacheSplit::Equal {
            caches.extend(vec![self.space(left / servers as f64)?; servers]);
            return Ok(caches);
        }
        let mut demand = vec![0.0; servers];
        for (site, share) in self.site_demand(hot).into_iter().enumerate() {
            demand[server_of_site[site]] += share;
        }
        let all: f64 = demand.iter().sum();
        let whole = self.space(left)?;
        caches.extend(demand.iter().map(|demand| part(whole, demand / all)));
        Ok(caches)
    }

    /// The requests for each site, or for those of its objects that go to the server of the site.
    fn site_demand(&self, hot: Option<BesideHot<'_>>) -> Vec<f64> {
        // An object of several sites is requested at each of them: then all requests of a site count.
        let overlaps = matches!(
            &self.point.workload,
            WorkloadSpec::Synthetic(model) if model.sites.overlap > 0.0
        );
        let Some(hot) = hot.filter(|_| !overlaps) else {
            return self.content.site_weights();
        };
        let catalog = self.content.catalog();
        let mut demand = vec![0.0; catalog.sites.max(1)];
        for (weight, object) in self.content.weights().into_iter().zip(0..) {
            if (hot.requested)(object) {
                demand[usize::from(catalog.site_of(object))] += weight;
            }
        }
        demand
    }
}

/// A share of the space, rounded down so that all parts fit, but something for each.
fn part(whole: Capacity, share: f64) -> Capacity {
    let amount = |whole: u64| ((whole as f64 * share) as u64).max(1);
    match whole {
        Capacity::Bytes(bytes) => Capacity::Bytes(amount(bytes)),
        Capacity::Objects(objects) => Capacity::Objects(amount(objects)),
    }
}
