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
    /// Requests that went to the whole sample, and to each part.
    sampled: [u64; PARTS as usize + 1],
    too_large: Vec<TooLarge>,
}

/// What a sample cannot show: objects that fit into a cache, but not into its sampled form.
struct TooLarge {
    whole: u64,
    scaled: u64,
    requests: u64,
}

impl Sampling {
    pub(super) fn new(rate: f64, seed: u64) -> Result<Self, Failure> {
        if !(rate > 0.0 && rate < 1.0) {
            return Err(Failure::input(format!(
                "found --sample {rate}; expected a share of the objects above 0 and below 1"
            )));
        }
        let batches = (0..=PARTS).map(|_| Default::default()).collect();
        let sample = KeySample::new(rate, seed);
        let sampled = [0; PARTS as usize + 1];
        Ok(Self { sample, batches, requests: 0, bytes: 0, sampled, too_large: Vec::new() })
    }

    /// The share of the objects that a lane gets: the first has all of the sample.
    pub(super) fn rate(&self, part: usize) -> f64 {
        if part == 0 { self.sample.rate() } else { self.sample.rate() / PARTS as f64 }
    }

    /// The room of a cache that has so much for all objects.
    pub(super) fn scaled(&self, capacity: Capacity, part: usize) -> Result<Capacity, Failure> {
        let amount = (capacity.amount() as f64 * self.rate(part)).round() as u64;
        if amount == 0 {
            let (whole, unit) = match capacity {
                Capacity::Bytes(amount) => (amount, "bytes"),
                Capacity::Objects(amount) => (amount, "objects"),
            };
            return Err(Failure::input(format!(
                "a cache of {whole} {unit} is too small for this sample, a fifth of which runs by \
                 itself for the error; expected a larger cache or a larger --sample"
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

    /// Counts what the sample cannot show of a cache, from now on.
    pub(super) fn watch(&mut self, capacity: Capacity) -> Result<(), Failure> {
        let scaled = self.scaled(capacity, 0)?.amount();
        let whole = capacity.amount();
        let known = self.too_large.iter().any(|known| known.whole == whole);
        if matches!(capacity, Capacity::Bytes(_)) && !known {
            self.too_large.push(TooLarge { whole, scaled, requests: 0 });
        }
        Ok(())
    }

    /// The share of the requests that are for objects which fit into a cache of this size, but not
    /// into its sampled form: the estimate is wrong by what they do.
    pub(super) fn share_too_large(&self, capacity: Capacity) -> f64 {
        let of = |found: &&TooLarge| {
            matches!(capacity, Capacity::Bytes(_)) && found.whole == capacity.amount()
        };
        let requests = self.too_large.iter().find(of).map_or(0, |found| found.requests);
        requests as f64 / (self.requests as f64).max(1.0)
    }

    /// Whether the sample has something in all of its parts.
    pub(super) fn check(&self) -> Result<(), Failure> {
        if self.sampled.iter().all(|&requests| requests > 0) {
            return Ok(());
        }
        let what = match self.sampled[0] {
            0 => "no object of this trace is in the sample",
            _ => "the sample has too few objects of this trace to tell its error",
        };
        Err(Failure::input(format!("{what}; expected a larger --sample")))
    }

    /// Divides a block among the sample and its parts.
    pub(super) fn divide(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        for (part, next) in &mut self.batches {
            part.clear();
            next.clear();
        }
        self.requests += batch.len() as u64;
        self.bytes += batch.bytes.iter().sum::<u64>();
        let largest = batch.bytes.iter().copied().max().unwrap_or(0);
        for watched in self.too_large.iter_mut().filter(|watched| watched.scaled < largest) {
            let range = watched.scaled + 1..=watched.whole;
            watched.requests +=
                batch.bytes.iter().filter(|bytes| range.contains(bytes)).count() as u64;
        }
        for (index, request) in batch.iter().enumerate() {
            if !self.sample.has(request.object) {
                continue;
            }
            let part = self.sample.part(request.object, PARTS) as usize + 1;
            for at in [0, part] {
                let (batch, next) = &mut self.batches[at];
                batch.push(request);
                self.sampled[at] += 1;
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
