//! Replays along next-access links that a trace contains, as long as they are right.

use super::groups::{Counted, INFINITE};
use super::request::{CacheStudy, Host};
use crate::content::columnar::{dense_folder, is_dense};
use crate::study::error::StudyError;
use hotset_sim::cache::{Capacity, Policy};
use hotset_sim::replay::{
    Footprint, InfiniteCache, LinkedReplay, Replay, ReplayCounts, linked_replay_of,
};
use hotset_workloads::formats::{
    NextAccessBlock, NextAccessCheck, NextAccessTrace, ReadOptions, ReadReport, TraceReader,
};
use hotset_workloads::{RequestBatch, Stream};
use rand::SeedableRng;
use rayon::prelude::*;
use std::path::Path;

/// Whether carrying state along the links for each cache is quicker than looking up names for all of them
/// together: there, caches of several sizes share their work.
fn is_quicker(policies: usize, sizes: usize) -> bool {
    let caches = policies * sizes;
    caches <= 4 || (sizes <= 2 && caches <= 16)
}

/// The counts, and the report of reading.
pub(super) struct LinkedCounts {
    pub(super) counted: Vec<Counted>,
    pub(super) report: ReadReport,
}

/// Replays a trace along its links; `None` if that is not possible.
pub(super) fn replay(
    study: &CacheStudy,
    host: &Host<'_>,
) -> Result<Option<LinkedCounts>, StudyError> {
    let Some(path) = study.only_trace() else { return Ok(None) };
    let other =
        study.over_time() || study.sample.is_some() || study.keep || study.curve || study.bounds;
    let few = is_quicker(study.policies.len(), study.sizes.len());
    if other || !few || is_dense(path) || dense_folder(path).exists() {
        return Ok(None);
    }
    let options = &study.reading;
    let open = || NextAccessTrace::open(path, options).map_err(StudyError::input);
    let Some(chain) = open()? else { return Ok(None) };
    let mut footprint = None;
    if study.relative() {
        let Some(ahead) = open()? else { return Ok(None) };
        let footprint = footprint.insert(Footprint::new(ahead.requests()));
        let feed = |block: &NextAccessBlock, firsts: &mut Vec<u32>| footprint.feed(block, firsts);
        if Pass::through(ahead, feed, host)?.is_none() {
            return Ok(given_up(host));
        }
    }
    let runners = runners(study, chain.requests(), footprint.as_ref())?;
    let Some(mut runners) = runners else { return Ok(None) };
    let feed = |block: &NextAccessBlock, firsts: &mut Vec<u32>| {
        runners.par_iter_mut().for_each(|runner| runner.feed(block, study.ignore_size, host));
        // All passes find the same.
        std::mem::swap(firsts, &mut runners[0].firsts);
    };
    let Some(pass) = Pass::through(chain, feed, host)? else {
        return Ok(given_up(host));
    };
    let other_size_bytes = match pass.fixed_sizes || study.ignore_size {
        true => None,
        false => other_size_bytes(path, options, &pass.report)?,
    };
    let infinite = pass.infinite(study.ignore_size, other_size_bytes);
    let counted = runners.iter().map(Runner::counted).chain([infinite]).collect();
    Ok(Some(LinkedCounts { counted, report: pass.report }))
}

fn given_up(host: &Host<'_>) -> Option<LinkedCounts> {
    let what = "the next accesses in the file do not hold, or times decrease: replayed once more \
                without them";
    (host.note)(what);
    None
}

/// Of the hits of the infinite cache, the bytes from copies of another size: by looking up the
/// names of the first requests.
fn other_size_bytes(
    path: &Path,
    options: &ReadOptions,
    report: &ReadReport,
) -> Result<Option<u64>, StudyError> {
    const REQUESTS: u64 = 4_000_000;
    let mut reader =
        TraceReader::open(path, options).map_err(StudyError::input)?.without_objects_resized();
    let mut infinite = InfiniteCache::new(report.objects as usize + 1).watching_sizes();
    let mut batch = RequestBatch::default();
    while infinite.counts().requests < REQUESTS
        && reader.next_requests(1 << 16, &mut batch).map_err(StudyError::input)?
    {
        infinite.feed(&batch, &[]);
    }
    let counts = infinite.counts();
    let share = infinite.other_size_bytes().unwrap_or(0) as f64 / counts.hit_bytes.max(1) as f64;
    let hit_share = counts.hit_bytes as f64 / counts.bytes.max(1) as f64;
    Ok(Some((share * hit_share * report.bytes as f64) as u64))
}

