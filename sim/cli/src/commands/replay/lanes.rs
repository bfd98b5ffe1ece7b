//! The caches of a replay: every policy at every size, and the bounds.

use super::sample::{Drawn, Sampling};
use crate::arguments::ReplayArguments;
use crate::diagnostics::Failure;
use hotset_experiment::CacheSize;
use hotset_sim::cache::{CacheConfig, Capacity, Policy, PolicyKind};
use hotset_sim::replay::{
    InfiniteCache, MULTI_SIZE_CACHES_MAX, MultiSizeCaches, PfooBound, Replay, ReplayCounts,
    TracePointerLru, multi_size_caches_of, replay_of,
};
use hotset_workloads::dense::{DenseTrace, Uses};
use hotset_workloads::{ObjectId, RequestBatch, Stream};
use rand::SeedableRng;
use std::sync::Arc;
#[expect(clippy::disallowed_types, reason = "the speed of a replay is told beside its counts")]
use std::time::Instant;

/// Caches that a pass over the trace feeds together: of one policy, one a size.
pub(super) struct CacheGroup {
    policy: String,
    /// `None`: room for all.
    sizes: Vec<Option<Capacity>>,
    caches: Box<dyn MultiSizeCaches>,
    seconds: f64,
    /// The sample that it gets, with what that counts for all objects; `None` for all of them.
    sample: Option<(Drawn, ReplayCounts)>,
    evicts_newest_first: bool,
}

/// What one cache counted.
pub(super) struct Counted {
    pub(super) policy: String,
    /// `None`: room for all.
    pub(super) capacity: Option<Capacity>,
    /// Which of several samples for the same it is of.
    pub(super) part: usize,
    pub(super) counts: ReplayCounts,
    /// Its share of the time of those that were fed together.
    pub(super) seconds: f64,
    /// Of its hits, the bytes from copies of another size; `None` where that is not counted.
    pub(super) other_size_bytes: Option<u64>,
    /// Whether its policy has newcomers leave first.
    pub(super) evicts_newest_first: bool,
}

impl CacheGroup {
    fn new(policy: &Policy, sizes: &[Capacity], caches: Box<dyn MultiSizeCaches>) -> Self {
        let sizes = sizes.iter().copied().map(Some).collect();
        let evicts_newest_first = policy.kind.info().evicts_newest_first;
        let policy = policy.to_string();
        Self { policy, sizes, caches, seconds: 0.0, sample: None, evicts_newest_first }
    }

    /// Of a sample alone.
    fn sampled(self, drawn: Drawn) -> Self {
        Self { sample: Some((drawn, ReplayCounts::default())), ..self }
    }

    /// Of something that is no policy.
    fn of(name: &str, size: Option<Capacity>, caches: Box<dyn MultiSizeCaches>) -> Self {
        let (policy, sizes) = (name.to_owned(), vec![size]);
        Self { policy, sizes, caches, seconds: 0.0, sample: None, evicts_newest_first: false }
    }

    #[expect(clippy::disallowed_types, reason = "the speed of a replay is told beside its counts")]
    pub(super) fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32]) {
        let start = Instant::now();
        match &mut self.sample {
            Some((drawn, counts)) => drawn.feed(&mut *self.caches, batch, next_uses, counts),
            None => self.caches.feed(batch, next_uses),
        }
        self.seconds += start.elapsed().as_secs_f64();
    }

    /// The time it took so far.
    pub(super) fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Begins to count anew, if its counts are not sums over the requests; tells whether it did.
    pub(super) fn begin(&mut self) -> bool {
        self.caches.begin()
    }

    /// What its caches counted so far, by size.
    pub(super) fn counts(&self) -> Vec<ReplayCounts> {
        self.caches.counts()
    }

    /// What its caches counted, by size.
    pub(super) fn counted(&self) -> impl Iterator<Item = Counted> + '_ {
        let together = self.sizes.len() as f64;
        let sample = self.sample.as_ref();
        self.sizes.iter().zip(self.caches.counts()).map(move |(&capacity, counts)| Counted {
            policy: self.policy.clone(),
            capacity,
            part: sample.map_or(0, |(drawn, _)| drawn.number()),
            counts: sample.map_or(counts, |&(_, counts)| counts),
            seconds: self.seconds / together,
            other_size_bytes: self.caches.other_size_bytes(),
            evicts_newest_first: self.evicts_newest_first,
        })
    }
}

