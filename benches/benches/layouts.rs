//! Whole runs, requests drawn and ledger kept: requests a second by layout.

#![allow(missing_docs)]

use criterion::{Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::Run;
use hotset_sim::layout::{
    Bound, Cooperative, Entry, Group, HashKind, Hashed, Hot, HotSet, IngressSelector, Layout,
    Mirrored, Owners,
};
use hotset_sim::ledger::Bins;
use hotset_workloads::synthetic::{Content, Popularity, Synthetic};
use hotset_workloads::{SimTime, Stream};
use rand::SeedableRng;

const OBJECTS: usize = 200_000;
const SERVERS: usize = 16;
const REQUESTS: u64 = 2_000_000;

fn run(content: &Content, layout: impl Layout) -> u64 {
    let stream = Stream::seed_from_u64;
    let mut source = content.requests(stream(2), stream(3));
    let run = Run {
        source: &mut source,
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout,
        capacities: &[Capacity::Objects(OBJECTS as u64 / 100); SERVERS],
        streams: &|server| stream(100 + server as u64),
        bins: Bins::covering(SimTime(0), SimTime::from_s(1_000), 200),
        policy: &PolicyKind::Lru,
    };
    run.run().expect("a model is always read").ledger.traffic(0..200).origin_bytes
}

fn layouts(c: &mut Criterion) {
    let popularity = Popularity::Zipf { alpha: 0.8 };
    let model =
        Synthetic { objects: OBJECTS, requests: REQUESTS, popularity, ..Synthetic::default() };
    #[allow(clippy::unwrap_used)]
    let content = model.content(&mut Stream::seed_from_u64(1)).unwrap();
    let ingress = || IngressSelector::new(0, SERVERS, Stream::seed_from_u64(4));
    let owners =
        || Owners::new(HashKind::Ring { vnodes: 100, bound: Bound::None }, OBJECTS, 0, SERVERS, 5);
    let hashed = || Hashed::new(owners(), Entry::Any(ingress()));
    let mirrored = || Mirrored::new(Group::new(ingress(), Entry::Owner));
    let set = HotSet::top_objects(&content.weights(), 200);
    let mut group = c.benchmark_group("run, 16 servers of 1 %");
    group.throughput(Throughput::Elements(REQUESTS));
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    group.bench_function("mirrored", |b| b.iter(|| run(&content, mirrored())));
    group.bench_function("hashed", |b| b.iter(|| run(&content, hashed())));
    group.bench_function("cooperative", |b| {
        b.iter(|| run(&content, Cooperative::new(Group::new(ingress(), Entry::Owner))))
    });
    group.bench_function("hot", |b| {
        b.iter(|| run(&content, Hot::new(set.clone(), mirrored(), hashed())));
    });
    group.finish();
}

criterion_group!(benches, layouts);
criterion_main!(benches);