/// A cache, and its time.
struct Runner {
    policy: Policy,
    capacity: Capacity,
    relay: Box<dyn LinkedReplay>,
    /// The requests of the block that no earlier link points to.
    firsts: Vec<u32>,
    seconds: f64,
}

/// One for each policy at each size; `None` if a policy has no such replay.
fn runners(
    study: &CacheStudy,
    requests: usize,
    footprint: Option<&Footprint>,
) -> Result<Option<Vec<Runner>>, StudyError> {
    let (objects, bytes) = footprint.map_or((0, 0), |all| (all.objects(), all.bytes()));
    let bytes = if study.ignore_size { objects } else { bytes };
    let mut runners = Vec::new();
    for policy in &study.policies {
        for size in &study.sizes {
            let capacity = size.capacity(bytes, objects, 1.0).map_err(StudyError::input)?;
            let stream = Stream::seed_from_u64(study.seed);
            let setup = policy.config(capacity, requests, stream);
            let Some(relay) = linked_replay_of(policy, &setup, requests) else { return Ok(None) };
            let policy = policy.clone();
            runners.push(Runner { policy, capacity, relay, firsts: Vec::new(), seconds: 0.0 });
        }
    }
    Ok(Some(runners))
}

impl Runner {
    fn feed(&mut self, block: &NextAccessBlock, unit: bool, host: &Host<'_>) {
        let start = (host.clock)();
        self.relay.feed(block, unit, &mut self.firsts);
        self.seconds += (host.clock)() - start;
    }

    fn counted(&self) -> Counted {
        Counted {
            policy: self.policy.to_string(),
            capacity: Some(self.capacity),
            sample: 0,
            counts: self.relay.counts(),
            seconds: self.seconds,
            other_size_bytes: None,
            sampling_bias: None,
        }
    }
}

/// What a pass along right links found.
struct Pass {
    report: ReadReport,
    /// Bytes of the first requests for all objects.
    first_bytes: u64,
    /// Whether every object has one size.
    fixed_sizes: bool,
    /// The time that checking the links took.
    seconds: f64,
}

impl Pass {
    /// Feeds all blocks to a replay, which finds the requests of each that no link points to; `None` if a
    /// link is wrong.
    fn through(
        mut chain: NextAccessTrace,
        mut feed: impl FnMut(&NextAccessBlock, &mut Vec<u32>) + Send,
        host: &Host<'_>,
    ) -> Result<Option<Self>, StudyError> {
        let mut check = NextAccessCheck::default();
        let (mut block, mut ahead) = (NextAccessBlock::default(), NextAccessBlock::default());
        let mut firsts = Vec::new();
        let mut seconds = 0.0;
        let mut more = chain.next(&mut block).map_err(StudyError::input)?;
        while more {
            // The next block is read meanwhile.
            let (read, ()) = rayon::join(|| chain.next(&mut ahead), || feed(&block, &mut firsts));
            let start = (host.clock)();
            check.note(&block, &firsts);
            seconds += (host.clock)() - start;
            if check.is_broken() {
                return Ok(None);
            }
            more = read.map_err(StudyError::input)?;
            std::mem::swap(&mut block, &mut ahead);
        }
        let (first_bytes, fixed_sizes) = (check.first_bytes(), check.has_fixed_sizes());
        Ok(check.report().map(|report| Self { report, first_bytes, fixed_sizes, seconds }))
    }

    /// The infinite cache.
    fn infinite(&self, unit: bool, other_size_bytes: Option<u64>) -> Counted {
        let ReadReport { requests, objects, bytes, .. } = self.report;
        let hits = requests - objects;
        let counts = ReplayCounts {
            requests,
            hits,
            bytes: if unit { requests } else { bytes },
            hit_bytes: if unit { hits } else { bytes - self.first_bytes },
            evictions: 0,
        };
        let policy = INFINITE.to_owned();
        Counted {
            policy,
            capacity: None,
            sample: 0,
            counts,
            seconds: self.seconds,
            other_size_bytes,
            sampling_bias: None,
        }
    }
}
