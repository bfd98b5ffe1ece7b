//! Requests through servers that take time: queues, links, and an origin that answers late.
//!
//! Servers and the origin are nodes that send each other messages over links with a latency. A node
//! sees its events in one total order, whatever drives it: `one_by_one` takes all events of all
//! nodes from one heap; `windows` takes each node by itself through a span of time in which no
//! other can reach it, several nodes at a time (conservative synchronisation; Nicol, JACM 1993).
//! Both give the same results to the bit (but where something takes beyond the end of all time, 2^64
//! nanoseconds), and with no time spent anywhere the books are those of a run without time (but for
//! layouts that look at loads, which are another thing there). Layouts that look at loads, or at who
//! holds what, are driven one by one: how it is at all nodes at a moment is not known ahead.

mod alone;
mod books;
mod channels;
mod entrance;
mod event;
mod fifo;
mod inbox;
mod latency;
mod node;
mod one_by_one;
mod origin;
mod pace;
mod server;
mod sharing;
mod station;
mod team;
mod windows;
mod wires;

pub use alone::{Job, through_one_heap, through_station};
pub use books::TimedCell;
pub use latency::{Histogram, LATENCY_CLASSES, Latencies, LatencyBins};
pub use station::{Discipline, StationCell, StationCounts, StationTiming};
use wires::ByNode;
pub use wires::LinkUse;

use super::{Outcome, Run, copies};
use crate::cache::{Cache, Eviction, PolicyVisitor, Setup};
use crate::layout::Layout;
use crate::ledger::{Bins, Ledger, Loads};
use books::Books;
use entrance::{Entrance, Requests};
use event::NodeId;
use hotset_workloads::SourceError;
use latency::{BinCounts, ClassCounts};
use node::{Lane, Node};
use origin::Origin;
use rayon::prelude::*;
use server::Server;
use std::ops::Range;

/// What takes time in a run, and how long.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timing {
    /// The network interface of every server.
    pub server: StationTiming,
    /// The origin.
    pub origin: StationTiming,
    /// The links.
    pub links: Links,
    /// Whether requests for an object that is being fetched wait for that fetch; else each
    /// begins one of its own.
    pub collapsed: bool,
    /// After how long a client gives up; its answer comes all the same.
    pub timeout_ns: Option<u64>,
}

/// One-way latencies, and rates where bytes take time on a link, too: each link passes them on one
/// answer after the other; what is asked for, and refusals, have no size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Links {
    /// Between a client and its door.
    pub client_ns: u64,
    /// Between two servers.
    pub inter_server_ns: u64,
    /// Between a server and the origin.
    pub origin_ns: u64,
    /// Of each link from one server to another.
    pub inter_server_bytes_per_s: Option<u64>,
    /// Of each link from the origin to a server.
    pub origin_bytes_per_s: Option<u64>,
    /// Answers that may be in a link with a rate at a time; others are turned down. `None`: any number.
    pub jobs_max: Option<usize>,
}

/// How the events of a run are driven. The results do not depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Driver {
    /// As seems best.
    Auto,
    /// All events one by one, from one heap.
    OneByOne,
    /// Every node by itself through windows of time, in the current rayon pool; needs links with
    /// a latency, and a layout that reads neither loads nor holders.
    Windows,
}

/// A run in time.
pub struct TimedRun<'a, L> {
    /// The run as it would be without time. It has no sample.
    pub run: Run<'a, L>,
    /// What takes time.
    pub timing: Timing,
    /// The bins whose requests count for latencies.
    pub measured: Range<usize>,
    /// How it is driven.
    pub driver: Driver,
}

