//! How much memory a run takes at most.

use super::point::Point;
use super::traffic::TrafficStudy;
use crate::spec::bins::BinSpec;
use crate::spec::bounds::BoundsSpec;
use crate::spec::cache_size::CacheSize;
use crate::spec::layout::{HotKnown, LayoutSpec};
use crate::spec::series_by::SeriesBy;
use crate::spec::workload::WorkloadSpec;
use hotset_sim::engine::timed::{LatencyBins, Links, StationTiming, Timing};
use hotset_workloads::SimTime;
use hotset_workloads::synthetic::{SizeModel, Synthetic, normal_score};

/// A table that is read and written here and there is in memory page by page.
const PAGE_BYTES: f64 = 4_096.0;

impl Point {
    /// A bound on the memory of one run, catalog included; `None` for a trace, whose length is
    /// not known before it is read.
    pub fn memory_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        let model = &self.lengthened(model);
        let Some(study) = self.traffic() else {
            return Some(self.reserve_memory_bytes_max(model));
        };
        let objects = model.objects_max();
        let requests = model.requests_max();
        let (servers, bins) = (self.servers_of(model), self.bins_of(model));
        // Size, site, and the sampler's table with its making; of contents that are born, when and where.
        let born = if model.shots.is_some() || model.churn.is_some() { 64.0 } else { 0.0 };
        let catalog = objects * (8.0 + 2.0 + 8.0 + 24.0 + born);
        // Weights and ranks of all, a mark; owners.
        let laid_out = match &self.layout {
            LayoutSpec::Hot(spec) if matches!(spec.known, HotKnown::Past { .. }) => 56.0 * objects,
            LayoutSpec::Hot(_) => 40.0 * objects,
            LayoutSpec::Adaptive(spec) => 8.0 * objects + spec.how.memory_bytes_max(objects),
            LayoutSpec::Dedicated(_)
            | LayoutSpec::Packed(..)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_) => 4.0 * objects,
        };
        let caches = self.caches_bytes_max(study, model, objects, requests);
        let timed = study.timing.map_or(0.0, |timing| timed(&timing, model, servers, bins));
        // The optimum's tables, what is known of each object; and the stream's objects, in a vector that
        // doubles, with their next uses.
        let bounds = match study.bounds {
            BoundsSpec::None => 0.0,
            BoundsSpec::Static => 49.0 * objects,
            BoundsSpec::All => 85.0 * objects + 12.0 * requests,
        };
        let ledger = servers * bins * (112.0 + 24.0);
        // Bounds are found when the runs are done.
        Some(catalog + bounds.max(laid_out + caches + ledger + timed))
    }

    /// The model of the longest stream that it can become.
    fn lengthened(&self, model: &Synthetic) -> Synthetic {
        let lengthens = self.traffic().map_or(1.0, |study| study.warm_up.lengthens());
        let requests = (model.requests as f64 * lengthens) as u64;
        Synthetic { requests, ..model.clone() }
    }

    /// What all caches take: tables of the objects that each sees, and what each can hold.
    fn caches_bytes_max(
        &self,
        study: &TrafficStudy,
        model: &Synthetic,
        objects: f64,
        requests: f64,
    ) -> f64 {
        let servers = self.servers_of(model);
        let each = residents_max(study, model, objects) * self.servers as f64 / servers;
        let of = |objects: f64, residents: f64| {
            study.policy.memory_bytes_max(objects, residents, requests)
        };
        let holders = match &self.layout {
            LayoutSpec::Cooperative(_) | LayoutSpec::Hot(_) => {
                objects * 8.0 * (servers / 64.0).ceil()
            }
            LayoutSpec::Dedicated(_)
            | LayoutSpec::Packed(..)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Adaptive(_) => 0.0,
        };
        let own = objects / servers;
        let caches = match &self.layout {
            // The objects of a site lie side by side.
            LayoutSpec::Dedicated(_) | LayoutSpec::Packed(..) => {
                let sites = model.sites.count as f64;
                let tables = 4.0 * PAGE_BYTES * sites.max(servers) + 0.35 * objects * servers;
                of(objects, each * servers) + (servers - 1.0) * of(0.0, 0.0) + tables
            }
            // An owner has its own, spread over its whole table.
            LayoutSpec::Hashed { .. } => {
                servers * (of(objects, 0.0) + of(0.0, 0.0))
                    + of(objects, each.min(2.0 * own) * servers)
            }
            LayoutSpec::Mirrored(_)
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Hot(_)
            | LayoutSpec::Adaptive(_) => servers * of(objects, each),
        };
        holders + caches
    }

    /// A bound on what is kept of one run until all are done, and on what becomes of it then: its rows by bin
    /// and by server, its own, and their tables; `None` for a trace.
    pub(crate) fn tables_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        let model = &self.lengthened(model);
        // A cell is 32 bytes in a row that may have twice the room, and some in the tables' text, where
        // the parameters of the run stand before each row.
        let study = self.traffic();
        let is_timed = study.is_some_and(|study| study.timing.is_some());
        let (columns, parameters) = if is_timed { (32.0, 80.0) } else { (12.0, 50.0) };
        let row = columns * (64.0 + 20.0) + parameters * 10.0;
        // The run's own row is kept by itself, in the table, in its text and in the summary.
        let own = columns * 2.0 + parameters + if study.is_none() { 0.0 } else { 60.0 };
        // Of a reserve there are no rows by bin.
        let bins = if study.is_none() { 0.0 } else { self.bins_of(model) };
        let loads = match study.map(|study| study.series_by) {
            Some(SeriesBy::Server) => self.servers_of(model) * bins * row,
            Some(SeriesBy::Total) | None => 0.0,
        };
        Some((self.servers_of(model) + bins) * row + loads + own * RUN_CELL_BYTES)
    }

    /// A bound on what a point takes beside its runs: its values, as read and as written, its rows in the
    /// summary and among the bounds.
    pub(crate) fn point_bytes_max(&self) -> f64 {
        let bounds = match self.traffic().map(|study| study.bounds) {
            None | Some(BoundsSpec::None) => 0.0,
            Some(BoundsSpec::Static | BoundsSpec::All) => 20e3,
        };
        60e3 + bounds
    }

    fn servers_of(&self, model: &Synthetic) -> f64 {
        self.layout.servers(self.servers, model.sites.count) as f64
    }

    /// Time bins, the remainder among them.
    fn bins_of(&self, model: &Synthetic) -> f64 {
        let duration_s = model.duration_s();
        match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::Auto => {
                (duration_s / SimTime(BinSpec::AUTO_NS).as_s()).max(BinSpec::AUTO_COUNT) + 2.0
            }
            BinSpec::WidthNs(width_ns) => duration_s * 1e9 / width_ns as f64 + 2.0,
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
            LayoutSpec::Dedicated(_)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Hot(_)
            | LayoutSpec::Adaptive(_) => sites,
        };
        let catalog = model.objects_max() * 100.0;
        catalog + bins * (24.0 + 40.0 + 16.0 * series)
    }
}

