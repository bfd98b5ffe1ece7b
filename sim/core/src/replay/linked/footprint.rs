//! The footprint of a trace.

use crate::replay::linked::buckets::{CarriedState, StateBuckets};
use hotset_workloads::formats::{NO_NEXT, NextAccessBlock};

/// The number of objects of a trace and their bytes, each at its largest size.
pub struct Footprint {
    buckets: StateBuckets,
    blocks: usize,
    objects: u64,
    bytes: u64,
}

impl Footprint {
    /// For a trace of `requests` requests.
    pub fn new(requests: usize) -> Self {
        Self { buckets: StateBuckets::new(requests), blocks: 0, objects: 0, bytes: 0 }
    }

    /// Reads the next block. Writes the requests without a previous one to `firsts`.
    pub fn feed(&mut self, block: &NextAccessBlock, firsts: &mut Vec<u32>) {
        firsts.clear();
        self.buckets.open(self.blocks);
        self.blocks += 1;
        for (index, request) in block.requests().enumerate() {
            let CarriedState(largest) = self.buckets.take(index);
            if CarriedState(largest) == CarriedState::NONE {
                firsts.push(index as u32);
            }
            // From 1 on: it always is something to carry.
            let largest = largest.max(u64::from(request.bytes) + 1);
            match request.next {
                NO_NEXT => self.bytes += largest - 1,
                next => self.buckets.send(next, CarriedState(largest)),
            }
        }
        self.objects += firsts.len() as u64;
    }

    /// How many objects there are.
    pub fn objects(&self) -> u64 {
        self.objects
    }

    /// Bytes of all of them.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }
}
