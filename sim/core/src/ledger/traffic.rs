//! The ledger: traffic by class, server and time bin. Inter-server traffic is billed by [`Ledger::send`].

use super::Bins;
use crate::theory::SizeMoments;
use hotset_workloads::SimTime;
use std::ops::{AddAssign, Range};

/// Traffic of one server in one time bin.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Requests answered to clients from the server's own cache.
    pub local_requests: u64,
    /// Requests answered to clients with a sibling's copy.
    pub sibling_requests: u64,
    /// Requests answered to clients with a copy that came from the origin for them.
    pub origin_requests: u64,
    /// Bytes sent to clients.
    pub egress_bytes: u64,
    /// Bytes read from the server's own cache, for clients or siblings.
    pub cache_bytes: u64,
    /// Transfers and bytes sent to siblings.
    pub sent_requests: u64,
    /// Bytes sent to siblings.
    pub sent_bytes: u64,
    /// Bytes received from siblings.
    pub received_bytes: u64,
    /// Fetches from the origin.
    pub fetch_requests: u64,
    /// Bytes received from the origin.
    pub fetch_bytes: u64,
    /// Migrated objects sent to other servers.
    pub migrated_requests: u64,
    /// Their bytes.
    pub migrated_bytes: u64,
    /// Migrated bytes received.
    pub settled_bytes: u64,
    /// Bytes received from the origin that the cache did not admit.
    pub bypass_bytes: u64,
}

impl Cell {
    /// Requests of clients.
    pub fn requests(&self) -> u64 {
        self.local_requests + self.sibling_requests + self.origin_requests
    }

    /// Bytes that the server's network interface sends: to clients and to siblings.
    pub fn load_bytes(&self) -> u64 {
        self.egress_bytes + self.sent_bytes + self.migrated_bytes
    }
}

impl AddAssign for Cell {
    fn add_assign(&mut self, other: Self) {
        self.local_requests += other.local_requests;
        self.sibling_requests += other.sibling_requests;
        self.origin_requests += other.origin_requests;
        self.egress_bytes += other.egress_bytes;
        self.cache_bytes += other.cache_bytes;
        self.sent_requests += other.sent_requests;
        self.sent_bytes += other.sent_bytes;
        self.received_bytes += other.received_bytes;
        self.fetch_requests += other.fetch_requests;
        self.fetch_bytes += other.fetch_bytes;
        self.migrated_requests += other.migrated_requests;
        self.migrated_bytes += other.migrated_bytes;
        self.settled_bytes += other.settled_bytes;
        self.bypass_bytes += other.bypass_bytes;
    }
}

/// Traffic of all servers over some time, by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Requests of clients.
    pub requests: u64,
    /// Requests answered from the cache of the server that the client talked to.
    pub local_requests: u64,
    /// Requests answered from the cache of a sibling.
    pub sibling_requests: u64,
    /// Requests that had to be fetched from the origin.
    pub origin_requests: u64,
    /// Bytes from servers to clients.
    pub egress_bytes: u64,
    /// Transfers between servers.
    pub inter_server_requests: u64,
    /// Bytes between servers.
    pub inter_server_bytes: u64,
    /// Bytes from the origin to servers.
    pub origin_bytes: u64,
    /// Migrated objects.
    pub migrations: u64,
    /// Their bytes.
    pub migration_bytes: u64,
    /// Of the bytes from the origin, those that no cache admitted.
    pub bypass_bytes: u64,
}

impl Traffic {
    /// All bytes, each class counted once.
    pub fn total_bytes(&self) -> u64 {
        self.egress_bytes + self.inter_server_bytes + self.origin_bytes + self.migration_bytes
    }

    /// Share of the requests that no fetch from the origin was needed for.
    pub fn hit_ratio(&self) -> f64 {
        ratio(self.local_requests + self.sibling_requests, self.requests)
    }

    /// Share of the bytes for clients that did not come from the origin.
    pub fn byte_hit_ratio(&self) -> f64 {
        if self.egress_bytes == 0 {
            return 0.0;
        }
        1.0 - self.origin_bytes as f64 / self.egress_bytes as f64
    }
}

fn ratio(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// Where the response to the current request came from so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    Nowhere,
    Cache,
    Sibling,
    Origin,
}

/// The ledger of a run: one [`Cell`] a server and time bin. Bytes cannot appear or vanish: what a
/// server sends is what it read, received or fetched, checked for every cell by
/// [`Self::assert_conservation`].
#[derive(Clone, Debug)]
pub struct Ledger {
    bins: Bins,
    servers: usize,
    /// Row by row, a row a bin.
    cells: Vec<Cell>,
    /// By server: the sizes of what it sent.
    sizes: Vec<SizeMoments>,
    /// First cell of the current bin, and the time at which the next one begins.
    row: usize,
    row_end_ns: u64,
    source: Source,
    /// How many requests the current one stands for.
    count: u64,
    begun: u64,
}