/// Objects that a shared server's cache can hold, as far as sizes are known.
fn residents_max(study: &TrafficStudy, model: &Synthetic, objects: f64) -> f64 {
    let unit = match model.sizes.model {
        SizeModel::Constant { bytes } => Some(bytes as f64),
        _ => None,
    };
    let held = match (study.cache, unit) {
        (CacheSize::Objects(held), _) => held as f64,
        (CacheSize::ShareOfObjects(share), _) => share * objects,
        (CacheSize::Bytes(room), Some(bytes)) => room as f64 / bytes,
        (CacheSize::ShareOfBytes(share), Some(_)) => share * objects,
        // Of objects of many sizes, more than of their mean; those that go by size hold the small ones.
        (CacheSize::ShareOfBytes(share), None) if !study.policy.size_aware() => {
            2.0 * share * objects
        }
        (CacheSize::ShareOfBytes(share), None) => match model.sizes.model {
            SizeModel::Lognormal { sigma, .. } => smallest(share, sigma) * objects,
            _ => objects,
        },
        _ => objects,
    };
    held.min(objects)
}

/// The share of lognormal sizes, the smallest ones, that together are a share of the sum of all.
fn smallest(share: f64, sigma: f64) -> f64 {
    let score = normal_score(1.0 - share.clamp(1e-9, 1.0 - 1e-9)) + sigma;
    0.5 * libm::erfc(-score / std::f64::consts::SQRT_2)
}

