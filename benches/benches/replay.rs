//! One LRU cache of a tenth of a million objects: ours on dense ids against the `lru` crate, on
//! the same requests; and our other policies.

#![allow(missing_docs)]

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use hotset_sim::cache::{Capacity, PolicyKind, Setup};
use hotset_sim::engine::replay_of;
use hotset_workloads::synthetic::{AliasTable, Popularity, Synthetic};
use hotset_workloads::{BATCH_REQUESTS, RequestBatch, SimTime, Stream};
use lru::LruCache;
use rand::SeedableRng;
use std::hash::Hash;
use std::num::NonZeroUsize;

const OBJECTS: usize = 1_000_000;
const CAPACITY: usize = OBJECTS / 10;
const REQUESTS: usize = 4_000_000;

fn requests(alpha: f64) -> Vec<u32> {
    let popularity = Popularity::Zipf { alpha };
    let model = Synthetic { objects: OBJECTS, popularity, ..Synthetic::default() };
    #[allow(clippy::unwrap_used)]
    let weights = model.content(&mut Stream::seed_from_u64(1)).unwrap().weights();
    let mut drawn = vec![0; REQUESTS];
    AliasTable::new(&weights).fill(&mut Stream::seed_from_u64(1), &mut drawn);
    // Ids in the order of first sight, as a trace gives them.
    let mut id_of = vec![u32::MAX; OBJECTS];
    let mut next = 0;
    for object in &mut drawn {
        let id = &mut id_of[*object as usize];
        if *id == u32::MAX {
            *id = next;
            next += 1;
        }
        *object = *id;
    }
    drawn
}

fn batches(objects: &[u32]) -> Vec<RequestBatch> {
    objects
        .chunks(BATCH_REQUESTS)
        .map(|chunk| RequestBatch {
            time: vec![SimTime::default(); chunk.len()],
            object: chunk.to_vec(),
            bytes: vec![1; chunk.len()],
            site: vec![0; chunk.len()],
        })
        .collect()
}

fn replay(c: &mut Criterion) {
    let objects = requests(0.9);
    let batches = batches(&objects);
    let mut group = c.benchmark_group("replay, 10 % of a million objects");
    group.throughput(Throughput::Elements(REQUESTS as u64));
    group.sampling_mode(SamplingMode::Flat).sample_size(10);
    for policy in [
        PolicyKind::Lru,
        PolicyKind::Fifo,
        PolicyKind::Clock,
        PolicyKind::Sieve,
        PolicyKind::Random,
        PolicyKind::Lfu,
    ] {
        let new = || {
            let capacity = Capacity::Objects(CAPACITY as u64);
            replay_of(policy, &Setup::new(capacity, OBJECTS, Stream::seed_from_u64(1)))
        };
        group.bench_function(format!("hotset {}", policy.name()), |b| {
            b.iter_batched(
                new,
                |mut cache| {
                    batches.iter().for_each(|batch| cache.feed(batch, &[]));
                    cache.counts().hits
                },
                BatchSize::PerIteration,
            );
        });
    }
    // As a cache in a program has it: the trace's 64-bit id, and the size that we keep, too.
    peer(&mut group, "lru crate, u64 to u64", &objects, u64::from, 1u64);
    // As little as it can hold.
    peer(&mut group, "lru crate, u32 to nothing", &objects, |object| object, ());
    group.finish();
}

fn peer<K: Hash + Eq, V: Copy>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    objects: &[u32],
    key: impl Fn(u32) -> K,
    value: V,
) {
    let capacity = NonZeroUsize::new(CAPACITY).unwrap_or(NonZeroUsize::MIN);
    group.bench_function(name, |b| {
        b.iter_batched(
            || LruCache::<K, V>::new(capacity),
            |mut cache| {
                let mut hits = 0u64;
                for &object in objects {
                    if cache.get(&key(object)).is_some() {
                        hits += 1;
                    } else {
                        cache.put(key(object), value);
                    }
                }
                hits
            },
            BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, replay);
criterion_main!(benches);
