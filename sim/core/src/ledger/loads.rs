//! The load offered to servers, bin by bin.

use super::{Bins, Ledger};
use crate::theory::SizeMoments;
use std::ops::Range;

/// The load offered to every server in every time bin, in bytes: what it is to send to clients and to other
/// servers, dropped or not. In a timed run a request counts in the bin of its arrival; load that depends on
/// the contents of caches (copies to siblings and from a tier), in the bin in which it arises.
#[derive(Clone, Debug, PartialEq)]
pub struct Loads {
    bins: Bins,
    servers: usize,
    /// Bytes that clients requested, by bin.
    client_bytes: Vec<u64>,
    /// Row by row, a row a bin.
    bytes: Vec<u64>,
    /// By server, over all bins: what the same load would need if nothing varied follows from it.
    sizes: Vec<SizeMoments>,
}

impl Loads {
    /// No load.
    pub fn new(bins: Bins, servers: usize) -> Self {
        Self {
            bins,
            servers,
            client_bytes: vec![0; bins.count],
            bytes: vec![0; bins.count * servers],
            sizes: vec![SizeMoments::default(); servers],
        }
    }

    /// The load of an untimed run, in which everything is sent at once.
    pub fn of(ledger: &Ledger) -> Self {
        let mut loads = Self::new(ledger.bins(), ledger.servers());
        for bin in 0..loads.bins.count {
            for (server, cell) in ledger.bin(bin).iter().enumerate() {
                loads.client_bytes[bin] += cell.egress_bytes;
                loads.bytes[bin * loads.servers + server] = cell.load_bytes();
            }
        }
        loads.sizes.copy_from_slice(ledger.sizes());
        loads
    }

    /// A client requests an object, to be sent by a server.
    #[inline]
    pub(crate) fn add_client_request(&mut self, bin: usize, server: usize, bytes: u64) {
        self.client_bytes[bin] += bytes;
        self.add_transfer(bin, server, bytes);
    }

    /// A server is to send an object.
    #[inline]
    pub(crate) fn add_transfer(&mut self, bin: usize, server: usize, bytes: u64) {
        self.bytes[bin * self.servers + server] += bytes;
        self.sizes[server].add(bytes);
    }

    /// Adds the load that a server counted itself, by bin.
    pub(crate) fn add(&mut self, server: usize, bytes: &[u64], sizes: &SizeMoments) {
        for (bin, bytes) in bytes.iter().enumerate() {
            self.bytes[bin * self.servers + server] += bytes;
        }
        self.sizes[server].merge(sizes);
    }

    /// The time bins.
    pub fn bins(&self) -> Bins {
        self.bins
    }

    /// Number of servers.
    pub fn servers(&self) -> usize {
        self.servers
    }

    /// Bytes that clients requested in each bin.
    pub fn client_bytes(&self) -> &[u64] {
        &self.client_bytes
    }

    /// The load of a server in each bin of a range.
    pub fn of_server(&self, server: usize, bins: Range<usize>) -> impl Iterator<Item = u64> + '_ {
        bins.map(move |bin| self.bytes[bin * self.servers + server])
    }

    /// The moments of the sizes of what a server is to send.
    pub fn sizes(&self, server: usize) -> &SizeMoments {
        &self.sizes[server]
    }
}
