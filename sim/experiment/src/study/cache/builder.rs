//! The caches of a study: every policy at every size, and the bounds.

use super::groups::{CacheGroup, INFINITE, OPTIMUM};
use super::placement::placement;
use super::request::{CacheStudy, is_plain_lru};
use super::samples::{ObjectSample, Sampling};
use crate::spec::cache_size::CacheSize;
use crate::study::error::StudyError;
use hotset_sim::cache::{CacheConfig, Capacity, Policy};
use hotset_sim::replay::{
    InfiniteCache, MULTI_SIZE_CACHES_MAX, MultiSizeCaches, PfooBound, Replay, TracePointerLru,
    multi_size_caches_of, replay_of,
};
use hotset_workloads::Stream;
use hotset_workloads::dense::{DenseTrace, Uses};
use rand::SeedableRng;
use std::sync::Arc;

/// Builds the caches of a study.
pub(super) struct CacheBuilder<'a> {
    pub(super) study: &'a CacheStudy,
    /// A bound on the numbers of objects.
    pub(super) objects: usize,
    pub(super) dense: Option<&'a Arc<DenseTrace>>,
    /// Whether objects can be modified.
    pub(super) versions: bool,
    /// With these, LRU needs no list.
    pub(super) uses: Option<&'a Arc<Uses>>,
    pub(super) sampling: Option<&'a Sampling>,
}

impl CacheBuilder<'_> {
    /// All caches of the study, and the infinite cache.
    pub(super) fn groups(&self) -> Result<Vec<CacheGroup>, StudyError> {
        let capacities = self.capacities(&self.study.sizes)?;
        let policies = self.study.all();
        let threads = rayon::current_num_threads();
        let caches = policies.len() * capacities.len();
        let together = caches.div_ceil(threads).clamp(1, MULTI_SIZE_CACHES_MAX);
        let mut groups = Vec::new();
        for policy in &policies {
            for sizes in capacities.chunks(together) {
                match self.bank(policy, sizes) {
                    Some(bank) => groups.push(CacheGroup::new(policy, sizes, bank)),
                    None => self.separate(policy, sizes, &mut groups)?,
                }
            }
        }
        if self.study.bounds && self.sampling.is_none() {
            for &capacity in &capacities {
                let optimum: Box<dyn Replay> = Box::new(PfooBound::new(capacity, self.objects));
                groups.push(CacheGroup::of(OPTIMUM, Some(capacity), Box::new(optimum)));
            }
        }
        let infinite = InfiniteCache::new(self.objects);
        let fixed_sizes = self.dense.is_some_and(|trace| trace.manifest().fixed_sizes);
        let caches: Box<dyn Replay> =
            Box::new(if fixed_sizes { infinite } else { infinite.watching_sizes() });
        groups.push(CacheGroup::of(INFINITE, None, Box::new(caches)));
        Ok(groups)
    }

    fn capacities(&self, sizes: &[CacheSize]) -> Result<Vec<Capacity>, StudyError> {
        let (bytes, objects) = self.dense.map_or((0, 0), |trace| {
            let manifest = trace.manifest();
            let unit = self.study.ignore_size;
            (if unit { manifest.objects } else { manifest.object_bytes }, manifest.objects)
        });
        let capacity =
            |size: &CacheSize| size.capacity(bytes, objects, 1.0).map_err(StudyError::input);
        sizes.iter().map(capacity).collect()
    }

    /// Caches of several sizes that share their work, if the policy allows it.
    fn bank(&self, policy: &Policy, sizes: &[Capacity]) -> Option<Box<dyn MultiSizeCaches>> {
        let plain =
            *policy == Policy::from(policy.kind) && self.sampling.is_none() && !self.versions;
        if plain { multi_size_caches_of(policy.kind, sizes, self.objects) } else { None }
    }

    /// A cache for each size, or for each sample.
    fn separate(
        &self,
        policy: &Policy,
        sizes: &[Capacity],
        groups: &mut Vec<CacheGroup>,
    ) -> Result<(), StudyError> {
        for &capacity in sizes {
            let group = |drawn: Option<&ObjectSample>| {
                let cache = Box::new(self.cache(policy, capacity, drawn)?);
                Ok::<_, StudyError>(CacheGroup::new(policy, &[capacity], cache))
            };
            let Some(sampling) = self.sampling else {
                groups.push(group(None)?);
                continue;
            };
            Sampling::check(policy)?;
            for drawn in sampling.drawn(capacity) {
                groups.push(group(Some(&drawn))?.sampled(drawn));
            }
        }
        Ok(())
    }

    fn cache(
        &self,
        policy: &Policy,
        capacity: Capacity,
        drawn: Option<&ObjectSample>,
    ) -> Result<Box<dyn Replay>, StudyError> {
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
        let room = drawn.map_or(capacity, |_| ObjectSample::room(capacity));
        // Each sample has random numbers of its own.
        let seed = drawn.map_or(0, |drawn| drawn.number() as u64);
        let stream = Stream::seed_from_u64(self.study.seed.wrapping_add(seed));
        let placement = placement(policy, self.dense, capacity, drawn)?;
        let setup = policy.config(room, self.objects, stream);
        Ok(replay_of(policy.kind, &CacheConfig { placement: &placement, ..setup }))
    }
}