/// A cell of a run's row with its name, in all its copies.
const RUN_CELL_BYTES: f64 = 250.0;

/// A cell more of each server and bin, latencies, links, and what is under way.
fn timed(timing: &Timing, model: &Synthetic, servers: f64, bins: f64) -> f64 {
    // Latencies by bin to one digit, where they are reported; the same again for all servers.
    let reported = servers * bins <= LatencyBins::CELLS_MAX as f64;
    let by_bin = if reported { 2.6e3 * (servers + 2.0) } else { 0.0 };
    let cells = servers * (bins * 176.0 + 125e3) + bins * by_bin;
    cells + links(&timing.links, servers, bins) + EVENT_BYTES * under_way(timing, model, servers)
}

/// What waits takes a place in a queue, and its event one in up to two lists that may have twice the
/// room.
const EVENT_BYTES: f64 = 256.0;

/// Requests that queues have room for, and that links can have under way; no more than there are, each
/// of which may wait for a fetch, too.
fn under_way(timing: &Timing, model: &Synthetic, servers: f64) -> f64 {
    // At ten times the mean rate, and in a crowd.
    let peak = 10.0 + model.flash.map_or(0.0, |flash| flash.magnitude_max);
    let rate = peak * model.mean_rate_per_s();
    let jobs = |limit: Option<usize>| limit.unwrap_or(0) as f64;
    // Stations that could serve all requests alone have short queues.
    let room = |station: &StationTiming| match is_idle(station, model, rate) {
        true => jobs(station.jobs_max).min(1e3),
        false => jobs(station.jobs_max),
    };
    let with_rate = |rate: Option<u64>, links: f64| if rate.is_some() { links } else { 0.0 };
    let links = timing.links;
    let queued_links = with_rate(links.inter_server_bytes_per_s, servers * servers)
        + with_rate(links.origin_bytes_per_s, servers);
    // As many requests wait for the fetches of others as for a server's answers.
    let queues = 2.0 * servers * room(&timing.server)
        + room(&timing.origin)
        + queued_links * jobs(links.jobs_max);
    let latency_s = 2.0 * (links.inter_server_ns as f64 + links.origin_ns as f64) / 1e9;
    let on_links = rate * latency_s;
    (queues + on_links).min(2.0 * model.requests_max())
}

/// Whether a station would be busy for less than half of the time if it served everything.
fn is_idle(station: &StationTiming, model: &Synthetic, rate_per_s: f64) -> bool {
    let mean_bytes = match model.sizes.model {
        SizeModel::Constant { bytes } => bytes as f64,
        _ => return false,
    };
    let of_bytes_s = station.bytes_per_s.map_or(0.0, |rate| mean_bytes / rate as f64);
    rate_per_s * (of_bytes_s + station.overhead_ns as f64 / 1e9) < 0.5
}

/// What links with a rate take: each its state, and the cells of their nodes.
fn links(links: &Links, servers: f64, bins: f64) -> f64 {
    let of = |rate: Option<u64>, nodes: f64| match rate {
        Some(_) => nodes * (servers * 600.0 + 64.0 * bins),
        None => 0.0,
    };
    of(links.inter_server_bytes_per_s, servers) + of(links.origin_bytes_per_s, 1.0)
}
