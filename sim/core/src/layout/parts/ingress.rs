//! Ingress servers, by which requests enter.

use hotset_workloads::Stream;
use rand::Rng;

/// Picks ingress servers uniformly at random.
#[derive(Clone, Debug)]
pub struct IngressSelector {
    first: usize,
    count: u64,
    stream: Stream,
}

impl IngressSelector {
    /// Servers `first..first + count`, at least one.
    pub fn new(first: usize, count: usize, stream: Stream) -> Self {
        Self { first, count: count as u64, stream }
    }

    /// An ingress server at random.
    #[inline]
    pub fn pick(&mut self) -> usize {
        self.pick_of(self.count as usize)
    }

    /// One of the first `count` ingress servers, at least one.
    #[inline]
    pub(in crate::layout) fn pick_of(&mut self, count: usize) -> usize {
        let high_half = self.stream.next_u64() >> 32;
        self.first + ((high_half * count as u64) >> 32) as usize
    }

    /// The first ingress server.
    pub(in crate::layout) fn first(&self) -> usize {
        self.first
    }

    /// How many there are.
    #[inline]
    pub(in crate::layout) fn count(&self) -> usize {
        self.count as usize
    }

    /// Whether `server` is one of the ingress servers.
    #[inline]
    pub fn contains(&self, server: usize) -> bool {
        // One comparison: what lies before the first ingress server wraps round to a huge number.
        (server.wrapping_sub(self.first) as u64) < self.count
    }

    /// The share of the requests that enter at `server`.
    pub fn share(&self, server: usize) -> f64 {
        if self.contains(server) { 1.0 / self.count as f64 } else { 0.0 }
    }
}

/// Where requests enter.
#[derive(Clone, Debug)]
pub enum Entry {
    /// At the server that looks them up: a switch in front knows it.
    Owner,
    /// At a random ingress server, which forwards the response without caching it.
    Any(IngressSelector),
}

impl Entry {
    /// The ingress server of a request that `owner` will answer.
    #[inline]
    pub(in crate::layout) fn ingress(&mut self, owner: usize) -> usize {
        match self {
            Self::Owner => owner,
            Self::Any(ingress_servers) => ingress_servers.pick(),
        }
    }
}