/// What is asked for.
pub(super) struct ReplayConfig {
    pub(super) policies: Vec<Policy>,
    pub(super) sizes: Vec<CacheSize>,
    pub(super) bounds: bool,
    pub(super) mrc: bool,
}

impl ReplayConfig {
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
    pub(super) fn offline(&self) -> bool {
        self.all().iter().any(|policy| policy.kind.info().offline)
    }

    /// Whether something about the whole trace has to be known before its first request.
    pub(super) fn whole(&self) -> bool {
        let placed = self.all().iter().any(|policy| policy.kind.info().statically_placed);
        self.mrc || self.offline() || placed || self.many_lru() || self.relative()
    }

    /// Whether a size is a share of what all objects take.
    pub(super) fn relative(&self) -> bool {
        let relative = |size: &CacheSize| {
            matches!(size, CacheSize::ShareOfBytes(_) | CacheSize::ShareOfObjects(_))
        };
        self.sizes.iter().any(relative)
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

/// What caches are made of.
pub(super) struct CacheBuilder<'a> {
    pub(super) arguments: &'a ReplayArguments,
    /// A number that no object reaches.
    pub(super) objects: usize,
    pub(super) dense: Option<&'a Arc<DenseTrace>>,
    /// Whether objects can be modified.
    pub(super) versions: bool,
    /// With these, LRU does without a list.
    pub(super) uses: Option<&'a Arc<Uses>>,
    pub(super) sampling: Option<&'a Sampling>,
}

impl CacheBuilder<'_> {
    /// All caches that are asked for, and the one with room for all.
    pub(super) fn lanes(&self, asked: &ReplayConfig) -> Result<Vec<CacheGroup>, Failure> {
        let capacities = self.capacities(&asked.sizes)?;
        let policies = asked.all();
        let threads = self.arguments.threads.unwrap_or_else(rayon::current_num_threads);
        let caches = policies.len() * capacities.len();
        let together = caches.div_ceil(threads).clamp(1, MULTI_SIZE_CACHES_MAX);
        let mut lanes = Vec::new();
        for policy in &policies {
            for sizes in capacities.chunks(together) {
                match self.bank(policy, sizes) {
                    Some(bank) => lanes.push(CacheGroup::new(policy, sizes, bank)),
                    None => self.one_by_one(policy, sizes, &mut lanes)?,
                }
            }
        }
        if asked.bounds && self.sampling.is_none() {
            for &capacity in &capacities {
                let optimum: Box<dyn Replay> = Box::new(PfooBound::new(capacity, self.objects));
                lanes.push(CacheGroup::of(OPTIMUM, Some(capacity), Box::new(optimum)));
            }
        }
        let infinite = InfiniteCache::new(self.objects);
        let fixed_sizes = self.dense.is_some_and(|trace| trace.manifest().fixed_sizes);
        let caches: Box<dyn Replay> =
            Box::new(if fixed_sizes { infinite } else { infinite.watching_sizes() });
        lanes.push(CacheGroup::of(INFINITE, None, Box::new(caches)));
        Ok(lanes)
    }

    fn capacities(&self, sizes: &[CacheSize]) -> Result<Vec<Capacity>, Failure> {
        let (bytes, objects) = self.dense.map_or((0, 0), |trace| {
            let manifest = trace.manifest();
            let unit = self.arguments.ignore_size;
            (if unit { manifest.objects } else { manifest.object_bytes }, manifest.objects)
        });
        let capacity =
            |size: &CacheSize| size.capacity(bytes, objects, 1.0).map_err(Failure::input);
        sizes.iter().map(capacity).collect()
    }

