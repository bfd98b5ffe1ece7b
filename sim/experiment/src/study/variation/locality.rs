//! Stack distances of a trace, and with them LRU caches of every size.

use super::found::Found;
use crate::study::lru_stack::LruStack;
use hotset_sim::replay::curve::{DistanceCounts, log_sizes};
use hotset_workloads::RequestBatch;
use hotset_workloads::analysis::LogBins;

/// Longer traces are sampled.
const EXACT_REQUESTS_MAX: u64 = 10_000_000;
/// About so many objects are in a sample: errors of the miss ratio are below 0.01 then (THEORY 8.2).
const SAMPLED_OBJECTS: f64 = 50_000.0;
/// Seed of the sample: the same for everyone.
const SAMPLE_SEED: u64 = 1;
/// Sizes of caches in each factor of ten.
const SIZES_PER_DECADE: u32 = 20;

/// LRU stack distances: exact up to ten million requests, beyond that of a sample of about 50,000 objects
/// (SHARDS). At most 48 bytes an object, 28 where there is a sample.
#[derive(Debug)]
pub(super) struct Locality {
    stack: LruStack,
    objects: usize,
    /// Whether objects are modified: then not every request within the stack distance is a hit.
    modified: bool,
}

impl Locality {
    /// For the trace of which this was found.
    pub(super) fn of(found: &Found) -> Self {
        let ranked = &found.profile.ranked;
        let objects = ranked.iter().map(|entry| entry.0 as usize + 1).max().unwrap_or(0);
        let rate = SAMPLED_OBJECTS / objects.max(1) as f64;
        let stack = match found.profile.requests > EXACT_REQUESTS_MAX && rate < 1.0 {
            true => LruStack::with_rate(objects, rate, SAMPLE_SEED),
            false => LruStack::exact(objects),
        };
        Self { stack, objects, modified: false }
    }

    pub(super) fn add(&mut self, batch: &RequestBatch) {
        self.stack.feed(batch);
        self.modified |= batch.version.iter().any(|&version| version != 0);
    }

    pub(super) fn finish(self) -> StackDistanceProfile {
        let rate = self.stack.rate();
        let counts = self.stack.counts();
        let mut distances = LogBins::default();
        for (distance, &count) in (0..).zip(&counts.counts).filter(|entry| *entry.1 > 0.0) {
            distances.add_weighted(distance, count);
        }
        let miss_ratios = match self.modified {
            true => Vec::new(),
            false => miss_ratios(&counts, self.objects as u64),
        };
        StackDistanceProfile { rate, distances, miss_ratios }
    }
}

fn miss_ratios(counts: &DistanceCounts, objects: u64) -> Vec<(u64, f64)> {
    if counts.requests <= 0.0 {
        return Vec::new();
    }
    let sizes = log_sizes(objects, SIZES_PER_DECADE);
    let hits = counts.hits(&sizes);
    // The correction of a sample can leave a little less than nothing.
    let ratio = |hits: f64| (1.0 - hits / counts.requests).clamp(0.0, 1.0);
    sizes.into_iter().zip(hits.into_iter().map(ratio)).collect()
}

/// Stack distances, and miss ratios of LRU.
#[derive(Debug)]
pub struct StackDistanceProfile {
    /// The share of the objects that they are from: 1 where they are exact.
    pub rate: f64,
    /// Stack distances in objects, of all requests but the first of each object: how many distinct objects were
    /// requested since the last request for the same one, itself included.
    pub distances: LogBins,
    /// Sizes of LRU caches in objects, with their miss ratios; none where objects are modified.
    pub miss_ratios: Vec<(u64, f64)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use hotset_workloads::{ObjectId, Request};
    use std::collections::BTreeSet;

    /// Requests for `objects` objects, low numbers more often.
    fn trace(objects: u64, requests: usize) -> Vec<ObjectId> {
        let mut state: u64 = 7;
        let mut draw = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % objects
        };
        (0..requests).map(|_| (draw() * draw() / objects) as ObjectId).collect()
    }

    fn profile(trace: &[ObjectId], stack: LruStack, objects: usize) -> StackDistanceProfile {
        let mut locality = Locality { stack, objects, modified: false };
        let mut batch = RequestBatch::default();
        trace.iter().for_each(|&object| batch.push(Request { object, ..Request::default() }));
        locality.add(&batch);
        locality.finish()
    }

    #[test]
    fn distances_are_distinct_objects_between() {
        let trace = trace(80, 1_500);
        let found = profile(&trace, LruStack::exact(80), 80);
        let mut naive = LogBins::default();
        let mut distances = Vec::new();
        for (index, object) in trace.iter().enumerate() {
            if let Some(last) = trace[..index].iter().rposition(|earlier| earlier == object) {
                let between: BTreeSet<&ObjectId> = trace[last..index].iter().collect();
                naive.add(between.len() as u64);
                distances.push(between.len() as u64);
            }
        }
        assert_eq!((found.rate, &found.distances), (1.0, &naive));
        for (size, miss_ratio) in found.miss_ratios {
            let hits = distances.iter().filter(|&&distance| distance <= size).count();
            assert!((miss_ratio - (1.0 - hits as f64 / 1_500.0)).abs() < 1e-12, "{size}");
        }
    }

    #[test]
    fn a_sample_is_near_the_whole() {
        // Of about 4,000 objects, fewer than are in a sample of a long trace.
        let trace = trace(20_000, 300_000);
        let all = profile(&trace, LruStack::exact(20_000), 20_000);
        let sampled = profile(&trace, LruStack::with_rate(20_000, 0.2, SAMPLE_SEED), 20_000);
        assert!((sampled.rate - 0.2).abs() < 1e-6);
        let pairs = all.miss_ratios.iter().zip(&sampled.miss_ratios);
        for (&(size, exact), &(_, found)) in pairs.filter(|(all, _)| all.0 >= 100) {
            assert!((found - exact).abs() < 0.03, "{size}: {found} for {exact}");
        }
    }

    #[test]
    fn modified_objects_have_no_miss_ratio() {
        let mut locality = Locality { stack: LruStack::exact(1), objects: 1, modified: false };
        let mut batch = RequestBatch::default();
        batch.push(Request::default());
        batch.push(Request { version: 1, ..Request::default() });
        locality.add(&batch);
        let found = locality.finish();
        assert!(found.miss_ratios.is_empty() && found.distances.total() == 1.0);
    }
}
