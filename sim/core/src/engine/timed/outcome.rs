//! The results of a timed run.

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

/// The results of a timed run.
#[derive(Clone, Debug)]
pub struct TimedOutcome {
    /// The results that an untimed run has too. Bytes count in the bin in which the last of them was sent.
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
    /// Requests that arrived, by bin.
    pub arrivals: Vec<u64>,
    /// The time of the last event, in nanoseconds.
    pub end_ns: u64,
    /// The driver that ran, never [`Driver::Auto`]: the sequential one where windows are impossible.
    pub driver: Driver,
}

/// Checks that each node received what the others sent it.
fn assert_links(sent: &[ByNode], received: &[ByNode]) {
    for (from, sent) in sent.iter().enumerate() {
        for (to, received) in received.iter().enumerate() {
            assert_eq!(sent.of(to), received.of(from), "bytes sent and received, {from} to {to}");
        }
    }
}

/// Merges the counts of the nodes.
pub(super) fn outcome<E: EvictionPolicy>(
    processes: Vec<LogicalProcess<E>>,
    bins: Bins,
    (arrivals, mut loads): (Vec<u64>, Loads),
    objects: usize,
    driver: Driver,
) -> TimedOutcome {
    let mut end_ns = processes.iter().map(|process| process.last_ns).max().unwrap_or(0);
    let (mut cells, mut caches) = (Vec::new(), Vec::new());
    let (mut servers, mut server_counts) = (Vec::new(), Vec::new());
    let (mut origin_cells, mut origin_counts) = (Vec::new(), StationCounts::default());
    let (mut class_counts, mut bin_counts) = (Vec::new(), Vec::new());
    let (mut inter_server_links, mut origin_links) = (LinkUse::default(), LinkUse::default());
    let mut copies = Vec::new();
    let (mut dropped_requests, mut dropped_bytes) = (0, 0);
    let (mut sent, mut received) = (Vec::new(), Vec::new());
    for process in processes {
        match process.node {
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
                let metrics = server.metrics;
                loads.add(cells.len(), &metrics.load_bytes, &metrics.load_sizes);
                class_counts.push(metrics.latencies);
                bin_counts.push(metrics.latency_bins);
                dropped_requests += metrics.timed.iter().map(|c| c.dropped_requests).sum::<u64>();
                dropped_bytes += metrics.dropped_bytes;
                cells.push(metrics.cells);
                servers.push(metrics.timed);
                caches.push(server.cache);
                copies.push(server.copies.finish());
            }
        }
    }
    let stations = server_counts.iter().chain([&origin_counts]);
    end_ns = stations.map(|counts| counts.end_ns).fold(end_ns, u64::max);
    let ledger = Ledger::of_servers(bins, &cells, arrivals.iter().sum());
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
        arrivals,
        end_ns,
        driver,
    }
}
