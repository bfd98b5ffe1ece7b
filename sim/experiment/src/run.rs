//! One run of the plan: from a point and its content to rows of results.

use crate::content::Content;
use crate::layout::{HotRule, HotSpec, LayoutSpec, RestKind};
use crate::plan::{BinSpec, Point};
use crate::seeds::{Purpose, stream};
use hotset_results::{Row, RunRecord};
use hotset_sim::cache::Capacity;
use hotset_sim::engine::{Outcome, Run};
use hotset_sim::layout::{
    Cooperative, Dedicated, Doors, Entry, HashKind, Hashed, Hot, HotSet, Layout, Mirrored, Owners,
};
use hotset_sim::ledger::Load;
use hotset_workloads::SourceError;
use rand::Rng;
use serde_json::Value;
use std::ops::Range;

/// A run about to be made.
pub(crate) struct PlannedRun<'a> {
    pub(crate) point: &'a Point,
    pub(crate) content: &'a Content,
    pub(crate) seed: u64,
    pub(crate) replication: u32,
}

/// Why a run cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Its requests cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The spec does not fit the content.
    #[error("{key}: {what}")]
    Spec {
        /// The key that does not fit.
        key: &'static str,
        /// Why.
        what: String,
    },
}

/// The ledger has a cell of 80 bytes for each server and time bin: at most 1.6 GB of them.
const CELLS_MAX: usize = 20_000_000;
/// And each bin is a row of a table.
const BINS_MAX: usize = 100_001;

/// The number of objects in a hot set that takes this share of a catalog: the nearest whole one.
pub(crate) fn hot_objects(share: f64, objects: usize) -> usize {
    (share * objects as f64).round() as usize
}

