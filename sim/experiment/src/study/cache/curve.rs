//! Miss-ratio curves: of LRU at all sizes at once, of other policies at many.

use super::groups::INFINITE;
use super::request::{CacheStudy, is_plain_lru};
use super::result::CacheResult;
use crate::spec::cache_size::CacheSize;
use crate::study::error::StudyError;
use hotset_results::Table;
use hotset_sim::cache::Capacity;
use hotset_sim::replay::curve::{DistanceCounts, Shards, StackDistances, log_sizes};
use hotset_workloads::RequestBatch;
use hotset_workloads::dense::DenseTrace;

/// The curve of LRU at all sizes, and the sizes at which other policies are simulated.
pub(super) struct Curve {
    lru: Option<Lru>,
    sizes: Vec<u64>,
}

enum Lru {
    Exact(Box<StackDistances>, DistanceCounts),
    Sampled(Box<Shards>),
}

/// Sizes a decade of the simulated policies, and of the curve of LRU.
const SIMULATED_PER_DECADE: u32 = 4;
const LRU_PER_DECADE: u32 = 20;

/// Decades of sizes below that of all objects.
const DECADES: u32 = 4;

impl Curve {
    /// Chooses the sizes. Where the sizes of objects do not count, LRU needs no simulation: it is removed
    /// from the study.
    pub(super) fn new(study: &mut CacheStudy, trace: &DenseTrace) -> Result<Self, StudyError> {
        // Stack distances do not apply to objects that are modified.
        let by_distances = study.ignore_size && !trace.manifest().versions;
        let only_lru = by_distances && study.policies.iter().all(is_plain_lru);
        if study.sample_objects.is_some() && !only_lru {
            return Err(StudyError::input(
                "--sample-objects is for the curve of lru alone, with --ignore-size and objects that \
                 are not modified; expected --sample for others",
            ));
        }
        if study.sample_objects == Some(0) {
            return Err(StudyError::input("found --sample-objects 0; expected at least 1"));
        }
        let manifest = trace.manifest();
        let largest = if study.ignore_size { manifest.objects } else { manifest.object_bytes };
        let smallest = largest / 10u64.pow(DECADES);
        let above = |size: &u64| *size >= smallest.max(1);
        let sizes: Vec<u64> =
            log_sizes(largest, SIMULATED_PER_DECADE).into_iter().filter(above).collect();
        let of = |&size: &u64| match study.ignore_size {
            true => CacheSize::Objects(size),
            false => CacheSize::Bytes(size),
        };
        study.sizes = sizes.iter().map(of).collect();
        let objects = trace.objects();
        let lru = (by_distances && study.policies.iter().any(is_plain_lru)).then(|| {
            study.policies.retain(|policy| !is_plain_lru(policy));
            match (study.sample, study.sample_objects) {
                (_, Some(most)) => {
                    Lru::Sampled(Box::new(Shards::with_size(objects, most, study.seed)))
                }
                (Some(rate), None) => {
                    Lru::Sampled(Box::new(Shards::with_rate(objects, rate, study.seed)))
                }
                (None, None) => {
                    let distances = Box::new(StackDistances::new(objects));
                    Lru::Exact(distances, DistanceCounts::default())
                }
            }
        });
        Ok(Self {
            lru,
            sizes: log_sizes(largest, LRU_PER_DECADE).into_iter().filter(above).collect(),
        })
    }

    pub(super) fn feed(&mut self, batch: &RequestBatch) {
        match &mut self.lru {
            None => {}
            Some(Lru::Exact(distances, counts)) => {
                for &object in &batch.object {
                    counts.note(distances.next(object));
                }
            }
            Some(Lru::Sampled(shards)) => batch.object.iter().for_each(|&o| shards.note(o)),
        }
    }

    /// All curves: a row for each policy and size.
    pub(super) fn table(&self, results: &[CacheResult]) -> Table {
        let mut table = Table::default();
        let mut row = |policy: &str, unit: &str, size: u64, miss_ratio: f64| {
            let cells = serde_json::json!({
                "policy": policy, "cache_unit": unit, "cache": size, "miss_ratio": miss_ratio,
            });
            table.rows.extend(cells.as_object().cloned());
        };
        if let Some((counts, name)) = self.lru_counts() {
            for (&size, hits) in self.sizes.iter().zip(counts.hits(&self.sizes)) {
                row(name, "objects", size, 1.0 - hits / counts.requests.max(1.0));
            }
        }
        for cache in results.iter().filter(|cache| cache.policy != INFINITE) {
            let (unit, size) = match cache.capacity {
                Some(Capacity::Objects(size)) => ("objects", size),
                Some(Capacity::Bytes(size)) => ("bytes", size),
                None => continue,
            };
            row(&cache.policy, unit, size, 1.0 - cache.hit_ratio());
        }
        table
    }

    fn lru_counts(&self) -> Option<(DistanceCounts, &'static str)> {
        Some(match self.lru.as_ref()? {
            Lru::Exact(_, counts) => (counts.clone(), "lru"),
            Lru::Sampled(shards) => (shards.counts(), "lru (sampled)"),
        })
    }
}
