//! The ingress server by which a request comes in.

use hotset_workloads::Stream;
use rand::Rng;

/// Picks ingress servers at random, all alike.
#[derive(Clone, Debug)]
pub struct IngressSelector {
    first: usize,
    count: u64,
    stream: Stream,
}

impl IngressSelector {
    /// Doors `first..first + count`, at least one.
    pub fn new(first: usize, count: usize, stream: Stream) -> Self {
        Self { first, count: count as u64, stream }
    }

    /// A ingress server.
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

    /// The share of the requests that come in by `server`.
    pub fn share(&self, server: usize) -> f64 {
        if self.contains(server) { 1.0 / self.count as f64 } else { 0.0 }
    }
}

/// Where requests come in.
#[derive(Clone, Debug)]
pub enum Entry {
    /// At the server that will answer: a switch in front knows it.
    Owner,
    /// At a random ingress server, which passes the answer on without keeping it.
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