impl PlannedRun<'_> {
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        let objects = self.content.catalog().len();
        let n = self.point.servers;
        match &self.point.layout {
            LayoutSpec::Dedicated => {
                let catalog = self.content.catalog();
                self.run(Dedicated::new(catalog.site.clone()), catalog.sites, 0)
            }
            LayoutSpec::Mirrored => {
                self.run(Mirrored::new(self.doors(Purpose::Doors, 0, n), Entry::Owner), n, 0)
            }
            LayoutSpec::Hashed { hash, any_door } => {
                let owners = self.owners(*hash, objects, 0..n);
                self.run(Hashed::new(owners, self.entry(*any_door, &(0..n))), n, 0)
            }
            LayoutSpec::Cooperative => {
                self.run(Cooperative::new(self.doors(Purpose::Doors, 0, n)), n, 0)
            }
            LayoutSpec::Hot(spec) => self.hot(spec),
        }
    }

    /// The hot layout is two layouts: one for the hot set, one for the rest.
    fn hot(&self, spec: &HotSpec) -> Result<RunRecord, RunError> {
        let (n, objects) = (self.point.servers, self.content.catalog().len());
        let set = self.hot_set(spec.rule)?;
        // Where all servers are hot they serve the rest, too.
        let (tier, rest) = spec.servers.map_or((0..n, 0..n), |hot| (0..hot, hot..n));
        let mirrors = |servers: &Range<usize>| {
            let among = self.doors(Purpose::Mirrors, servers.start, servers.len());
            // Mirrors on all servers answer at the door either way.
            let entry = self.entry(spec.any_door && servers.len() < n, servers);
            Mirrored::new(among, entry)
        };
        let hashed = |servers: &Range<usize>| {
            let owners = self.owners(spec.hash, objects, servers.clone());
            Hashed::new(owners, self.entry(spec.any_door, servers))
        };
        let siblings = |servers: &Range<usize>| {
            Cooperative::new(self.doors(Purpose::Doors, servers.start, servers.len()))
        };
        let hot = set.len();
        match (spec.hashed, spec.rest) {
            (false, RestKind::Mirrored) => {
                self.run(Hot::new(set, mirrors(&tier), mirrors(&rest)), n, hot)
            }
            (false, RestKind::Hashed) => {
                self.run(Hot::new(set, mirrors(&tier), hashed(&rest)), n, hot)
            }
            (false, RestKind::Cooperative) => {
                self.run(Hot::new(set, mirrors(&tier), siblings(&rest)), n, hot)
            }
            (true, RestKind::Mirrored) => {
                self.run(Hot::new(set, hashed(&tier), mirrors(&rest)), n, hot)
            }
            (true, RestKind::Hashed) => {
                self.run(Hot::new(set, hashed(&tier), hashed(&rest)), n, hot)
            }
            (true, RestKind::Cooperative) => {
                self.run(Hot::new(set, hashed(&tier), siblings(&rest)), n, hot)
            }
        }
    }

    fn hot_set(&self, rule: HotRule) -> Result<HotSet, RunError> {
        let weights = self.content.weights();
        let catalog = self.content.catalog();
        let too_many = |key, found: u64, most: usize, what: &str| {
            let what = format!(
                "found {found} hot {what} of {most}; expected at most as many as there are"
            );
            Err(RunError::Spec { key, what })
        };
        match rule {
            HotRule::Objects(n) if n > catalog.len() as u64 => {
                too_many("layout.hot.objects", n, catalog.len(), "objects")
            }
            HotRule::Sites(n) if n > catalog.sites as u64 => {
                too_many("layout.hot.sites", n, catalog.sites, "sites")
            }
            HotRule::Objects(n) => Ok(HotSet::top_objects(&weights, n as usize)),
            HotRule::Sites(n) => Ok(HotSet::top_sites(&weights, catalog, n as usize)),
            HotRule::ShareOfObjects(share) => {
                Ok(HotSet::top_objects(&weights, hot_objects(share, catalog.len())))
            }
            HotRule::ShareOfRequests(share) => Ok(HotSet::top_requests(&weights, share)),
        }
    }

    fn doors(&self, purpose: Purpose, first: usize, count: usize) -> Doors {
        let stream = stream(self.seed, self.replication, purpose, first as u32);
        Doors::new(first, count, stream)
    }

    /// Where requests for what these servers hold come in: by any door of all, each group of
    /// servers with random numbers of its own.
    fn entry(&self, any_door: bool, servers: &Range<usize>) -> Entry {
        if !any_door {
            return Entry::Owner;
        }
        let last = servers.end as u32;
        let stream = stream(self.seed, self.replication, Purpose::Entries, last);
        Entry::Any(Doors::new(0, self.point.servers, stream))
    }

    fn owners(&self, hash: HashKind, objects: usize, servers: Range<usize>) -> Owners {
        let seed = stream(self.seed, self.replication, Purpose::Hash, 0).next_u64();
        Owners::new(hash, objects, servers.start, servers.len(), seed)
    }

    fn run(&self, layout: impl Layout, servers: usize, hot: usize) -> Result<RunRecord, RunError> {
        let (point, catalog) = (self.point, self.content.catalog());
        // The same total budget for every layout.
        let share = point.servers as f64 / servers as f64;
        let capacity = point
            .cache
            .capacity(catalog.total_bytes(), catalog.len() as u64, share)
            .map_err(|what| RunError::Spec { key: "servers.cache", what })?;
        let bins = self.content.bins(point.bins);
        if bins.count > BINS_MAX || bins.count.saturating_mul(servers) > CELLS_MAX {
            let what = format!(
                "found {} time bins of {servers} servers; expected at most {BINS_MAX} bins, and \
                 {CELLS_MAX} of all servers together",
                bins.count
            );
            let width_given = matches!(point.bins, BinSpec::WidthNs(_));
            return Err(RunError::Spec { key: if width_given { "bin_s" } else { "bins" }, what });
        }
        let mut source = self.content.requests();
        let run = Run {
            source: source.as_mut(),
            catalog,
            weights: &|| self.content.weights(),
            layout,
            capacities: &vec![capacity; servers],
            streams: &|server| stream(self.seed, self.replication, Purpose::Policy, server as u32),
            bins,
        };
        let outcome = run.run(point.policy)?;
        Ok(self.record(&outcome, capacity, hot))
    }

    fn record(&self, outcome: &Outcome, capacity: Capacity, hot: usize) -> RunRecord {
        let measured = measured_bins(outcome.ledger.bins().count, self.point.warm_up);
        let mut head = self.point.parameters.clone();
        head.insert("replication".into(), self.replication.into());
        let mut run = head.clone();
        for (name, value) in metrics(outcome, self.point, measured.clone(), capacity, hot) {
            run.insert(name.to_owned(), value);
        }
        RunRecord {
            run,
            series: series(outcome, &head),
            servers: servers(outcome, &head, measured),
        }
    }
}

/// The bins that count: after the warm-up, and before the last one, which is a remainder.
fn measured_bins(bins: usize, warm_up: f64) -> Range<usize> {
    let whole = bins - 1;
    let from = ((whole as f64 * warm_up).ceil() as usize).min(whole.saturating_sub(1));
    from..whole
}

