//! The caches of a replay: every policy at every size, and the bounds.

use super::opened::Opened;
use super::sample::{PARTS, Sampling};
use crate::arguments::ReplayArguments;
use crate::diagnostics::Failure;
use hotset_experiment::CacheSize;
use hotset_sim::cache::{Capacity, Policy, PolicyKind, Setup};
use hotset_sim::engine::{Infinite, LruByUses, Replay, replay_of};
use hotset_workloads::dense::{DenseTrace, Uses};
use hotset_workloads::{ObjectId, RequestBatch, Stream};
use rand::SeedableRng;
use std::sync::Arc;
#[expect(clippy::disallowed_types, reason = "the speed of a replay is told beside its counts")]
use std::time::Instant;

/// One cache of the many that a pass over the trace feeds.
pub(super) struct Lane {
    pub(super) policy: String,
    /// `None`: room for all.
    pub(super) capacity: Option<Capacity>,
    pub(super) cache: Box<dyn Replay>,
    pub(super) seconds: f64,
    /// Which part of a sample it gets: 0 for all of it, or of the trace.
    pub(super) part: usize,
}

impl Lane {
    #[expect(clippy::disallowed_types, reason = "the speed of a replay is told beside its counts")]
    pub(super) fn feed(
        &mut self,
        batch: &RequestBatch,
        next_uses: &[u32],
        sampling: Option<&Sampling>,
    ) {
        let sampled = sampling.filter(|_| self.capacity.is_some());
        let (batch, next_uses) =
            sampled.map_or((batch, next_uses), |sampling| sampling.block(self.part));
        let start = Instant::now();
        self.cache.feed(batch, next_uses);
        self.seconds += start.elapsed().as_secs_f64();
    }
}

/// What is asked for.
pub(super) struct Asked {
    pub(super) policies: Vec<Policy>,
    pub(super) sizes: Vec<CacheSize>,
    pub(super) bounds: bool,
    pub(super) mrc: bool,
}

impl Asked {
    pub(super) fn read(arguments: &ReplayArguments) -> Result<Self, Failure> {
        Ok(Self {
            policies: policies(&arguments.policy, arguments.like_libcachesim)?,
            sizes: sizes(&arguments.cache, arguments.ignore_size)?,
            bounds: arguments.bounds,
            mrc: arguments.mrc,
        })
    }

    /// Every policy that is to run, those of the bounds behind the others.
    fn all(&self) -> Vec<Policy> {
        let bounds = [PolicyKind::StaticLfu, PolicyKind::Belady];
        let missing = bounds.into_iter().filter(|&bound| {
            self.bounds && !self.policies.iter().any(|policy| policy.kind == bound)
        });
        self.policies.iter().cloned().chain(missing.map(Policy::from)).collect()
    }

    /// Whether some policy has to know what is asked for next.
    pub(super) fn foresight(&self) -> bool {
        self.all().iter().any(|policy| policy.kind.info().foresight)
    }

    /// Whether something about the whole trace has to be known before its first request.
    pub(super) fn whole(&self) -> bool {
        let relative = |size: &CacheSize| {
            matches!(size, CacheSize::ShareOfBytes(_) | CacheSize::ShareOfObjects(_))
        };
        let placed = self.all().iter().any(|policy| policy.kind.info().placed);
        self.mrc || self.foresight() || placed || self.many_lru() || self.sizes.iter().any(relative)
    }

    /// LRU alone, at so many sizes that it pays to find the uses of all objects first.
    pub(super) fn many_lru(&self) -> bool {
        let lru = self.policies.iter().filter(|policy| is_plain_lru(policy)).count();
        lru * self.sizes.len() >= LRU_BY_USES_FROM
    }
}

/// LRU without admission: the one policy whose hits follow from the trace alone.
pub(super) fn is_plain_lru(policy: &Policy) -> bool {
    *policy == Policy::from(PolicyKind::Lru)
}

/// From so many LRU caches on, finding the uses costs less than it saves.
const LRU_BY_USES_FROM: usize = 4;

fn policies(names: &[String], like_libcachesim: bool) -> Result<Vec<Policy>, Failure> {
    let parse = |name: &String| {
        let wrong = |message: String| Failure::input(format!("--policy {name}: {message}"));
        let policy = Policy::parse(name).map_err(wrong)?;
        Ok(if like_libcachesim { policy.like_libcachesim() } else { policy })
    };
    names.iter().map(parse).collect()
}