    /// Caches that share their work, if the policy's can.
    fn bank(&self, policy: &Policy, sizes: &[Capacity]) -> Option<Box<dyn MultiSizeCaches>> {
        let plain =
            *policy == Policy::from(policy.kind) && self.sampling.is_none() && !self.versions;
        if plain { multi_size_caches_of(policy.kind, sizes, self.objects) } else { None }
    }

    /// A lane a size, or one a sample.
    fn one_by_one(
        &self,
        policy: &Policy,
        sizes: &[Capacity],
        lanes: &mut Vec<CacheGroup>,
    ) -> Result<(), Failure> {
        for &capacity in sizes {
            let lane = |drawn: Option<&Drawn>| {
                let cache = Box::new(self.cache(policy, capacity, drawn)?);
                Ok::<_, Failure>(CacheGroup::new(policy, &[capacity], cache))
            };
            let Some(sampling) = self.sampling else {
                lanes.push(lane(None)?);
                continue;
            };
            Sampling::check(policy)?;
            for drawn in sampling.drawn(capacity) {
                lanes.push(lane(Some(&drawn))?.sampled(drawn));
            }
        }
        Ok(())
    }

    fn cache(
        &self,
        policy: &Policy,
        capacity: Capacity,
        drawn: Option<&Drawn>,
    ) -> Result<Box<dyn Replay>, Failure> {
        if let (Some(trace), Some(uses), None) = (self.dense, self.uses, self.sampling)
            && is_plain_lru(policy)
            && !self.versions
            && (trace.manifest().fixed_sizes || matches!(capacity, Capacity::Objects(_)))
        {
            return Ok(Box::new(TracePointerLru::new(
                Arc::clone(trace),
                Arc::clone(uses),
                capacity,
            )));
        }
        let room = drawn.map_or(capacity, |_| Drawn::room(capacity));
        // Each sample has chances of its own.
        let seed = drawn.map_or(0, |drawn| drawn.number() as u64);
        let stream = Stream::seed_from_u64(self.arguments.seed.wrapping_add(seed));
        let placement = placement(policy, self.dense, capacity, drawn)?;
        let setup = policy.config(room, self.objects, stream);
        Ok(replay_of(policy.kind, &CacheConfig { placement: &placement, ..setup }))
    }
}

/// The name of the cache with room for all.
pub(super) const INFINITE: &str = "infinite";
/// The name of what no policy exceeds.
pub(super) const OPTIMUM: &str = "pfoo-l";

/// The objects that a placed cache should hold, best first: most requests for the room they take.
fn placement(
    policy: &Policy,
    dense: Option<&Arc<DenseTrace>>,
    capacity: Capacity,
    drawn: Option<&Drawn>,
) -> Result<Vec<(ObjectId, u64)>, Failure> {
    let Some(trace) = dense.filter(|_| policy.kind.info().statically_placed) else {
        return Ok(Vec::new());
    };
    let (bytes, requests) = trace.catalog().map_err(Failure::input)?;
    let stands_for = |object| drawn.map_or(1, |drawn| drawn.stands_for(object));
    let mut ranked: Vec<ObjectId> =
        (0..bytes.len() as ObjectId).filter(|&object| stands_for(object) > 0).collect();
    let room = |object: ObjectId| u128::from(capacity.charge(bytes[object as usize]));
    let wanted = |object: ObjectId| u128::from(requests[object as usize]);
    // Requests over room, compared crosswise.
    ranked.sort_by(|&a, &b| (wanted(b) * room(a)).cmp(&(wanted(a) * room(b))).then(a.cmp(&b)));
    let taken = |object: ObjectId| match drawn {
        Some(drawn) => drawn.bytes(object, bytes[object as usize]),
        None => bytes[object as usize],
    };
    Ok(ranked.into_iter().map(|object| (object, taken(object))).collect())
}
