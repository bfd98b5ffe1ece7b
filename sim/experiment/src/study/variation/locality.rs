//! Stack distances of a trace, and with them LRU caches of every size.

use super::found::Found;
use super::stack_sample::StackSample;
use hotset_sim::replay::curve::{DistanceCounts, StackDistances, log_sizes};
use hotset_workloads::RequestBatch;
use hotset_workloads::analysis::{LogBins, PopularityProfile};

/// Longer traces are sampled.
const EXACT_REQUESTS_MAX: u64 = 10_000_000;
/// About so many objects are in a sample. On a Zipf stream of 12 million requests for a million objects, the miss
/// ratio is off by 0.008 at 100 objects, 0.016 at 1,000, and 0.001 or less from 10,000 on.
const SAMPLED_OBJECTS: f64 = 50_000.0;
/// Seed of the sample: the same for everyone.
const SAMPLE_SEED: u64 = 1;
/// Sizes of caches in each factor of ten.
const SIZES_PER_DECADE: u32 = 20;

#[derive(Debug)]
enum Stack {
    Exact(Box<StackDistances>, DistanceCounts),
    Sampled(Box<StackSample>),
}

/// LRU stack distances: exact up to ten million requests, beyond that of a sample of about 50,000 objects
/// ([`StackSample`]). At most 48 bytes an object.
#[derive(Debug)]
pub(super) struct Locality {
    stack: Stack,
    objects: usize,
    /// Whether objects are modified: then not every request within the stack distance is a hit.
    modified: bool,
}

impl Stack {
    fn exact(objects: usize) -> Self {
        Self::Exact(Box::new(StackDistances::new(objects)), DistanceCounts::default())
    }

    fn sampled(profile: &PopularityProfile, objects: usize, rate: f64) -> Self {
        Self::Sampled(Box::new(StackSample::new(profile, objects, rate, SAMPLE_SEED)))
    }
}

impl Locality {
    /// For the trace of which this was found.
    pub(super) fn of(found: &Found) -> Self {
        let ranked = &found.profile.ranked;
        let objects = ranked.iter().map(|entry| entry.0 as usize + 1).max().unwrap_or(0);
        let rate = SAMPLED_OBJECTS / objects.max(1) as f64;
        let stack = match found.profile.requests > EXACT_REQUESTS_MAX && rate < 1.0 {
            true => Stack::sampled(&found.profile, objects, rate),
            false => Stack::exact(objects),
        };
        Self { stack, objects, modified: false }
    }

    pub(super) fn add(&mut self, batch: &RequestBatch) {
        // A file that grew since the first pass has objects of which nothing is known.
        let known = batch.object.iter().filter(|&&object| (object as usize) < self.objects);
        match &mut self.stack {
            Stack::Exact(distances, counts) => {
                known.for_each(|&object| counts.note(distances.next(object)));
            }
            Stack::Sampled(sample) => known.for_each(|&object| sample.note(object)),
        }
        self.modified |= batch.version.iter().any(|&version| version != 0);
    }

    pub(super) fn finish(self) -> StackDistanceProfile {
        let (rate, counts) = match &self.stack {
            Stack::Exact(_, counts) => (1.0, counts),
            Stack::Sampled(sample) => (sample.rate(), sample.counts()),
        };
        let mut distances = LogBins::default();
        for (distance, &count) in (0..).zip(&counts.counts).filter(|entry| *entry.1 > 0.0) {
            distances.add_weighted(distance, count);
        }
        let miss_ratios = match self.modified {
            true => Vec::new(),
            false => miss_ratios(counts, self.objects as u64),
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
    // Sums of weights are not exact.
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

    fn profile(trace: &[ObjectId], stack: Stack, objects: usize) -> StackDistanceProfile {
        let mut locality = Locality { stack, objects, modified: false };
        let mut batch = RequestBatch::default();
        trace.iter().for_each(|&object| batch.push(Request { object, ..Request::default() }));
        locality.add(&batch);
        locality.finish()
    }

    #[test]
    fn distances_are_distinct_objects_between() {
        let trace = trace(80, 1_500);
        let found = profile(&trace, Stack::exact(80), 80);
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
        let all = profile(&trace, Stack::exact(20_000), 20_000);
        let mut requests_of = vec![0; 20_000];
        trace.iter().for_each(|&object| requests_of[object as usize] += 1);
        let popularity = PopularityProfile::new(&requests_of);
        let sampled = profile(&trace, Stack::sampled(&popularity, 20_000, 0.2), 20_000);
        assert!((sampled.rate - 0.2).abs() < 1e-6);
        let pairs = all.miss_ratios.iter().zip(&sampled.miss_ratios);
        for (&(size, exact), &(_, found)) in pairs {
            assert!((found - exact).abs() < 0.015, "{size}: {found} for {exact}");
        }
    }

    #[test]
    fn modified_objects_have_no_miss_ratio() {
        let mut locality = Locality { stack: Stack::exact(1), objects: 1, modified: false };
        let mut batch = RequestBatch::default();
        batch.push(Request::default());
        batch.push(Request { version: 1, ..Request::default() });
        locality.add(&batch);
        let found = locality.finish();
        assert!(found.miss_ratios.is_empty() && found.distances.total() == 1.0);
    }
}
