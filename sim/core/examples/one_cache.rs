//! Miss-ratio curves of one cache: three policies, and Che's approximation of LRU.
//!
//! `cargo run -p hotset-sim --example one_cache`

#![allow(clippy::print_stdout)]

use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::replay::{ReplayCounts, replay_of};
use hotset_sim::theory::{Demand, hit_ratio_lru};
use hotset_workloads::synthetic::{Content, Popularity, Synthetic};
use hotset_workloads::{RequestBatch, RequestSource, SourceError, stream};

/// Requests before this one fill the cache and do not count.
const WARM_UP: u64 = 200_000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // Independent references: a million requests for ten thousand objects of one size.
    let model = Synthetic {
        objects: 10_000,
        requests: 1_000_000,
        popularity: Popularity::Zipf { alpha: 0.8 },
        ..Synthetic::default()
    };
    let content = model.content(&mut stream(1))?;
    let demand: Vec<Demand> = content.weights().into_iter().map(Demand::unit).collect();

    println!("objects    lru    che  sieve  s3-fifo");
    for size in [50, 100, 200, 500, 1_000, 2_000, 5_000] {
        let miss_ratio = |policy| {
            let counts = replayed(&content, policy, Capacity::Objects(size));
            counts.map(|counts| 1.0 - counts.hit_ratio())
        };
        println!(
            "{size:7}  {:.3}  {:.3}  {:.3}    {:.3}",
            miss_ratio(PolicyKind::Lru)?,
            1.0 - hit_ratio_lru(&demand, size as f64),
            miss_ratio(PolicyKind::Sieve)?,
            miss_ratio(PolicyKind::S3Fifo)?,
        );
    }
    Ok(())
}

/// Counts of a cache after its warm-up. Every policy sees the same requests: the seeds are the same.
fn replayed(
    content: &Content,
    policy: PolicyKind,
    capacity: Capacity,
) -> Result<ReplayCounts, SourceError> {
    let config = CacheConfig::new(capacity, content.catalog.len(), stream(4));
    let mut cache = replay_of(policy, &config);
    let mut requests = content.requests(stream(2), stream(3));
    let mut batch = RequestBatch::default();
    let mut warm = ReplayCounts::default();
    while requests.next_batch(&mut batch)? {
        cache.feed(&batch, &[]);
        if cache.counts().requests <= WARM_UP {
            warm = cache.counts();
        }
    }
    Ok(cache.counts().since(&warm))
}
