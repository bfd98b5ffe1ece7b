//! The hit ratio of LRU on a trace in memory.

use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::replay::replay_of;
use hotset_workloads::{RequestBatch, RequestSource, SourceError, Stream, Trace};
use rand::SeedableRng;

/// The hit ratio of an LRU cache.
pub(super) fn lru_hit_ratio(trace: &Trace, capacity: Capacity) -> Result<f64, SourceError> {
    let objects = trace.catalog.len();
    let stream = Stream::seed_from_u64(1);
    let config = CacheConfig::new(capacity, objects, stream);
    let mut cache = replay_of(PolicyKind::Lru, &config);
    let mut source = trace.requests();
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch)? {
        cache.feed(&batch, &[]);
    }
    Ok(cache.counts().hit_ratio())
}
