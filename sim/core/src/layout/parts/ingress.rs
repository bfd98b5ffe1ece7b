//! The door by which a request comes in.

use hotset_workloads::Stream;
use rand::Rng;

/// Picks doors at random, all alike.
#[derive(Clone, Debug)]
pub struct Doors {
    first: usize,
    count: u64,
    stream: Stream,
}

impl Doors {
    /// Doors `first..first + count`, at least one.
    pub fn new(first: usize, count: usize, stream: Stream) -> Self {
        Self { first, count: count as u64, stream }
    }

    /// A door.
    #[inline]
    pub fn pick(&mut self) -> usize {
        self.pick_of(self.count as usize)
    }

    /// One of the first `count` doors, at least one.
    #[inline]
    pub(in crate::layout) fn pick_of(&mut self, count: usize) -> usize {
        let high_half = self.stream.next_u64() >> 32;
        self.first + ((high_half * count as u64) >> 32) as usize
    }

    /// The first door.
    pub(in crate::layout) fn first(&self) -> usize {
        self.first
    }

    /// How many there are.
    #[inline]
    pub(in crate::layout) fn count(&self) -> usize {
        self.count as usize
    }

    /// Whether `server` is one of the doors.
    #[inline]
    pub fn contains(&self, server: usize) -> bool {
        // One comparison: what lies before the first door wraps round to a huge number.
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
    /// At a random door, which passes the answer on without keeping it.
    Any(Doors),
}

impl Entry {
    /// The door of a request that `owner` will answer.
    #[inline]
    pub(in crate::layout) fn door(&mut self, owner: usize) -> usize {
        match self {
            Self::Owner => owner,
            Self::Any(doors) => doors.pick(),
        }
    }
}
