//! Shared by the simulation tests: streams of requests and runs over them.

use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind};
use hotset_sim::engine::{Outcome, Run, SampledRun};
use hotset_sim::layout::Layout;
use hotset_sim::ledger::{Bins, Traffic};
use hotset_sim::replay::{Replay, ReplayCounts, replay_of};
use hotset_sim::sampling::Sample;
use hotset_workloads::synthetic::{Content, Popularity, Synthetic};
use hotset_workloads::{ObjectId, RequestBatch, RequestSource, SimTime, SourceError, Stream};
use rand::SeedableRng;

/// Ten-second bins of a run.
pub(crate) const BINS: usize = 1_000;

pub(crate) fn stream(seed: u64) -> Stream {
    Stream::seed_from_u64(seed)
}

pub(crate) fn zipf(objects: usize, alpha: f64, requests: u64) -> Synthetic {
    Synthetic {
        objects,
        popularity: Popularity::Zipf { alpha },
        requests,
        rate_per_s: 1_000.0,
        ..Synthetic::default()
    }
}

/// Replays a source through one cache; counts what comes after `warm_up` requests.
pub(crate) fn replayed(
    source: &mut dyn RequestSource,
    mut cache: Box<dyn Replay>,
    warm_up: u64,
) -> ReplayCounts {
    let mut batch = RequestBatch::default();
    let mut cold = ReplayCounts::default();
    while source.next_batch(&mut batch).unwrap() {
        cache.feed(&batch, &[]);
        if cache.counts().requests <= warm_up {
            cold = cache.counts();
        }
    }
    let all = cache.counts();
    ReplayCounts {
        requests: all.requests - cold.requests,
        hits: all.hits - cold.hits,
        bytes: all.bytes - cold.bytes,
        hit_bytes: all.hit_bytes - cold.hit_bytes,
        evictions: all.evictions - cold.evictions,
    }
}

/// The hit counts of one policy on synthetic content, after a warm-up.
pub(crate) fn measured(
    content: &Content,
    policy: PolicyKind,
    capacity: Capacity,
    warm_up: u64,
) -> ReplayCounts {
    let weights = content.weights();
    let mut ranked: Vec<u32> = (0..weights.len() as u32).collect();
    ranked.sort_by(|&a, &b| weights[b as usize].total_cmp(&weights[a as usize]));
    let placement: Vec<(u32, u64)> =
        ranked.iter().map(|&object| (object, content.catalog.bytes[object as usize])).collect();
    let config = CacheConfig {
        placement: &placement,
        ..CacheConfig::new(capacity, content.catalog.len(), stream(4))
    };
    replayed(&mut content.requests(stream(2), stream(3)), replay_of(policy, &config), warm_up)
}

/// Runs a layout over content with `servers` equal LRU servers.
pub(crate) fn laid_out<L: Layout>(
    content: &Content,
    layout: L,
    servers: usize,
    capacity: Capacity,
) -> Outcome {
    let requests = content.requests(stream(2), stream(3));
    laid_out_with(content, requests, layout, PolicyKind::Lru, &vec![capacity; servers])
}

pub(crate) fn laid_out_with<L: Layout>(
    content: &Content,
    requests: impl RequestSource + Send,
    layout: L,
    policy: PolicyKind,
    capacities: &[Capacity],
) -> Outcome {
    laid_out_sampled(content, requests, layout, policy, capacities, None)
}

pub(crate) fn laid_out_sampled<L: Layout>(
    content: &Content,
    mut requests: impl RequestSource + Send,
    layout: L,
    policy: PolicyKind,
    capacities: &[Capacity],
    sample: Option<&Sample>,
) -> Outcome {
    let run = Run {
        source: &mut requests,
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout,
        capacities,
        streams: &|server| stream(100 + server as u64),
        bins: Bins::new(SimTime(0), 10 * SimTime::NS_PER_S, BINS),
        policy: &policy,
    };
    match sample {
        None => run.run().unwrap(),
        Some(sample) => SampledRun { run, sample }.run().unwrap(),
    }
}

/// Requests some of which find their object modified.
pub(crate) struct Modified<S> {
    pub(crate) source: S,
    /// Those before.
    pub(crate) requests: usize,
    /// How many requests there are to a version; 0 for a single one.
    pub(crate) every: usize,
}

impl<S: RequestSource> RequestSource for Modified<S> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let found = self.source.next_batch(batch)?;
        if found && self.every > 0 {
            let version = |(row, &object): (usize, &ObjectId)| match object % 4 {
                0 => ((self.requests + row) / self.every) as u16,
                _ => 0,
            };
            batch.version = batch.object.iter().enumerate().map(version).collect();
            self.requests += batch.len();
        }
        Ok(found)
    }
}

/// Shares of requests answered locally, by a sibling, by the origin.
pub(crate) fn shares(traffic: &Traffic) -> [f64; 3] {
    [traffic.local_requests, traffic.sibling_requests, traffic.origin_requests]
        .map(|requests| requests as f64 / traffic.requests as f64)
}
