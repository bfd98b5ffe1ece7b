//! The links from one node to others.

use super::event::NodeId;
use super::station::transfer_ns;

/// Links that are all alike, each a queue of its own.
#[derive(Debug)]
pub(super) struct Wires {
    latency_ns: u64,
    bytes_per_s: Option<u64>,
    /// When each has passed on all that it was given; as long as the numbers of those it leads to.
    free: Vec<u64>,
}

impl Wires {
    pub(super) fn new(latency_ns: u64, bytes_per_s: Option<u64>) -> Self {
        Self { latency_ns, bytes_per_s, free: Vec::new() }
    }

    /// When bytes arrive at a node that are all there at a time; those to one node are given in the
    /// order of their times.
    #[inline]
    pub(super) fn arrive(&mut self, at: u64, to: NodeId, bytes: u64) -> u64 {
        let Some(rate) = self.bytes_per_s else { return at.saturating_add(self.latency_ns) };
        let to = usize::from(to);
        if self.free.len() <= to {
            self.free.resize(to + 1, 0);
        }
        self.free[to] = at.max(self.free[to]).saturating_add(transfer_ns(bytes, rate));
        self.free[to].saturating_add(self.latency_ns)
    }
}
