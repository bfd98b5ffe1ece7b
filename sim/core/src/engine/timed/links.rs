//! The links from one node to others.

use crate::engine::timed::event::NodeId;
use crate::engine::timed::station::{Offered, Station, StationCell, StationTiming};
use crate::ledger::{BinCursor, Bins};
use std::ops::RangeInclusive;

/// What links did that lead from one node, or from several, to others. Nothing is known of links
/// without a rate, in which nothing waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LinkUse {
    /// By bin: answers that were passed on and turned down by all links, and the most that was asked
    /// of any one of them and that was in it.
    pub cells: Vec<StationCell>,
    /// What was asked of each link that was used, within the measured bins.
    pub asked_ns: Vec<u64>,
}

impl LinkUse {
    /// Adds those of another node.
    pub(super) fn add(&mut self, other: Self) {
        self.cells.resize(self.cells.len().max(other.cells.len()), StationCell::default());
        for (mine, other) in self.cells.iter_mut().zip(&other.cells) {
            mine.jobs += other.jobs;
            mine.refused += other.refused;
            mine.asked_ns = mine.asked_ns.max(other.asked_ns);
            mine.jobs_max = mine.jobs_max.max(other.jobs_max);
        }
        self.asked_ns.extend(other.asked_ns);
    }
}

/// Links that are all alike, each a queue of its own.
#[derive(Debug)]
pub(super) struct LinkQueues {
    latency_ns: u64,
    timing: StationTiming,
    bins: BinCursor,
    measured_ns: RangeInclusive<u64>,
    cells: Vec<StationCell>,
    /// As long as the numbers of the nodes that they lead to.
    links: Vec<Link>,
    /// What was sent to each node.
    sent: ByNode,
}

/// Bytes by the node that they went to, or came from.
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
    /// The bin of the last job, and what was asked in it so far.
    bin: usize,
    asked_ns: u64,
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

    /// When bytes arrive at a node that are all there at a time; those to one node are given in the
    /// order of their times. `None` if there is no room for them.
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
            self.links.push(Link { station, bin: 0, asked_ns: 0, measured_ns: 0 });
        }
        let (bin, service_ns) =
            (self.bins.index(at), self.links[to].station.pace.service_ns(bytes));
        let link = &mut self.links[to];
        if link.bin != bin {
            link.turn_page(bin, &mut self.cells);
        }
        link.asked_ns = link.asked_ns.saturating_add(service_ns);
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

    /// What was sent to each node.
    pub(super) fn sent(&mut self) -> ByNode {
        std::mem::take(&mut self.sent)
    }

    /// What they did, once all is done.
    pub(super) fn finish(&mut self) -> LinkUse {
        for link in &mut self.links {
            link.turn_page(0, &mut self.cells);
            link.station.finish();
        }
        let used = self.links.iter().map(|link| link.measured_ns).filter(|&asked_ns| asked_ns > 0);
        LinkUse { asked_ns: used.collect(), cells: std::mem::take(&mut self.cells) }
    }
}

impl Link {
    /// The bin at hand is over.
    fn turn_page(&mut self, bin: usize, cells: &mut [StationCell]) {
        let asked_ns = std::mem::take(&mut self.asked_ns);
        if let Some(cell) = cells.get_mut(self.bin) {
            cell.asked_ns = cell.asked_ns.max(asked_ns);
        }
        self.bin = bin;
    }
}