fn metrics(
    outcome: &Outcome,
    point: &Point,
    measured: Range<usize>,
    capacity: Capacity,
    hot: usize,
) -> Vec<(&'static str, Value)> {
    let ledger = &outcome.ledger;
    let traffic = ledger.traffic(measured.clone());
    let load = Load::of(ledger, measured, point.overflow);
    let [egress, inter_server, origin] = point.prices;
    let cost = egress * traffic.egress_bytes as f64
        + inter_server * traffic.inter_server_bytes as f64
        + origin * traffic.origin_bytes as f64;
    let per_egress = |bytes: f64| {
        if traffic.egress_bytes == 0 { 0.0 } else { bytes / traffic.egress_bytes as f64 }
    };
    let held = outcome.redundancy;
    let duplicate = held.cached_bytes - held.unique_bytes.min(held.cached_bytes);
    vec![
        ("servers", ledger.servers().into()),
        ("server_cache", capacity.amount().into()),
        ("hot_objects", hot.into()),
        ("requests", traffic.requests.into()),
        ("egress_bytes", traffic.egress_bytes.into()),
        ("inter_server_bytes", traffic.inter_server_bytes.into()),
        ("origin_bytes", traffic.origin_bytes.into()),
        ("total_bytes", traffic.total_bytes().into()),
        ("cost_bytes", cost.into()),
        ("inter_server_per_egress", per_egress(traffic.inter_server_bytes as f64).into()),
        ("origin_per_egress", per_egress(traffic.origin_bytes as f64).into()),
        ("total_per_egress", per_egress(traffic.total_bytes() as f64).into()),
        ("cost_per_egress", per_egress(cost).into()),
        ("hit_ratio", traffic.hit_ratio().into()),
        ("byte_hit_ratio", traffic.byte_hit_ratio().into()),
        ("local_requests", traffic.local_requests.into()),
        ("sibling_requests", traffic.sibling_requests.into()),
        ("origin_requests", traffic.origin_requests.into()),
        ("peak_to_mean", load.peak_to_mean.into()),
        ("reserve", load.reserve.into()),
        ("utilisation", load.utilisation.into()),
        ("imbalance", load.imbalance.into()),
        ("jain", load.jain.into()),
        ("load_bytes_per_s", load.mean_bytes_per_s.into()),
        ("load_bytes_per_s_p95", load.p95_bytes_per_s.into()),
        ("load_bytes_per_s_p99", load.p99_bytes_per_s.into()),
        ("cached_bytes", held.cached_bytes.into()),
        ("duplicate_bytes", duplicate.into()),
    ]
}

fn series(outcome: &Outcome, head: &Row) -> Vec<Row> {
    let bins = outcome.ledger.bins();
    (0..bins.count)
        .map(|bin| {
            let total = outcome.ledger.bin_total(bin);
            let mut row = head.clone();
            let start_ns = bins.start_of(bin).0 - bins.start.0;
            row.insert("bin".into(), bin.into());
            row.insert("time_s".into(), (start_ns as f64 / 1e9).into());
            row.insert("requests".into(), total.requests().into());
            row.insert("origin_requests".into(), total.origin_requests.into());
            row.insert("egress_bytes".into(), total.egress_bytes.into());
            row.insert("inter_server_bytes".into(), total.sent_bytes.into());
            row.insert("origin_bytes".into(), total.fetch_bytes.into());
            row
        })
        .collect()
}

fn servers(outcome: &Outcome, head: &Row, measured: Range<usize>) -> Vec<Row> {
    (0..outcome.ledger.servers())
        .map(|server| {
            let total = outcome.ledger.server_total(server, measured.clone());
            let peak = outcome.ledger.load_bytes(server, measured.clone()).max().unwrap_or(0);
            let bin_s = outcome.ledger.bins().width_s();
            let seconds = bin_s * measured.len() as f64;
            let mut row = head.clone();
            row.insert("server".into(), server.into());
            row.insert("requests".into(), total.requests().into());
            row.insert("egress_bytes".into(), total.egress_bytes.into());
            row.insert("sent_bytes".into(), total.sent_bytes.into());
            row.insert("received_bytes".into(), total.received_bytes.into());
            row.insert("origin_bytes".into(), total.fetch_bytes.into());
            row.insert("load_bytes_per_s".into(), (total.load_bytes() as f64 / seconds).into());
            row.insert("load_bytes_per_s_max".into(), (peak as f64 / bin_s).into());
            row
        })
        .collect()
}
