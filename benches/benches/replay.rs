//! One cache of a tenth of a million objects: ours on dense ids against crates that programs use
//! as caches, on the same requests: `lru` (LRU), `quick_cache` (akin to S3-FIFO) and `moka`
//! (W-TinyLFU, shared by threads).

#![allow(missing_docs)]

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
};
use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::replay::replay_of;
use hotset_workloads::synthetic::{AliasTable, Popularity, Synthetic};
use hotset_workloads::{BATCH_REQUESTS, RequestBatch, SimTime, Stream};
use lru::LruCache;
use rand::SeedableRng;
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
            ..RequestBatch::default()
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
        PolicyKind::S3Fifo,
        PolicyKind::Arc,
        PolicyKind::WTinyLfu,
        PolicyKind::Gdsf,
    ] {
        let new = || {
            let capacity = Capacity::Objects(CAPACITY as u64);
            replay_of(policy, &CacheConfig::new(capacity, OBJECTS, Stream::seed_from_u64(1)))
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
    let size = NonZeroUsize::new(CAPACITY).unwrap_or(NonZeroUsize::MIN);
    // As a cache in a program has it: the trace's 64-bit id, and the size that we keep, too.
    peer(&mut group, "lru crate, u64 to u64", &objects, || LruCache::<u64, u64>::new(size));
    // As little as it can hold.
    peer(&mut group, "lru crate, u32 to nothing", &objects, || LruCache::<u32, ()>::new(size));
    peer(&mut group, "quick_cache crate, u64 to u64", &objects, || {
        quick_cache::unsync::Cache::<u64, u64>::new(CAPACITY)
    });
    peer(&mut group, "moka crate, u64 to u64", &objects, || {
        moka::sync::Cache::<u64, u64>::new(CAPACITY as u64)
    });
    group.finish();
}

/// A cache as a program uses it.
trait Peer {
    /// Looks an object up and takes it in if it is not there; tells whether it was.
    fn request(&mut self, object: u32) -> bool;
}

impl Peer for LruCache<u64, u64> {
    fn request(&mut self, object: u32) -> bool {
        let hit = self.get(&u64::from(object)).is_some();
        if !hit {
            self.put(u64::from(object), 1);
        }
        hit
    }
}

impl Peer for LruCache<u32, ()> {
    fn request(&mut self, object: u32) -> bool {
        let hit = self.get(&object).is_some();
        if !hit {
            self.put(object, ());
        }
        hit
    }
}

impl Peer for quick_cache::unsync::Cache<u64, u64> {
    fn request(&mut self, object: u32) -> bool {
        let hit = self.get(&u64::from(object)).is_some();
        if !hit {
            self.insert(u64::from(object), 1);
        }
        hit
    }
}

impl Peer for moka::sync::Cache<u64, u64> {
    fn request(&mut self, object: u32) -> bool {
        let hit = self.get(&u64::from(object)).is_some();
        if !hit {
            self.insert(u64::from(object), 1);
        }
        hit
    }
}

fn peer<P: Peer>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    name: &str,
    objects: &[u32],
    new: impl Fn() -> P,
) {
    group.bench_function(name, |b| {
        b.iter_batched(
            &new,
            |mut cache| objects.iter().filter(|&&object| cache.request(object)).count(),
            BatchSize::PerIteration,
        );
    });
}

criterion_group!(benches, replay);
criterion_main!(benches);
