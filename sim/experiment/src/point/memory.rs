//! How much memory a run takes at most.

use super::{BinSpec, BoundsSpec, Point};
use crate::layout::LayoutSpec;
use crate::workload::WorkloadSpec;
use hotset_sim::engine::timed::{LatencyBins, Links, StationTiming};
use hotset_workloads::synthetic::Synthetic;

impl Point {
    /// A bound on the memory of one run, catalog included; `None` for a trace, whose length is
    /// not known before it is read.
    pub fn memory_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        if self.reserve.is_some() {
            return Some(self.reserve_memory_bytes_max(model));
        }
        let objects = model.objects_max();
        let servers = match self.layout {
            LayoutSpec::Dedicated => model.sites.count as f64,
            _ => self.servers as f64,
        };
        let bins = match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::WidthNs(width_ns) => model.duration_s() * 1e9 / width_ns as f64 + 2.0,
        };
        // Size, site, owner and hot mark; the sampler's table and its making; weights and ranks.
        let catalog = objects * (8.0 + 2.0 + 4.0 + 1.0 + 8.0 + 24.0 + 24.0);
        // A table entry and, at worst, a resident one on every server; who holds what.
        let caches = servers * objects * (4.0 + 16.0) + objects * 8.0 * (servers / 64.0).ceil();
        // Another cell of each server and bin, histograms, queues.
        // Latencies by bin to one digit, where they are told.
        let by_bin = if servers * bins <= LatencyBins::CELLS_MAX as f64 { 4e3 } else { 0.0 };
        let timed = self.timing.map_or(0.0, |timing| {
            let jobs = |station: StationTiming| station.jobs_max.unwrap_or(0) as f64;
            // A job in a queue, and its event; as many requests wait for fetches.
            let queues = 128.0 * (2.0 * servers * jobs(timing.server) + jobs(timing.origin));
            servers * (bins * (176.0 + by_bin) + 150e3)
                + queues
                + links(timing.links, servers, bins)
        });
        let adaptive = match &self.layout {
            LayoutSpec::Adaptive(spec) => spec.how.memory_bytes_max(objects),
            _ => 0.0,
        };
        let bounds = match self.bounds {
            BoundsSpec::None => 0.0,
            BoundsSpec::Static => 25.0 * objects,
            // The stream's objects, in a vector that doubles, and their next uses.
            BoundsSpec::All => 61.0 * objects + 12.0 * model.requests_max(),
        };
        // Bounds are found when the runs are done.
        Some(catalog + bounds.max(caches + servers * bins * 104.0 + timed + adaptive))
    }

    /// Without requests: the expectation of one server or, for packing, of all sites.
    fn reserve_memory_bytes_max(&self, model: &Synthetic) -> f64 {
        let bins = match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::WidthNs(width_ns) => model.duration_s() * 1e9 / width_ns as f64 + 2.0,
        };
        // Expected and drawn loads of every server; for packing, those of every site, twice.
        let sites = model.sites.count as f64;
        let series = match self.layout {
            LayoutSpec::Packed(_) if self.servers > 1 => 4.0 * sites + self.servers as f64,
            LayoutSpec::Packed(_) => 1.0,
            _ => sites,
        };
        let catalog = model.objects_max() * 100.0;
        catalog + bins * (24.0 + 40.0 + 16.0 * series)
    }
}

/// What links with a rate take: each its state, and what is in it, with its event; their cells by node.
fn links(links: Links, servers: f64, bins: f64) -> f64 {
    let jobs = links.jobs_max.unwrap_or(0) as f64;
    let of = |rate: Option<u64>, nodes: f64| match rate {
        Some(_) => nodes * (servers * (256.0 + 128.0 * jobs) + 32.0 * bins),
        None => 0.0,
    };
    of(links.inter_server_bytes_per_s, servers) + of(links.origin_bytes_per_s, 1.0)
}
