//! Runs of single caches.

use crate::spec::single_cache::SingleCache;
use crate::study::planned_run::{PlannedRun, RunError};
use hotset_sim::cache::Capacity;
use std::ops::Range;

/// A planned run of a single cache.
#[derive(Clone, Copy)]
pub(crate) struct CacheRun<'a> {
    pub(crate) run: PlannedRun<'a>,
    pub(crate) study: &'a SingleCache,
}

impl CacheRun<'_> {
    /// Whether the cache fits its content.
    pub(crate) fn check(&self) -> Result<(), RunError> {
        self.run.bins()?;
        self.capacity().map(drop)
    }

    /// The size of the cache.
    pub(super) fn capacity(&self) -> Result<Capacity, RunError> {
        let catalog = self.run.content.catalog();
        let objects = catalog.len() as u64;
        let bytes = if self.study.ignore_size { objects } else { catalog.total_bytes() };
        let capacity = self.study.size.capacity(bytes, objects, 1.0);
        capacity.map_err(|what| RunError::Spec { key: "servers.cache", what })
    }

    /// The bins that are measured: also the last one, which is shorter than the others, since nothing is told per
    /// time.
    pub(super) fn measured(&self, bins: usize) -> Range<usize> {
        let from = ((bins - 1) as f64 * self.study.warm_up).ceil() as usize;
        from.min(bins - 1)..bins
    }
}