/// What a run in time leaves behind.
#[derive(Clone, Debug)]
pub struct TimedOutcome {
    /// What a run without time leaves, too. Bytes are in the bin in which they were all sent.
    pub outcome: Outcome,
    /// Latencies of the requests of the measured bins.
    pub latencies: Latencies,
    /// The same by the server that answered.
    pub server_latencies: Vec<Histogram>,
    /// Latencies of all requests by the bin in which they were answered.
    pub latency_bins: LatencyBins,
    /// By server, by bin.
    pub servers: Vec<Vec<TimedCell>>,
    /// The origin, by bin.
    pub origin: Vec<StationCell>,
    /// The network interface of each server.
    pub server_counts: Vec<StationCounts>,
    /// The origin.
    pub origin_counts: StationCounts,
    /// The links between servers.
    pub inter_server_links: LinkUse,
    /// The links from the origin to servers.
    pub origin_links: LinkUse,
    /// Requests that came in, by bin.
    pub begun: Vec<u64>,
    /// When the last of all events happened, in nanoseconds.
    pub end_ns: u64,
}

impl<L: Layout> TimedRun<'_, L> {
    /// Makes the run.
    ///
    /// # Errors
    /// What the source reports.
    ///
    /// # Panics
    /// If a law of conservation or Little's law is broken, which would be a bug.
    pub fn run(self) -> Result<TimedOutcome, SourceError> {
        let Self { mut run, timing, measured, driver } = self;
        let placements = run.placements();
        let Run { capacities, streams, bins, policy, catalog, .. } = run;
        let inter_server_ns = timing.links.inter_server_ns;
        let servers = capacities.len();
        let layout = &mut run.layout;
        let entrance =
            &mut Entrance::new(run.source, layout, inter_server_ns, &catalog.bytes, bins, servers);
        let cache = &|server: usize| {
            let setup = policy.setup(capacities[server], catalog.len(), streams(server));
            Setup { placement: &placements[server], ..setup }
        };
        let objects = catalog.len();
        let mut outcome = policy.kind.visit(Driven {
            entrance,
            cache,
            servers,
            objects,
            bins,
            timing,
            measured,
            driver,
        })?;
        outcome.outcome.awake_changes = super::run::awake_changes(&run.layout, bins);
        outcome.outcome.hot_requests = run.layout.hot_requests().to_vec();
        Ok(outcome)
    }
}

/// A run whose layout is behind the entrance: the code below is made once a policy, not once a
/// policy and layout.
struct Driven<'a> {
    entrance: &'a mut dyn Requests,
    cache: &'a dyn Fn(usize) -> Setup<'a>,
    servers: usize,
    objects: usize,
    bins: Bins,
    timing: Timing,
    measured: Range<usize>,
    driver: Driver,
}

impl PolicyVisitor for Driven<'_> {
    type Output = Result<TimedOutcome, SourceError>;

    fn visit<E: Eviction + 'static>(mut self) -> Self::Output {
        let window_ns = self.window_ns()?;
        let mut lanes = self.lanes::<E>();
        match window_ns {
            Some(window_ns) => lanes = windows::drive(lanes, self.entrance, window_ns)?,
            None => one_by_one::drive(&mut lanes, self.entrance)?,
        }
        Ok(outcome(lanes, self.bins, self.entrance.finish(), self.objects))
    }
}

impl Driven<'_> {
    /// The length of windows, if the run is to be driven in windows.
    fn window_ns(&mut self) -> Result<Option<u64>, SourceError> {
        let Links { inter_server_ns, origin_ns, .. } = self.timing.links;
        let forwards = self.entrance.forwards();
        let window_ns = if forwards { inter_server_ns.min(origin_ns) } else { origin_ns };
        let in_windows = window_ns > 0
            && !self.entrance.reads_loads()
            && !self.entrance.reads_holders()
            && match self.driver {
                Driver::OneByOne => false,
                Driver::Windows => true,
                Driver::Auto => self.entrance.requests_in(window_ns)? >= WINDOW_REQUESTS_MIN,
            };
        Ok(in_windows.then_some(window_ns))
    }

    fn lanes<E: Eviction>(&self) -> Vec<Lane<E>> {
        let (origin, tiered) = (self.servers as NodeId, self.entrance.tiered());
        let setups: Vec<Setup<'_>> = (0..self.servers).map(self.cache).collect();
        let (bins, measured, servers) = (self.bins, &self.measured, self.servers);
        let timing = &self.timing;
        // Tables of the whole catalog for each: as much work as some windows.
        let mut lanes: Vec<Lane<E>> = setups
            .into_par_iter()
            .zip(0..origin)
            .map(|(setup, id)| {
                let books = Books::new(bins, measured.clone(), servers);
                let cache = Cache::new(&setup);
                let server = Server::new(id, origin, cache, timing, tiered, books);
                Lane::new(id, Node::Server(server))
            })
            .collect();
        let node = Origin::new(origin, timing, bins, measured.clone());
        lanes.push(Lane::new(origin, Node::Origin(node)));
        lanes
    }
}

