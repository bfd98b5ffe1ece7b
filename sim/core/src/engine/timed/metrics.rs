//! What a server counts, bin by bin.

use crate::engine::timed::event::Source;
use crate::engine::timed::latency::{BinCounts, ClassCounts};
use crate::engine::timed::station::StationCell;
use crate::ledger::{BinCursor, Bins, Cell};
use crate::theory::SizeMoments;
use std::ops::{Range, RangeInclusive};

/// Timed counts of one server in one time bin; bytes are in [`Cell`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TimedCell {
    /// Delayed hits: requests answered by a fetch that another had started; they are among the local or
    /// sibling requests.
    pub delayed_requests: u64,
    /// Requests that were never answered.
    pub dropped_requests: u64,
    /// Requests answered after their client's timeout.
    pub timed_out_requests: u64,
    /// Sum of the latencies of the requests answered, as their clients see it.
    pub latency_ns: u64,
    /// The largest of them.
    pub latency_ns_max: u64,
    /// The network interface.
    pub station: StationCell,
}

/// The counts of one server.
#[derive(Debug)]
pub(super) struct ServerMetrics {
    bins: BinCursor,
    /// Latencies are recorded for requests that arrived in this time.
    measured_ns: RangeInclusive<u64>,
    pub(super) cells: Vec<Cell>,
    pub(super) timed: Vec<TimedCell>,
    pub(super) latencies: ClassCounts,
    pub(super) latency_bins: BinCounts,
    /// The load that depends on the contents of caches, by bin, and its sizes; the rest follows from the
    /// routes.
    pub(super) load_bytes: Vec<u64>,
    pub(super) load_sizes: SizeMoments,
    /// Bytes that were here but were dropped before they were sent.
    pub(super) dropped_bytes: u64,
}

impl ServerMetrics {
    /// Empty counts of one of `servers` servers; latencies are recorded for requests that arrived within the
    /// `measured` bins.
    pub(super) fn new(bins: Bins, measured: Range<usize>, servers: usize) -> Self {
        Self {
            measured_ns: bins.times_of(measured),
            bins: BinCursor::new(bins),
            cells: vec![Cell::default(); bins.count],
            timed: vec![TimedCell::default(); bins.count],
            latencies: ClassCounts::default(),
            latency_bins: BinCounts::new(bins.count, servers),
            load_bytes: vec![0; bins.count],
            load_sizes: SizeMoments::default(),
            dropped_bytes: 0,
        }
    }

    pub(super) fn measured_ns(&self) -> RangeInclusive<u64> {
        self.measured_ns.clone()
    }

    pub(super) fn bins(&self) -> Bins {
        self.bins.bins()
    }

    #[inline]
    fn cell(&mut self, at: u64) -> &mut Cell {
        &mut self.cells[self.bins.index(at)]
    }

    #[inline]
    pub(super) fn timed(&mut self, at: u64) -> &mut TimedCell {
        &mut self.timed[self.bins.index(at)]
    }

    /// The server is to send an object to another.
    pub(super) fn add_load(&mut self, at: u64, bytes: u64) {
        self.load_bytes[self.bins.index(at)] += bytes;
        self.load_sizes.add(bytes);
    }

    /// What was fetched is not kept.
    pub(super) fn bypass(&mut self, at: u64, bytes: u64) {
        self.cell(at).bypass_bytes += bytes;
    }

    /// Bytes are read from the cache.
    pub(super) fn read(&mut self, at: u64, bytes: u64) {
        self.cell(at).cache_bytes += bytes;
    }

    /// Bytes arrive from the origin.
    pub(super) fn fetch(&mut self, at: u64, bytes: u64) {
        let cell = self.cell(at);
        cell.fetch_requests += 1;
        cell.fetch_bytes += bytes;
    }

    /// Bytes left for a sibling.
    pub(super) fn send(&mut self, at: u64, bytes: u64) {
        let cell = self.cell(at);
        cell.sent_requests += 1;
        cell.sent_bytes += bytes;
    }

    /// A migrated copy left for a sibling.
    pub(super) fn migrate(&mut self, at: u64, bytes: u64) {
        let cell = self.cell(at);
        cell.migrated_requests += 1;
        cell.migrated_bytes += bytes;
    }

    /// A migrated copy arrives.
    pub(super) fn settle(&mut self, at: u64, bytes: u64) {
        self.cell(at).settled_bytes += bytes;
    }

    /// Bytes arrive from a sibling.
    pub(super) fn receive(&mut self, at: u64, bytes: u64) {
        self.cell(at).received_bytes += bytes;
    }

    /// A client gets its response.
    pub(super) fn serve(&mut self, at: u64, served: &Served) {
        let Served { source, from_sibling, arrived_ns, bytes, latency_ns, timed_out } = *served;
        let cell = self.cell(at);
        cell.egress_bytes += bytes;
        match (source, from_sibling) {
            (Source::Origin, _) => cell.origin_requests += 1,
            (_, false) => cell.local_requests += 1,
            (_, true) => cell.sibling_requests += 1,
        }
        let timed = self.timed(at);
        timed.delayed_requests += u64::from(source == Source::Delayed);
        timed.timed_out_requests += u64::from(timed_out);
        timed.latency_ns = timed.latency_ns.saturating_add(latency_ns);
        timed.latency_ns_max = timed.latency_ns_max.max(latency_ns);
        let class = match (source, from_sibling) {
            (Source::Origin, _) => 3,
            (Source::Delayed, _) => 1,
            (Source::Cache, false) => 0,
            (Source::Cache, true) => 2,
        };
        self.latency_bins.note(self.bins.index(at), latency_ns);
        if self.measured_ns.contains(&arrived_ns) {
            self.latencies.note(class, latency_ns);
        }
    }

    /// A request is dropped, and with it the bytes that the server held for it.
    pub(super) fn drop(&mut self, at: u64, bytes_held: u64) {
        self.timed(at).dropped_requests += 1;
        self.dropped_bytes += bytes_held;
    }
}

/// An answer that a client got.
#[derive(Clone, Copy, Debug)]
pub(super) struct Served {
    pub(super) source: Source,
    pub(super) from_sibling: bool,
    pub(super) arrived_ns: u64,
    pub(super) bytes: u64,
    pub(super) latency_ns: u64,
    pub(super) timed_out: bool,
}
