//! The cache of each server: all layouts have the same cache space in all.

use super::traffic_run::TrafficRun;
use crate::study::planned_run::RunError;
use hotset_sim::cache::Capacity;

/// The servers of a run.
pub(crate) struct Servers {
    /// Servers with content; others need no machine.
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

impl TrafficRun<'_> {
    /// Servers with equal caches; all of them are in use.
    pub(crate) fn shared_servers(&self) -> Result<Servers, RunError> {
        let servers = self.servers();
        let each = self.space(self.point.servers as f64 / servers as f64)?;
        Ok(Servers::all(vec![each; servers]))
    }

    /// The smallest cache of all servers.
    pub(crate) fn smallest_cache(&self) -> Result<Option<Capacity>, RunError> {
        let servers = match self.whole_sites()? {
            Some(sites) => sites.servers,
            None => self.shared_servers()?,
        };
        Ok(servers.caches.into_iter().min_by_key(|cache| cache.amount()))
    }

    /// This many times the cache of a shared server.
    pub(crate) fn space(&self, times: f64) -> Result<Capacity, RunError> {
        let catalog = self.content.catalog();
        self.study
            .cache
            .capacity(catalog.total_bytes(), catalog.len() as u64, times)
            .map_err(|what| RunError::Spec { key: "servers.cache", what })
    }
}
