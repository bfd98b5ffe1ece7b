//! The cache of each server: all layouts have the same room in all.

use crate::spec::layout::{CacheSplit, LayoutSpec};
use crate::spec::workload::WorkloadSpec;
use crate::study::packing::server_of_site;
use crate::study::planned_run::{PlannedRun, RunError};
use hotset_sim::cache::Capacity;
use hotset_workloads::ObjectId;

/// The servers of a run.
pub(crate) struct Servers {
    /// Those that something is placed on; others need no machine.
    pub(crate) in_use: usize,
    /// The cache of each.
    pub(crate) caches: Vec<Capacity>,
}

impl Servers {
    /// All of them are in use.
    pub(crate) fn all(caches: Vec<Capacity>) -> Self {
        Self { in_use: caches.len(), caches }
    }
}

/// Hot servers that are set apart, and which objects are asked for at the others.
type HotServers<'a> = (usize, &'a dyn Fn(ObjectId) -> bool);

impl PlannedRun<'_> {
    /// As much room for each server; all of them are in use.
    pub(crate) fn shared_servers(&self) -> Result<Servers, RunError> {
        let servers = self.servers();
        let each = self.room(self.point.servers as f64 / servers as f64)?;
        Ok(Servers::all(vec![each; servers]))
    }

    /// Room for the servers of whole sites, the hot ones first, which have as much as any shared server;
    /// what is left of it is split over so many others, given the server of each site.
    pub(crate) fn home_caches(
        &self,
        split: CacheSplit,
        server_of_site: &[usize],
        homes: usize,
        hot: Option<HotServers<'_>>,
    ) -> Result<Vec<Capacity>, RunError> {
        let hot_servers = hot.map_or(0, |(servers, _)| servers);
        let left = (self.point.servers - hot_servers) as f64;
        let mut caches = match hot_servers {
            0 => Vec::new(),
            _ => vec![self.room(1.0)?; hot_servers],
        };
        if split == CacheSplit::Equal {
            caches.extend(vec![self.room(left / homes as f64)?; homes]);
            return Ok(caches);
        }
        let mut demand = vec![0.0; homes];
        for (site, share) in self.site_demand(hot).into_iter().enumerate() {
            demand[server_of_site[site]] += share;
        }
        let all: f64 = demand.iter().sum();
        let whole = self.room(left)?;
        caches.extend(demand.iter().map(|demand| part(whole, demand / all)));
        Ok(caches)
    }

    /// The requests for each site, or for those of its objects that are asked for at home.
    fn site_demand(&self, hot: Option<HotServers<'_>>) -> Vec<f64> {
        // An object of several sites is asked for at each of them: then whole sites have to do.
        let overlaps = matches!(
            &self.point.workload,
            WorkloadSpec::Synthetic(model) if model.sites.overlap > 0.0
        );
        let Some((_, asked)) = hot.filter(|_| !overlaps) else {
            return self.content.site_weights();
        };
        let catalog = self.content.catalog();
        let mut demand = vec![0.0; catalog.sites.max(1)];
        for (weight, object) in self.content.weights().into_iter().zip(0..) {
            if asked(object) {
                demand[usize::from(catalog.site_of(object))] += weight;
            }
        }
        demand
    }

    /// The smallest cache of all servers.
    pub(crate) fn smallest_cache(&self) -> Result<Option<Capacity>, RunError> {
        let caches = match &self.point.layout {
            LayoutSpec::Dedicated(split) => {
                let sites: Vec<usize> = (0..self.servers()).collect();
                self.home_caches(*split, &sites, sites.len(), None)?
            }
            LayoutSpec::Packed(pack, split) => {
                let servers = self.point.servers;
                let sites = server_of_site(pack, servers, self.content, self.bins()?, &|_| true)?;
                self.home_caches(*split, &sites, servers, None)?
            }
            LayoutSpec::Hot(spec) if spec.rest.at_home() => self.home(spec, &|_| true)?.1.caches,
            _ => self.shared_servers()?.caches,
        };
        Ok(caches.into_iter().min_by_key(|cache| cache.amount()))
    }

    /// So many times the cache of a shared server.
    pub(crate) fn room(&self, times: f64) -> Result<Capacity, RunError> {
        let catalog = self.content.catalog();
        self.point
            .cache
            .capacity(catalog.total_bytes(), catalog.len() as u64, times)
            .map_err(|what| RunError::Spec { key: "servers.cache", what })
    }
}

/// A share of the room, rounded down so that all parts fit, but something for each.
fn part(whole: Capacity, share: f64) -> Capacity {
    let amount = |whole: u64| ((whole as f64 * share) as u64).max(1);
    match whole {
        Capacity::Bytes(bytes) => Capacity::Bytes(amount(bytes)),
        Capacity::Objects(objects) => Capacity::Objects(amount(objects)),
    }
}