fn sizes(texts: &[String], ignore_size: bool) -> Result<Vec<CacheSize>, Failure> {
    let parse = |text: &String| match CacheSize::parse(text).map_err(Failure::input)? {
        CacheSize::ShareOfBytes(share) if ignore_size => Ok(CacheSize::ShareOfObjects(share)),
        CacheSize::Bytes(_) if ignore_size => Err(Failure::input(format!(
            "found --cache {text} with --ignore-size; expected objects, as in 1000obj or 1%"
        ))),
        size => Ok(size),
    };
    texts.iter().map(parse).collect()
}

/// Makes all caches; `uses` lets LRU do without a list.
pub(super) fn lanes(
    arguments: &ReplayArguments,
    asked: &Asked,
    opened: &Opened,
    dense: Option<&Arc<DenseTrace>>,
    uses: Option<&Arc<Uses>>,
    sampling: Option<&Sampling>,
) -> Result<Vec<Lane>, Failure> {
    let objects = opened.objects_max();
    let (total_bytes, total_objects) = dense.map_or((0, 0), |trace| {
        let manifest = trace.manifest();
        let bytes = if arguments.ignore_size { manifest.objects } else { manifest.object_bytes };
        (bytes, manifest.objects)
    });
    let fixed = dense.is_some_and(|trace| trace.manifest().fixed_sizes);
    let mut lanes = Vec::new();
    for policy in &asked.all() {
        for size in &asked.sizes {
            let capacity =
                size.capacity(total_bytes, total_objects, 1.0).map_err(Failure::input)?;
            let plain_lru =
                is_plain_lru(policy) && (fixed || matches!(capacity, Capacity::Objects(_)));
            let parts = sampling.map_or(0, |_| PARTS as usize);
            for part in 0..=parts {
                let room =
                    sampling.map_or(Ok(capacity), |sampling| sampling.scaled(capacity, part))?;
                let cache: Box<dyn Replay> = match (dense, uses) {
                    (Some(trace), Some(uses)) if plain_lru && sampling.is_none() => {
                        Box::new(LruByUses::new(Arc::clone(trace), Arc::clone(uses), capacity))
                    }
                    _ => {
                        let stream = Stream::seed_from_u64(arguments.seed);
                        let placement = placement(policy, dense, room, sampling, part)?;
                        let setup =
                            Setup { placement: &placement, ..policy.setup(room, objects, stream) };
                        replay_of(policy.kind, &setup)
                    }
                };
                let policy = policy.to_string();
                lanes.push(Lane { policy, capacity: Some(capacity), cache, seconds: 0.0, part });
            }
        }
    }
    let cache = Box::new(Infinite::new(objects));
    let policy = INFINITE.to_owned();
    lanes.push(Lane { policy, capacity: None, cache, seconds: 0.0, part: 0 });
    Ok(lanes)
}

/// The name of the cache with room for all.
pub(super) const INFINITE: &str = "infinite";

/// The objects that a placed cache should hold, best first: most requests for the room they take.
fn placement(
    policy: &Policy,
    dense: Option<&Arc<DenseTrace>>,
    capacity: Capacity,
    sampling: Option<&Sampling>,
    part: usize,
) -> Result<Vec<(ObjectId, u64)>, Failure> {
    let Some(trace) = dense.filter(|_| policy.kind.info().placed) else { return Ok(Vec::new()) };
    let (bytes, requests) = trace.catalog().map_err(Failure::input)?;
    let mut ranked: Vec<ObjectId> = (0..bytes.len() as ObjectId)
        .filter(|&object| sampling.is_none_or(|sampling| sampling.has(object, part)))
        .collect();
    let room = |object: ObjectId| u128::from(capacity.charge(bytes[object as usize]));
    let wanted = |object: ObjectId| u128::from(requests[object as usize]);
    // Requests over room, compared crosswise.
    ranked.sort_by(|&a, &b| (wanted(b) * room(a)).cmp(&(wanted(a) * room(b))).then(a.cmp(&b)));
    Ok(ranked.into_iter().map(|object| (object, bytes[object as usize])).collect())
}
