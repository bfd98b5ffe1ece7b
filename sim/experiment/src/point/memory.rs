//! How much memory a run takes at most.

use super::{BinSpec, BoundsSpec, Point};
use crate::layout::LayoutSpec;
use crate::workload::WorkloadSpec;
use hotset_sim::engine::timed::{LatencyBins, Links, Timing};
use hotset_workloads::SimTime;
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
        let (servers, bins) = (self.servers_of(model), self.bins_of(model));
        // Size, site, owner and hot mark; the sampler's table and its making; weights and ranks.
        let catalog = objects * (8.0 + 2.0 + 4.0 + 1.0 + 8.0 + 24.0 + 24.0);
        // A table entry and, at worst, a resident one on every server; who holds what.
        let caches = servers * objects * (4.0 + 16.0) + objects * 8.0 * (servers / 64.0).ceil();
        let timed = self.timing.map_or(0.0, |timing| timed(&timing, model, servers, bins));
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
        Some(catalog + bounds.max(caches + servers * bins * (112.0 + 24.0) + timed + adaptive))
    }

    /// A bound on what is kept of one run until all are done, and on what becomes of it then: its rows by bin
    /// and by server, and their tables; `None` for a trace.
    pub(crate) fn tables_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        // A cell is 32 bytes in a row that may have twice the room, and some in the tables' text, where
        // the parameters of the run stand before each row.
        let (columns, parameters) = if self.timing.is_some() { (32.0, 80.0) } else { (12.0, 50.0) };
        let row = columns * (64.0 + 20.0) + parameters * 10.0;
        // Of a reserve there are no rows by bin.
        let bins = if self.reserve.is_some() { 0.0 } else { self.bins_of(model) };
        Some((self.servers_of(model) + bins) * row)
    }

    fn servers_of(&self, model: &Synthetic) -> f64 {
        self.layout.servers(self.servers, model.sites.count) as f64
    }

    /// Time bins, the remainder among them.
    fn bins_of(&self, model: &Synthetic) -> f64 {
        match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::Auto => {
                (model.duration_s() / SimTime(BinSpec::AUTO_NS).as_s()).max(BinSpec::AUTO_COUNT)
                    + 2.0
            }
            BinSpec::WidthNs(width_ns) => model.duration_s() * 1e9 / width_ns as f64 + 2.0,
        }
    }

    /// Without requests: the expectation of one server or, for packing, of all sites.
    fn reserve_memory_bytes_max(&self, model: &Synthetic) -> f64 {
        let bins = self.bins_of(model);
        // Expected and drawn loads of every server; for packing, those of every site, twice.
        let sites = model.sites.count as f64;
        let series = match self.layout {
            LayoutSpec::Packed(..) if self.servers > 1 => 4.0 * sites + self.servers as f64,
            LayoutSpec::Packed(..) => 1.0,
            _ => sites,
        };
        let catalog = model.objects_max() * 100.0;
        catalog + bins * (24.0 + 40.0 + 16.0 * series)
    }
}

/// A cell more of each server and bin, latencies, links, and what is under way.
fn timed(timing: &Timing, model: &Synthetic, servers: f64, bins: f64) -> f64 {
    // Latencies by bin to one digit, where they are told; the same once more of all servers.
    let told = servers * bins <= LatencyBins::CELLS_MAX as f64;
    let by_bin = if told { 4e3 * (servers + 2.0) } else { 0.0 };
    let cells = servers * (bins * 176.0 + 200e3) + bins * by_bin;
    cells + links(&timing.links, servers, bins) + EVENT_BYTES * under_way(timing, model, servers)
}

/// What waits takes a place in a queue, and its event one in up to two lists that may have twice the
/// room.
const EVENT_BYTES: f64 = 256.0;

/// Requests that queues have room for, and that links can have under way; no more than there are, each
/// of which may wait for a fetch, too.
fn under_way(timing: &Timing, model: &Synthetic, servers: f64) -> f64 {
    let jobs = |limit: Option<usize>| limit.unwrap_or(0) as f64;
    let with_rate = |rate: Option<u64>, links: f64| if rate.is_some() { links } else { 0.0 };
    let links = timing.links;
    let queued_links = with_rate(links.inter_server_bytes_per_s, servers * servers)
        + with_rate(links.origin_bytes_per_s, servers);
    // As many requests wait for the fetches of others as for a server's answers.
    let queues = 2.0 * servers * jobs(timing.server.jobs_max)
        + jobs(timing.origin.jobs_max)
        + queued_links * jobs(links.jobs_max);
    // At ten times the mean rate, and in a crowd.
    let peak = 10.0 + model.flash.map_or(0.0, |flash| flash.magnitude_max);
    let latency_s = 2.0 * (links.inter_server_ns as f64 + links.origin_ns as f64) / 1e9;
    let on_links = peak * model.mean_rate_per_s() * latency_s;
    (queues + on_links).min(2.0 * model.requests_max())
}

/// What links with a rate take: each its state, and the cells of their nodes.
fn links(links: &Links, servers: f64, bins: f64) -> f64 {
    let of = |rate: Option<u64>, nodes: f64| match rate {
        Some(_) => nodes * (servers * 600.0 + 64.0 * bins),
        None => 0.0,
    };
    of(links.inter_server_bytes_per_s, servers) + of(links.origin_bytes_per_s, 1.0)
}
