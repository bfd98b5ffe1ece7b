//! Replays of a sample of the objects, through caches that are smaller in proportion.

use super::lanes::Counted;
use crate::diagnostics::Failure;
use hotset_sim::cache::Capacity;
use hotset_sim::curve::KeySample;
use hotset_sim::engine::ReplayCounts;
use hotset_workloads::{ObjectId, RequestBatch};

/// Disjoint parts of the sample that run on their own beside it, to tell the error.
pub(super) const PARTS: u64 = 5;

/// A sample of the objects.
pub(super) struct Sampling {
    sample: KeySample,
    /// The whole sample, then its parts.
    batches: Vec<(RequestBatch, Vec<u32>)>,
    requests: u64,
    bytes: u64,
}

impl Sampling {
    pub(super) fn new(rate: f64, seed: u64) -> Result<Self, Failure> {
        if !(rate > 0.0 && rate < 1.0) {
            return Err(Failure::input(format!(
                "found --sample {rate}; expected a share of the objects above 0 and below 1"
            )));
        }
        let batches = (0..=PARTS).map(|_| Default::default()).collect();
        Ok(Self { sample: KeySample::new(rate, seed), batches, requests: 0, bytes: 0 })
    }

    /// The share of the objects that a lane gets: the first has all of the sample.
    pub(super) fn rate(&self, part: usize) -> f64 {
        if part == 0 { self.sample.rate() } else { self.sample.rate() / PARTS as f64 }
    }

    /// The room of a cache that has so much for all objects.
    pub(super) fn scaled(&self, capacity: Capacity, part: usize) -> Result<Capacity, Failure> {
        let amount = (capacity.amount() as f64 * self.rate(part)).round() as u64;
        if amount == 0 {
            let amount = capacity.amount();
            return Err(Failure::input(format!(
                "a cache of {amount} is too small for a sample of {}; expected a larger cache or \
                 a larger sample",
                self.sample.rate()
            )));
        }
        Ok(match capacity {
            Capacity::Bytes(_) => Capacity::Bytes(amount),
            Capacity::Objects(_) => Capacity::Objects(amount),
        })
    }

    /// Whether an object is in the sample, or in a part of it.
    pub(super) fn has(&self, object: ObjectId, part: usize) -> bool {
        let its_part = self.sample.part(object, PARTS) as usize + 1;
        self.sample.has(object) && (part == 0 || part == its_part)
    }

    /// Divides a block among the sample and its parts.
    pub(super) fn divide(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        for (part, next) in &mut self.batches {
            part.clear();
            next.clear();
        }
        self.requests += batch.len() as u64;
        self.bytes += batch.bytes.iter().sum::<u64>();
        for (index, request) in batch.iter().enumerate() {
            if !self.sample.has(request.object) {
                continue;
            }
            let part = self.sample.part(request.object, PARTS) as usize + 1;
            for at in [0, part] {
                let (batch, next) = &mut self.batches[at];
                batch.push(request);
                next.extend(next_uses.get(index));
            }
        }
    }

    /// The block of a lane.
    pub(super) fn block(&self, part: usize) -> (&RequestBatch, &[u32]) {
        let (batch, next) = &self.batches[part];
        (batch, next)
    }

    /// What a lane's counts say of the whole trace: requests that the sample has too few or too many
    /// of are taken for hits, as most of them are of the most popular objects (SHARDS-adj).
    pub(super) fn whole(&self, counts: &ReplayCounts, part: usize) -> ReplayCounts {
        let rate = self.rate(part);
        let corrected = |hits: u64, seen: u64, all: u64| {
            let expected = all as f64 * rate;
            let hits = hits as f64 + (expected - seen as f64);
            ((hits / rate).round().max(0.0) as u64).min(all)
        };
        ReplayCounts {
            requests: self.requests,
            hits: corrected(counts.hits, counts.requests, self.requests),
            bytes: self.bytes,
            hit_bytes: corrected(counts.hit_bytes, counts.bytes, self.bytes),
            evictions: (counts.evictions as f64 / rate).round() as u64,
        }
    }

    /// Standard error of the hit ratio of the whole sample, from the spread of its parts.
    pub(super) fn error(&self, parts: &[Counted]) -> f64 {
        // Hits below none are left as they are: cut off, they would make the spread too small.
        let ratio = |cache: &Counted| {
            let expected = self.requests as f64 * self.rate(cache.part);
            1.0 - cache.counts.misses() as f64 / expected
        };
        let ratios: Vec<f64> = parts.iter().map(ratio).collect();
        let count = ratios.len() as f64;
        let mean = ratios.iter().sum::<f64>() / count;
        let squares: f64 = ratios.iter().map(|ratio| (ratio - mean) * (ratio - mean)).sum();
        (squares / (count - 1.0) / count).sqrt()
    }
}
