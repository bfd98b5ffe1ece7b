//! What a run in time leaves behind.

use super::latency::{BinCounts, ClassCounts, Histogram, Latencies, LatencyBins};
use super::links::{ByNode, LinkUse};
use super::metrics::TimedCell;
use super::nodes::{LogicalProcess, Node};
use super::station::{StationCell, StationCounts};
use super::timing::Driver;
use crate::cache::{Cache, EvictionPolicy};
use crate::engine::copies;
use crate::engine::run::{Outcome, redundancy};
use crate::ledger::{Bins, Ledger, Loads};

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
    /// The time of the last event, in nanoseconds.
    pub end_ns: u64,
    /// The driver that ran, never [`Driver::Auto`]: the sequential one where windows are impossible.
    pub driver: Driver,
}

/// What a node sent to another is what that one received from it.
fn assert_links(sent: &[ByNode], received: &[ByNode]) {
    for (from, sent) in sent.iter().enumerate() {
        for (to, received) in received.iter().enumerate() {
            assert_eq!(sent.of(to), received.of(from), "bytes sent and received, {from} to {to}");
        }
    }
}

/// Brings together what the nodes noted.
pub(super) fn outcome<E: EvictionPolicy>(
    lanes: Vec<LogicalProcess<E>>,
    bins: Bins,
    (begun, mut loads): (Vec<u64>, Loads),
    objects: usize,
    driver: Driver,
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
    let redundancy = redundancy(&caches, objects);
    TimedOutcome {
        outcome: Outcome {
            ledger,
            loads,
            hot_requests: Vec::new(),
            redundancy,
            power_state_changes: Vec::new(),
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
        driver,
    }
}
