//! One run of the plan: from a point and its content to rows of results.

use crate::caches::Servers;
use crate::content::Content;
use crate::layout::{AdaptiveSpec, HotRule, HotSpec, LayoutSpec};
use crate::point::{BinSpec, Point, PowerSpec};
use crate::seeds::{Purpose, stream};
use crate::timed;
use crate::warm_up;
use hotset_results::{Grid, Row, RunRecord, WARNINGS};
use hotset_sim::cache::Capacity;
use hotset_sim::engine::timed::{Driver, TimedRun};
use hotset_sim::engine::{CopyCell, Outcome, Run};
use hotset_sim::layout::{HotCell, Layout, When};
use hotset_sim::ledger::{Bins, Power};
use hotset_sim::sampling::Sample;
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

/// The ledger has a cell of 112 bytes for each server and time bin, loads one of 8: at most 2.5 GB.
const CELLS_MAX: usize = 20_000_000;
/// Copies of hot objects that are made at a time: 24 bytes each, and an event of 56 in time.
const MOVES_MAX: usize = 20_000_000;
/// And each bin is a row of a table, the remainder among them.
const BINS_MAX: usize = crate::point::BINS_MAX as usize + 1;

impl PlannedRun<'_> {
    /// Servers of the layout.
    pub(crate) fn servers(&self) -> usize {
        self.point.layout.servers(self.point.servers, self.content.catalog().sites.max(1))
    }

    /// Whether the point fits its content, before anything is run.
    pub(crate) fn check(&self) -> Result<(), RunError> {
        if self.point.reserve.is_some() {
            return self.reserve_bins().map(|_| ());
        }
        self.shared_servers()?;
        let bins = self.bins()?;
        self.check_epoch(bins)?;
        self.check_past(bins)?;
        let catalog = self.content.catalog();
        if self.point.timing.is_some() && self.servers() >= usize::from(u16::MAX) {
            let what =
                format!("found {} servers in time; expected fewer than 65535", self.servers());
            return Err(RunError::Spec { key: "time", what });
        }
        if let LayoutSpec::Adaptive(spec) = &self.point.layout
            && spec.how.push
            && self.hot_objects(spec).saturating_mul(self.point.servers) > MOVES_MAX
        {
            let what = format!(
                "found {} hot objects on up to {} servers; expected at most {MOVES_MAX} copies at a \
                 time, or layout.adaptive.warm = \"pull\"",
                self.hot_objects(spec),
                self.point.servers
            );
            return Err(RunError::Spec { key: "layout.hot", what });
        }
        let too_many = |key, found: u64, most: usize, what: &str| {
            let what = format!("found {found} hot {what} of {most}; expected at most all of them");
            Err(RunError::Spec { key, what })
        };
        match &self.point.layout {
            LayoutSpec::Hot(HotSpec { rule: HotRule::Objects(n), .. })
            | LayoutSpec::Adaptive(AdaptiveSpec {
                hot: HotSpec { rule: HotRule::Objects(n), .. },
                ..
            }) if *n > catalog.len() as u64 => {
                too_many("layout.hot.objects", *n, catalog.len(), "objects")
            }
            LayoutSpec::Hot(HotSpec { rule: HotRule::Sites(n), .. })
                if *n > catalog.sites as u64 =>
            {
                too_many("layout.hot.sites", *n, catalog.sites, "sites")
            }
            _ => Ok(()),
        }
    }

    /// A capacity that is set from the past needs one.
    fn check_past(&self, bins: Bins) -> Result<(), RunError> {
        let measured = measured_bins(bins.count, self.point.warm_up_share);
        let (set_from, judged) = self.point.provisioning.known.split(measured.clone());
        if !set_from.is_empty() && !judged.is_empty() {
            return Ok(());
        }
        let what = format!(
            "leaves {} of {} measured bins to set the capacity from, and {} to judge it on; expected \
             some of both",
            set_from.len(),
            measured.len(),
            judged.len()
        );
        Err(RunError::Spec { key: "capacity.past_share", what })
    }

    /// A hot set that is planned at the end of an epoch is never planned in one without end.
    fn check_epoch(&self, bins: Bins) -> Result<(), RunError> {
        let LayoutSpec::Adaptive(AdaptiveSpec { how, .. }) = &self.point.layout else {
            return Ok(());
        };
        // The last bin is a remainder.
        let span_ns = bins.width_ns.saturating_mul(bins.count as u64);
        if matches!(how.when, When::Trigger { .. }) || how.epoch_ns < span_ns {
            return Ok(());
        }
        let seconds = |ns: u64| ns as f64 / 1e9;
        let what = format!(
            "found {} s; expected less than the {:.0} s of the run, or nothing is ever hot",
            seconds(how.epoch_ns),
            seconds(span_ns)
        );
        Err(RunError::Spec { key: "layout.adaptive.epoch_s", what })
    }

    pub(crate) fn bins(&self) -> Result<Bins, RunError> {
        let servers = self.servers();
        let bins = self
            .content
            .bins(self.point.bins)
            .map_err(|what| RunError::Spec { key: "bin_s", what })?;
        if bins.count > BINS_MAX || bins.count.saturating_mul(servers) > CELLS_MAX {
            let what = format!(
                "found {} time bins of {servers} servers; expected at most {BINS_MAX} bins, and \
                 {CELLS_MAX} of all servers together",
                bins.count
            );
            let counted = matches!(self.point.bins, BinSpec::Count(_));
            return Err(RunError::Spec { key: if counted { "bins" } else { "bin_s" }, what });
        }
        Ok(bins)
    }

    /// Makes the run.
    pub(crate) fn run<L: Layout>(
        &self,
        layout: L,
        servers: Servers,
        hot: usize,
    ) -> Result<RunRecord, RunError> {
        let caches = &servers.caches;
        let mut source = self.content.requests();
        let sample = self.sample(caches);
        let run = Run {
            source: source.as_mut(),
            catalog: self.content.catalog(),
            weights: &|| self.content.weights(),
            layout,
            capacities: caches,
            streams: &|server| stream(self.seed, self.replication, Purpose::Policy, server as u32),
            bins: self.bins()?,
            policy: &self.point.policy,
            sample: sample.as_ref(),
        };
        let measured = measured_bins(run.bins.count, self.point.warm_up_share);
        let mut record = match self.point.timing {
            None => {
                let outcome = run.run()?;
                self.check_measured(outcome.ledger.traffic(measured).requests)?;
                self.record::<L>(&outcome, &servers, hot)
            }
            Some(timing) => {
                let driver = Driver::Auto;
                let timed = TimedRun { run, timing, measured: measured.clone(), driver };
                let outcome = timed.run()?;
                // That nothing was answered yet is a result; that nothing came in is none.
                self.check_measured(outcome.begun[measured.clone()].iter().sum())?;
                let mut record = self.record::<L>(&outcome.outcome, &servers, hot);
                timed::extend(&mut record, &outcome, &measured, self.crowd_s());
                record
            }
        };
        if let Some(sample) = &sample {
            record.run.insert("sampled_objects".to_owned(), sample.objects().into());
            record.run.insert("catalog_objects".to_owned(), self.content.catalog().len().into());
        }
        Ok(record)
    }

    /// When the flash crowd begins, if there is one at a time that is given.
    fn crowd_s(&self) -> Option<f64> {
        self.point.parameters.get("workload.flash.at_s")?.as_f64()
    }

    /// The objects that stand for all, others in every replication: the intervals over replications
    /// have the error of the sample in them.
    fn sample(&self, caches: &[Capacity]) -> Option<Sample> {
        let smallest = *caches.iter().min_by_key(|cache| cache.amount())?;
        let capacity = self.point.sample_cache.unwrap_or(smallest);
        let every = self.point.sample_every;
        let mut seed = stream(self.seed, self.replication, Purpose::Sample, 0);
        let (catalog, weights) = (self.content.catalog(), || self.content.weights());
        (every > 1).then(|| Sample::new(catalog, &weights(), capacity, every, seed.next_u64()))
    }

    /// Whether requests came in within the bins that are measured.
    fn check_measured(&self, requests: u64) -> Result<(), RunError> {
        if requests > 0 {
            return Ok(());
        }
        let what = "nothing is left to measure: all requests fall into the warm-up, or they span \
                    too little time for these bins";
        Err(RunError::Spec { key: "warm_up", what: what.to_owned() })
    }

    fn record<L: Layout>(&self, outcome: &Outcome, servers: &Servers, hot: usize) -> RunRecord {
        let measured = measured_bins(outcome.ledger.bins().count, self.point.warm_up_share);
        let mut run = self.head();
        let Servers { in_use, caches } = servers;
        let room: u64 = caches.iter().map(|cache| cache.amount()).sum();
        let warm_up_s = outcome.ledger.bins().width_s() * measured.start as f64;
        let mut metrics = vec![
            ("servers", outcome.ledger.servers().into()),
            ("servers_in_use", (*in_use).into()),
            ("server_cache", (room / caches.len().max(1) as u64).into()),
            ("hot_objects", hot.into()),
            ("warm_up_s", warm_up_s.into()),
        ];
        metrics.extend(traffic(outcome, self.point, measured.clone(), L::MOVES));
        metrics.extend(self.hot_share(outcome, measured.clone()));
        let (capacity, mut warnings) = self.capacity_metrics(outcome, *in_use, measured.clone());
        warnings.extend(warm_up::warnings::<L>(self.point, outcome, measured.clone()));
        metrics.extend(capacity);
        run.extend(metrics.into_iter().map(|(name, value)| (name.to_owned(), value)));
        if let Some(power) = self.point.power {
            let power = power_of(outcome, power, measured.clone());
            // As for loads, a sample does not tell how many are needed.
            let told = |servers: f64| match self.point.sample_every {
                1 => Value::from(servers),
                _ => Value::Null,
            };
            run.insert("awake_servers".to_owned(), told(power.awake_servers));
            run.insert("power_servers".to_owned(), told(power.servers_at_peak));
        }
        run.insert(WARNINGS.to_owned(), warnings.join(" ").into());
        RunRecord {
            run,
            series: series(outcome, L::MOVES),
            servers: servers_grid(outcome, measured),
            loads: if self.point.writes_loads { loads(outcome) } else { Grid::default() },
        }
    }

    /// The share of the requests that the hot set caught.
    fn hot_share(&self, outcome: &Outcome, measured: Range<usize>) -> Option<Metric> {
        let cells = outcome.hot_requests.get(measured)?;
        let sum = |of: fn(&HotCell) -> u64| cells.iter().map(of).sum::<u64>() as f64;
        let (caught, all) = (sum(|cell| cell.caught), sum(|cell| cell.requests));
        let share = if all == 0.0 { Value::Null } else { (caught / all).into() };
        // One object of a sample stands for many.
        (self.point.sample_every == 1).then_some(("hot_requests_share", share))
    }

    /// What tells the run from others: its parameters and its replication.
    pub(crate) fn head(&self) -> Row {
        let mut head = self.point.parameters.clone();
        head.insert("replication".into(), self.replication.into());
        head
    }
}

