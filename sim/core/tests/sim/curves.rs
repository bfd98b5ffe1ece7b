//! Miss-ratio curves against simulation, theory and each other.

use crate::common::{stream, zipf};
use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::replay::curve::{DistanceCounts, Shards, StackDistances, log_sizes};
use hotset_sim::replay::replay_of;
use hotset_sim::theory::{Demand, hit_ratio_lru};
use hotset_workloads::{ObjectId, RequestBatch, RequestSource};

const SEEDS: u64 = 10;

fn requests(objects: usize, alpha: f64, requests: u64, seed: u64) -> Vec<ObjectId> {
    let content = zipf(objects, alpha, requests).content(&mut stream(1)).unwrap();
    let mut source = content.requests(stream(seed), stream(seed + 1));
    let (mut drawn, mut batch) = (Vec::new(), RequestBatch::default());
    while source.next_batch(&mut batch).unwrap() {
        drawn.extend_from_slice(&batch.object);
    }
    drawn
}

fn exact(requests: &[ObjectId], objects: usize) -> DistanceCounts {
    let mut distances = StackDistances::new(objects);
    let mut counts = DistanceCounts::default();
    requests.iter().for_each(|&object| counts.note(distances.next(object)));
    counts
}

/// THEORY 8.1: at every size, to the request.
#[test]
fn the_curve_of_stack_distances_is_lru_simulated_at_every_size() {
    let drawn = requests(3_000, 0.9, 100_000, 2);
    let counts = exact(&drawn, 3_000);
    let sizes = log_sizes(3_500, 12);
    let batch = RequestBatch {
        time: vec![Default::default(); drawn.len()],
        bytes: vec![1; drawn.len()],
        site: vec![0; drawn.len()],
        object: drawn,
        ..RequestBatch::default()
    };
    for (&size, hits) in sizes.iter().zip(counts.hits(&sizes)) {
        let config = CacheConfig::new(Capacity::Objects(size), 3_000, stream(1));
        let mut cache = replay_of(PolicyKind::Lru, &config);
        cache.feed(&batch, &[]);
        assert_eq!(cache.counts().hits as f64, hits, "{size} objects");
    }
}

/// THEORY 8.2: the mean absolute error over 100 sizes, with a thousand and with ten thousand
/// sampled objects, over ten samples: a single one is off by up to twice that, by whether it has the
/// most popular objects.
#[test]
fn shards_is_as_near_as_published() {
    let (objects, total) = (100_000, 2_000_000);
    let drawn = requests(objects, 0.8, total, 4);
    let sizes: Vec<u64> = (1..=100).map(|step| step * objects as u64 / 100).collect();
    let truth = exact(&drawn, objects).hits(&sizes);
    let error = |mut shards: Shards| {
        drawn.iter().for_each(|&object| shards.note(object));
        let found = shards.counts().hits(&sizes);
        let pairs = found.iter().zip(&truth);
        pairs.map(|(a, b)| (a - b).abs()).sum::<f64>() / 100.0 / total as f64
    };
    let mut means = [0.0; 4];
    for seed in 0..SEEDS {
        let errors = [
            error(Shards::with_rate(objects, 0.1, seed)),
            error(Shards::with_size(objects, 10_000, seed)),
            error(Shards::with_rate(objects, 0.01, seed)),
            error(Shards::with_size(objects, 1_000, seed)),
        ];
        means.iter_mut().zip(errors).for_each(|(mean, error)| *mean += error / SEEDS as f64);
    }
    let most = [0.008, 0.008, 0.02, 0.02];
    assert!(means.iter().zip(most).all(|(&found, most)| found <= most), "{means:?}");
}

#[test]
fn a_sample_of_all_is_exact() {
    let drawn = requests(500, 0.8, 20_000, 6);
    let sizes = log_sizes(500, 10);
    let truth = exact(&drawn, 500).hits(&sizes);
    for mut shards in [Shards::with_rate(500, 1.0, 1), Shards::with_size(500, 500, 1)] {
        drawn.iter().for_each(|&object| shards.note(object));
        assert_eq!(shards.counts().hits(&sizes), truth);
    }
}

/// THEORY 8.3: under independent references the curve is that of the characteristic time, once the
/// first requests, most of them of new objects, are left out.
#[test]
fn the_curve_of_independent_references_is_that_of_the_characteristic_time() {
    let (objects, warm_up) = (10_000, 400_000);
    let drawn = requests(objects, 0.8, 2_400_000, 8);
    let mut distances = StackDistances::new(objects);
    let mut counts = DistanceCounts::default();
    for (number, &object) in drawn.iter().enumerate() {
        let distance = distances.next(object);
        if number >= warm_up {
            counts.note(distance);
        }
    }
    let sizes = [100, 300, 1_000, 3_000];
    let weights = zipf(objects, 0.8, 1).content(&mut stream(1)).unwrap().weights();
    let demand: Vec<Demand> = weights.into_iter().map(Demand::unit).collect();
    for (&size, hits) in sizes.iter().zip(counts.hits(&sizes)) {
        let (found, expected) = (hits / counts.requests, hit_ratio_lru(&demand, size as f64));
        assert!((found - expected).abs() < 0.003, "{size}: {found} for {expected}");
    }
}