impl Ledger {
    /// Empty ledger.
    pub fn new(bins: Bins, servers: usize) -> Self {
        let cells = vec![Cell::default(); bins.count * servers];
        let row_end_ns = bins.start.0.saturating_add(bins.width_ns);
        Self {
            bins,
            servers,
            cells,
            sizes: vec![SizeMoments::default(); servers],
            row: 0,
            row_end_ns,
            source: Source::Nowhere,
            count: 1,
            begun: 0,
        }
    }

    /// A ledger from the counts of each server, one row per server with a cell per bin; `begun` requests
    /// arrived.
    pub(crate) fn of_servers(bins: Bins, servers: &[Vec<Cell>], begun: u64) -> Self {
        let mut ledger = Self::new(bins, servers.len());
        for (server, cells) in servers.iter().enumerate() {
            for (bin, &cell) in cells.iter().enumerate() {
                ledger.cells[bin * servers.len() + server] = cell;
            }
        }
        ledger.begun = begun;
        ledger
    }

    /// A client's request arrives, which stands for `count` requests; requests arrive in time order.
    #[inline]
    pub(crate) fn begin(&mut self, time: SimTime, count: u64) {
        if time.0 >= self.row_end_ns {
            self.next_bin(time);
        }
        self.source = Source::Nowhere;
        self.count = count;
        self.begun += count;
    }

    #[cold]
    fn next_bin(&mut self, time: SimTime) {
        let bin = self.bins.index(time);
        self.row = bin * self.servers;
        self.row_end_ns =
            if bin + 1 == self.bins.count { u64::MAX } else { self.bins.start_of(bin + 1).0 };
    }

    #[inline]
    fn cell(&mut self, server: usize) -> &mut Cell {
        &mut self.cells[self.row + server]
    }

    /// A server reads an object from its cache.
    #[inline]
    pub(crate) fn read(&mut self, server: usize, bytes: u64) {
        self.cell(server).cache_bytes += bytes;
        self.source = Source::Cache;
    }

    /// A server fetches an object from the origin.
    #[inline]
    pub(crate) fn fetch(&mut self, server: usize, bytes: u64) {
        let count = self.count;
        let cell = self.cell(server);
        cell.fetch_requests += count;
        cell.fetch_bytes += bytes;
        self.source = Source::Origin;
    }

    /// What a server fetched bypasses its cache.
    #[inline]
    pub(crate) fn bypass(&mut self, server: usize, bytes: u64) {
        self.cell(server).bypass_bytes += bytes;
    }

    /// A server sends an object to a sibling.
    #[inline]
    pub(crate) fn send(&mut self, from: usize, to: usize, bytes: u64) {
        let count = self.count;
        let sender = self.cell(from);
        sender.sent_requests += count;
        sender.sent_bytes += bytes;
        self.sizes[from].add(bytes);
        self.cell(to).received_bytes += bytes;
        if self.source == Source::Cache {
            self.source = Source::Sibling;
        }
    }

    /// A server migrates an object to another.
    pub(crate) fn migrate(&mut self, from: usize, to: usize, bytes: u64) {
        let sender = self.cell(from);
        sender.cache_bytes += bytes;
        sender.migrated_requests += 1;
        sender.migrated_bytes += bytes;
        self.sizes[from].add(bytes);
        self.cell(to).settled_bytes += bytes;
    }

    /// A server answers the client: the request is done.
    #[inline]
    pub(crate) fn serve(&mut self, server: usize, bytes: u64) {
        let (source, count) = (self.source, self.count);
        self.sizes[server].add(bytes);
        let cell = self.cell(server);
        cell.egress_bytes += bytes;
        match source {
            Source::Cache => cell.local_requests += count,
            Source::Sibling => cell.sibling_requests += count,
            Source::Origin => cell.origin_requests += count,
            Source::Nowhere => debug_assert!(false, "answered with nothing in hand"),
        }
    }

    /// The time bins.
    pub fn bins(&self) -> Bins {
        self.bins
    }

    /// Number of servers.
    pub fn servers(&self) -> usize {
        self.servers
    }

    /// The cells of one bin, by server.
    pub fn bin(&self, bin: usize) -> &[Cell] {
        &self.cells[bin * self.servers..][..self.servers]
    }

    /// One bin, all servers together.
    pub fn bin_total(&self, bin: usize) -> Cell {
        let mut total = Cell::default();
        self.bin(bin).iter().for_each(|&cell| total += cell);
        total
    }