/// With fewer requests in a window than this, the windows cost more than they bring.
const WINDOW_REQUESTS_MIN: u64 = 100;

/// What a node sent to another is what that one received from it.
fn assert_links(sent: &[ByNode], received: &[ByNode]) {
    for (from, sent) in sent.iter().enumerate() {
        for (to, received) in received.iter().enumerate() {
            assert_eq!(sent.of(to), received.of(from), "bytes sent and received, {from} to {to}");
        }
    }
}

/// Brings together what the nodes noted.
fn outcome<E: Eviction>(
    lanes: Vec<Lane<E>>,
    bins: Bins,
    (begun, mut loads): (Vec<u64>, Loads),
    objects: usize,
) -> TimedOutcome {
    let mut end_ns = lanes.iter().map(|lane| lane.last_ns).max().unwrap_or(0);
    let (mut cells, mut caches) = (Vec::new(), Vec::new());
    let (mut servers, mut server_counts) = (Vec::new(), Vec::new());
    let (mut origin_cells, mut origin_counts) = (Vec::new(), StationCounts::default());
    let (mut class_counts, mut bin_counts) = (Vec::new(), Vec::new());
    let (mut inter_server_links, mut origin_links) = (LinkUse::default(), LinkUse::default());
    let mut copies = Vec::new();
    let (mut dropped_requests, mut dropped_bytes) = (0, 0);
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for lane in lanes {
        match lane.node {
            Node::Origin(mut origin) => {
                sent.push(origin.sent_bytes());
                (origin_counts, origin_links) = origin.finish();
                origin_cells = origin.cells;
            }
            Node::Server(mut server) => {
                sent.push(server.sent_bytes());
                received.push(std::mem::take(&mut server.received));
                let (counts, links) = server.finish();
                server_counts.push(counts);
                inter_server_links.add(links);
                let books = server.books;
                loads.add(cells.len(), &books.asked_bytes, &books.asked_sizes);
                class_counts.push(books.latencies);
                bin_counts.push(books.latency_bins);
                dropped_requests += books.timed.iter().map(|c| c.dropped_requests).sum::<u64>();
                dropped_bytes += books.dropped_bytes;
                cells.push(books.cells);
                servers.push(books.timed);
                caches.push(server.cache);
                copies.push(server.copies.finish());
            }
        }
    }
    let stations = server_counts.iter().chain([&origin_counts]);
    end_ns = stations.map(|counts| counts.end_ns).fold(end_ns, u64::max);
    let ledger = Ledger::of_servers(bins, &cells, begun.iter().sum());
    ledger.assert_conservation_in_time(dropped_requests, dropped_bytes);
    assert_links(&sent, &received);
    let redundancy = super::run::redundancy(&caches, objects);
    TimedOutcome {
        outcome: Outcome {
            ledger,
            loads,
            hot_requests: Vec::new(),
            redundancy,
            awake_changes: Vec::new(),
            copies: copies::sum(copies.into_iter()),
            full_since: caches.iter().map(Cache::full_since).collect(),
        },
        latencies: ClassCounts::sum(&class_counts),
        server_latencies: class_counts.iter().map(ClassCounts::all).collect(),
        latency_bins: BinCounts::sum(&bin_counts),
        servers,
        origin: origin_cells,
        server_counts,
        origin_counts,
        inter_server_links,
        origin_links,
        begun,
        end_ns,
    }
}