/// The bins that count: after the warm-up, and before the last one, which is a remainder.
pub(crate) fn measured_bins(bins: usize, warm_up: f64) -> Range<usize> {
    let whole = bins - 1;
    let from = ((whole as f64 * warm_up).ceil() as usize).min(whole.saturating_sub(1));
    from..whole
}

/// A name and a value.
pub(crate) type Metric = (&'static str, Value);

/// What layouts that move objects by themselves moved, and what for.
fn moves(outcome: &Outcome, measured: Range<usize>) -> Vec<Metric> {
    let traffic = outcome.ledger.traffic(measured.clone());
    let mut copies = CopyCell::default();
    outcome.copies.get(measured).into_iter().flatten().for_each(|cell| copies += *cell);
    vec![
        ("migrations", traffic.migrations.into()),
        ("migration_bytes", traffic.migration_bytes.into()),
        ("wasted_migrations", copies.wasted.into()),
        ("wasted_migration_bytes", copies.wasted_bytes.into()),
        ("break_even_s_mean", break_even_s(&copies)),
    ]
}

/// The mean time from a copy's arrival to its first use; nothing where none was used.
fn break_even_s(copies: &CopyCell) -> Value {
    match copies.read {
        0 => Value::Null,
        read => (copies.break_even_ns as f64 / 1e9 / read as f64).into(),
    }
}

/// Bytes and requests by class, and over what clients asked for: in a timed run that is more than
/// they got where requests are dropped.
fn traffic(
    outcome: &Outcome,
    point: &Point,
    measured: Range<usize>,
    moves_objects: bool,
) -> Vec<Metric> {
    let ledger = &outcome.ledger;
    let traffic = ledger.traffic(measured.clone());
    let [egress, inter_server, origin] = point.prices;
    let cost = egress * traffic.egress_bytes as f64
        + inter_server * (traffic.inter_server_bytes + traffic.migration_bytes) as f64
        + origin * traffic.origin_bytes as f64;
    let client_bytes: u64 = outcome.loads.client_bytes()[measured.clone()].iter().sum();
    let per_egress = |bytes: f64| if client_bytes == 0 { 0.0 } else { bytes / client_bytes as f64 };
    let held = outcome.redundancy;
    let duplicate = held.cached_bytes - held.unique_bytes.min(held.cached_bytes);
    let mut metrics: Vec<Metric> = vec![
        ("requests", traffic.requests.into()),
        ("client_bytes", client_bytes.into()),
        ("egress_bytes", traffic.egress_bytes.into()),
        ("inter_server_bytes", traffic.inter_server_bytes.into()),
        ("origin_bytes", traffic.origin_bytes.into()),
        ("bypass_bytes", traffic.bypass_bytes.into()),
    ];
    if moves_objects {
        metrics.extend(moves(outcome, measured));
    }
    metrics.extend([
        ("total_bytes", traffic.total_bytes().into()),
        ("cost_bytes", cost.into()),
        ("inter_server_per_egress", per_egress(traffic.inter_server_bytes as f64).into()),
        ("origin_per_egress", per_egress(traffic.origin_bytes as f64).into()),
        ("migration_per_egress", per_egress(traffic.migration_bytes as f64).into()),
        ("total_per_egress", per_egress(traffic.total_bytes() as f64).into()),
        ("cost_per_egress", per_egress(cost).into()),
        ("hit_ratio", traffic.hit_ratio().into()),
        ("byte_hit_ratio", traffic.byte_hit_ratio().into()),
        ("local_requests", traffic.local_requests.into()),
        ("sibling_requests", traffic.sibling_requests.into()),
        ("origin_requests", traffic.origin_requests.into()),
        ("cached_bytes", held.cached_bytes.into()),
        ("duplicate_bytes", duplicate.into()),
    ]);
    metrics
}

/// A server that is asked for more than it can send in a bin is busy all through it, and no more.
fn power_of(outcome: &Outcome, spec: PowerSpec, measured: Range<usize>) -> Power {
    let ledger = &outcome.ledger;
    let start = |bin| ledger.bins().start_of(bin).0;
    let span = start(measured.start)..start(measured.end);
    let bytes_max = spec.server_bytes_per_s * ledger.bins().width_s();
    let busy_bins = |server: usize| -> f64 {
        let loads = outcome.loads.of_server(server, measured.clone());
        loads.map(|bytes| (bytes as f64 / bytes_max).min(1.0)).sum()
    };
    let busy = (0..ledger.servers()).map(busy_bins).sum::<f64>() / measured.len() as f64;
    Power::of(ledger.servers(), &outcome.awake_changes, span, busy, spec.idle)
}

fn series(outcome: &Outcome, moves: bool) -> Grid {
    let bins = outcome.ledger.bins();
    let mut grid = Grid::new(&[
        "bin",
        "time_s",
        "requests",
        "origin_requests",
        "egress_bytes",
        "inter_server_bytes",
        "origin_bytes",
    ]);
    for bin in 0..bins.count {
        let total = outcome.ledger.bin_total(bin);
        let start_ns = bins.start_of(bin).0 - bins.start.0;
        grid.rows.push(vec![
            bin.into(),
            (start_ns as f64 / 1e9).into(),
            total.requests().into(),
            total.origin_requests.into(),
            total.egress_bytes.into(),
            total.sent_bytes.into(),
            total.fetch_bytes.into(),
        ]);
    }
    if moves {
        extend_by_moves(&mut grid, outcome);
    }
    if !outcome.hot_requests.is_empty() {
        grid.columns.push("hot_requests".to_owned());
        for (row, cell) in grid.rows.iter_mut().zip(&outcome.hot_requests) {
            row.push(cell.caught.into());
        }
    }
    grid
}

fn extend_by_moves(grid: &mut Grid, outcome: &Outcome) {
    let columns = ["migrations", "migration_bytes", "wasted_migration_bytes", "break_even_s_mean"];
    grid.columns.extend(columns.map(str::to_owned));
    for (bin, row) in grid.rows.iter_mut().enumerate() {
        let total = outcome.ledger.bin_total(bin);
        let copies = outcome.copies.get(bin).copied().unwrap_or_default();
        row.extend([
            total.migrated_requests.into(),
            total.migrated_bytes.into(),
            copies.wasted_bytes.into(),
            break_even_s(&copies),
        ]);
    }
}

fn servers_grid(outcome: &Outcome, measured: Range<usize>) -> Grid {
    let mut grid = Grid::new(&[
        "server",
        "requests",
        "egress_bytes",
        "sent_bytes",
        "received_bytes",
        "origin_bytes",
        "load_bytes_per_s",
        "load_bytes_per_s_max",
    ]);
    let bin_s = outcome.ledger.bins().width_s();
    let seconds = bin_s * measured.len() as f64;
    for server in 0..outcome.ledger.servers() {
        let total = outcome.ledger.server_total(server, measured.clone());
        let load = || outcome.loads.of_server(server, measured.clone());
        grid.rows.push(vec![
            server.into(),
            total.requests().into(),
            total.egress_bytes.into(),
            total.sent_bytes.into(),
            total.received_bytes.into(),
            total.fetch_bytes.into(),
            (load().sum::<u64>() as f64 / seconds).into(),
            (load().max().unwrap_or(0) as f64 / bin_s).into(),
        ]);
    }
    grid
}

/// What each server was asked to send in each bin, and what it sent.
fn loads(outcome: &Outcome) -> Grid {
    let bins = outcome.ledger.bins();
    let mut grid =
        Grid::new(&["bin", "time_s", "server", "load_bytes", "egress_bytes", "origin_bytes"]);
    for bin in 0..bins.count {
        let start_ns = bins.start_of(bin).0 - bins.start.0;
        for (server, cell) in outcome.ledger.bin(bin).iter().enumerate() {
            let load: u64 = outcome.loads.of_server(server, bin..bin + 1).sum();
            grid.rows.push(vec![
                bin.into(),
                (start_ns as f64 / 1e9).into(),
                server.into(),
                load.into(),
                cell.egress_bytes.into(),
                cell.fetch_bytes.into(),
            ]);
        }
    }
    grid
}