    /// Traffic in a range of bins: a warm-up before it and what comes after it are cut off.
    pub fn traffic(&self, bins: Range<usize>) -> Traffic {
        let mut all = Cell::default();
        bins.for_each(|bin| all += self.bin_total(bin));
        Traffic {
            requests: all.requests(),
            local_requests: all.local_requests,
            sibling_requests: all.sibling_requests,
            origin_requests: all.origin_requests,
            egress_bytes: all.egress_bytes,
            inter_server_requests: all.sent_requests,
            inter_server_bytes: all.sent_bytes,
            origin_bytes: all.fetch_bytes,
            migrations: all.migrated_requests,
            migration_bytes: all.migrated_bytes,
            bypass_bytes: all.bypass_bytes,
        }
    }

    /// The sizes of what each server sent, over all bins.
    pub(super) fn sizes(&self) -> &[SizeMoments] {
        &self.sizes
    }

    /// What one server did in a range of bins.
    pub fn server_total(&self, server: usize, bins: Range<usize>) -> Cell {
        let mut total = Cell::default();
        bins.for_each(|bin| total += self.bin(bin)[server]);
        total
    }

    /// Checks the conservation laws (THEORY 3.10).
    ///
    /// # Panics
    /// If a request was lost or answered twice, or if bytes appeared or vanished at a server or
    /// on a link: a bug in a layout or in the engine, never a matter of input.
    pub fn assert_conservation(&self) {
        let mut answered = 0;
        for (index, cell) in self.cells.iter().enumerate() {
            let (bin, server) = (index / self.servers, index % self.servers);
            let out = cell.load_bytes();
            let into = cell.cache_bytes + cell.received_bytes + cell.fetch_bytes;
            assert_eq!(out, into, "bytes out and in of server {server} in bin {bin}");
            answered += cell.requests();
        }
        for bin in 0..self.bins.count {
            let total = self.bin_total(bin);
            assert_eq!(total.sent_bytes, total.received_bytes, "bytes between servers, bin {bin}");
            assert_eq!(total.migrated_bytes, total.settled_bytes, "bytes that move, bin {bin}");
            assert_eq!(total.fetch_requests, total.origin_requests, "fetches in bin {bin}");
        }
        assert_eq!(answered, self.begun, "every request is answered exactly once");
    }

    /// The same laws where bytes take time, so that they hold over all bins together: but for the
    /// requests that were dropped, and the bytes that were in hand then.
    ///
    /// # Panics
    /// If a law is broken: a bug, never a matter of input.
    pub(crate) fn assert_conservation_in_time(&self, dropped_requests: u64, dropped_bytes: u64) {
        let mut all = Cell::default();
        (0..self.bins.count).for_each(|bin| all += self.bin_total(bin));
        let into = all.cache_bytes + all.received_bytes + all.fetch_bytes;
        assert_eq!(all.load_bytes() + dropped_bytes, into, "bytes out and in of all servers");
        assert_eq!(all.sent_bytes, all.received_bytes, "bytes between servers");
        assert_eq!(all.migrated_bytes, all.settled_bytes, "bytes that move");
        assert_eq!(all.requests() + dropped_requests, self.begun, "requests answered or dropped");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ledger() -> Ledger {
        Ledger::new(Bins::covering(SimTime(0), SimTime(99), 10), 2)
    }

    #[test]
    fn acts_are_booked_in_their_bin_and_class() {
        let mut ledger = ledger();
        ledger.begin(SimTime(5), 1);
        ledger.read(0, 7);
        ledger.serve(0, 7);
        ledger.begin(SimTime(25), 1);
        ledger.fetch(0, 3);
        ledger.send(0, 1, 3);
        ledger.serve(1, 3);
        ledger.begin(SimTime(1_000), 1);
        ledger.read(1, 2);
        ledger.send(1, 0, 2);
        ledger.serve(0, 2);
        ledger.assert_conservation();
        assert_eq!(ledger.bin(0)[0].local_requests, 1);
        assert_eq!(ledger.bin(2)[1].origin_requests, 1);
        assert_eq!(ledger.bin(9)[0].sibling_requests, 1);
        let traffic = ledger.traffic(1..10);
        assert_eq!((traffic.requests, traffic.egress_bytes), (2, 5));
        assert_eq!((traffic.inter_server_bytes, traffic.origin_bytes), (5, 3));
        assert_eq!(traffic.total_bytes(), 13);
        let loads = crate::ledger::Loads::of(&ledger);
        assert_eq!(loads.of_server(0, 0..10).collect::<Vec<_>>(), [7, 0, 3, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!(loads.sizes(0).bytes_squared, 49.0 + 9.0 + 4.0);
    }

    #[test]
    #[should_panic(expected = "bytes out and in of server 0")]
    fn bytes_from_nowhere_are_found() {
        let mut ledger = ledger();
        ledger.begin(SimTime(0), 1);
        ledger.read(0, 7);
        ledger.serve(1, 7);
        ledger.assert_conservation();
    }

    #[test]
    #[should_panic(expected = "every request is answered exactly once")]
    fn a_lost_request_is_found() {
        let mut ledger = ledger();
        ledger.begin(SimTime(0), 1);
        ledger.assert_conservation();
    }
}
