//! The links from one node to others.

use crate::engine::timed::event::NodeId;
use crate::engine::timed::station::{Offered, Station, StationCell, StationTiming};
use crate::ledger::{BinCursor, Bins};
use std::ops::RangeInclusive;

/// The use of links from one node, or from several, to others. Nothing is recorded for links without a rate,
/// in which nothing waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkUse {
    /// By bin: responses transferred and rejected by all links, the largest load offered to one of them, and the
    /// longest queue.
    pub cells: Vec<StationCell>,
    /// The load offered to each link that was used, within the measured bins.
    pub offered_ns: Vec<u64>,
}

impl LinkUse {
    /// Adds the links of another node.
    pub(super) fn add(&mut self, other: Self) {
        self.cells.resize(self.cells.len().max(other.cells.len()), StationCell::default());
        for (mine, other) in self.cells.iter_mut().zip(&other.cells) {
            mine.jobs += other.jobs;
            mine.refused += other.refused;
            mine.offered_ns = mine.offered_ns.max(other.offered_ns);
            mine.jobs_max = mine.jobs_max.max(other.jobs_max);
        }
        self.offered_ns.extend(other.offered_ns);
    }
}

/// Identical links from one node, each with a queue of its own.
#[derive(Debug)]
pub(super) struct LinkQueues {
    latency_ns: u64,
    timing: StationTiming,
    bins: BinCursor,
    measured_ns: RangeInclusive<u64>,
    cells: Vec<StationCell>,
    /// By destination.
    links: Vec<Link>,
    /// Bytes sent to each node.
    sent: ByNode,
}

/// Bytes by destination, or by sender.
#[derive(Debug, Default)]
pub(super) struct ByNode(Vec<u64>);

impl ByNode {
    #[inline]
    pub(super) fn add(&mut self, node: NodeId, bytes: u64) {
        let node = usize::from(node);
        if node >= self.0.len() {
            self.0.resize(node + 1, 0);
        }
        self.0[node] = self.0[node].wrapping_add(bytes);
    }

    pub(super) fn of(&self, node: usize) -> u64 {
        self.0.get(node).copied().unwrap_or(0)
    }
}

#[derive(Debug)]
struct Link {
    station: Station<()>,
    /// The bin of the last job, and the load offered in it so far.
    bin: usize,
    offered_ns: u64,
    measured_ns: u64,
}

impl LinkQueues {
    pub(super) fn new(
        latency_ns: u64,
        bytes_per_s: Option<u64>,
        jobs_max: Option<usize>,
        bins: Bins,
        measured_ns: RangeInclusive<u64>,
    ) -> Self {
        let count = if bytes_per_s.is_some() { bins.count } else { 0 };
        Self {
            latency_ns,
            timing: StationTiming { bytes_per_s, jobs_max, ..StationTiming::default() },
            bins: BinCursor::new(bins),
            measured_ns,
            cells: vec![StationCell::default(); count],
            links: Vec::new(),
            sent: ByNode::default(),
        }
    }

    /// When bytes arrive at a node that are ready to be sent at `at`. Bytes to one node are given in the order
    /// of their times. `None` if the link is full.
    #[inline]
    pub(super) fn arrive(&mut self, at: u64, to: NodeId, bytes: u64) -> Option<u64> {
        let arrives = match self.timing.bytes_per_s {
            None => Some(at.saturating_add(self.latency_ns)),
            Some(_) => self.pass(at, usize::from(to), bytes),
        };
        if arrives.is_some() {
            self.sent.add(to, bytes);
        }
        arrives
    }

    fn pass(&mut self, at: u64, to: usize, bytes: u64) -> Option<u64> {
        while self.links.len() <= to {
            let station = Station::new(self.timing);
            self.links.push(Link { station, bin: 0, offered_ns: 0, measured_ns: 0 });
        }
        let (bin, service_ns) =
            (self.bins.index(at), self.links[to].station.service_time.service_ns(bytes));
        let link = &mut self.links[to];
        if link.bin != bin {
            link.next_bin(bin, &mut self.cells);
        }
        link.offered_ns = link.offered_ns.saturating_add(service_ns);
        if self.measured_ns.contains(&at) {
            link.measured_ns = link.measured_ns.saturating_add(service_ns);
        }
        let cell = &mut self.cells[bin];
        let Offered::Departs(departs, ()) = link.station.offer(at, service_ns, ()) else {
            cell.refused += 1;
            return None;
        };
        cell.jobs += 1;
        cell.jobs_max = cell.jobs_max.max(link.station.jobs_now() as u64);
        Some(departs.saturating_add(self.latency_ns))
    }

    /// Bytes sent to each node.
    pub(super) fn sent(&mut self) -> ByNode {
        std::mem::take(&mut self.sent)
    }

    /// The use of the links, after the last event.
    pub(super) fn finish(&mut self) -> LinkUse {
        for link in &mut self.links {
            link.next_bin(0, &mut self.cells);
            link.station.finish();
        }
        let used =
            self.links.iter().map(|link| link.measured_ns).filter(|&offered_ns| offered_ns > 0);
        LinkUse { offered_ns: used.collect(), cells: std::mem::take(&mut self.cells) }
    }
}

impl Link {
    /// The current bin is over.
    fn next_bin(&mut self, bin: usize, cells: &mut [StationCell]) {
        let offered_ns = std::mem::take(&mut self.offered_ns);
        if let Some(cell) = cells.get_mut(self.bin) {
            cell.offered_ns = cell.offered_ns.max(offered_ns);
        }
        self.bin = bin;
    }
}
