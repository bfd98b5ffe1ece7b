//! A run of whatever is asked for.

use crate::common::stream;
use hotset_sim::cache::{Capacity, Policy};
use hotset_sim::engine::Run;
use hotset_sim::engine::timed::{
    Discipline, Driver, StationTiming, TimedOutcome, TimedRun, Timing,
};
use hotset_sim::layout::Layout;
use hotset_sim::ledger::Bins;
use hotset_workloads::{Catalog, RequestBatch, RequestSource, SimTime, SourceError};

/// Requests that are all there.
pub(crate) struct Given {
    requests: RequestBatch,
    next: usize,
}

impl Given {
    pub(crate) fn new(requests: RequestBatch) -> Self {
        Self { requests, next: 0 }
    }
}

impl RequestSource for Given {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let end = self.requests.len().min(self.next + 1_000);
        *batch = self.requests.part(self.next..end);
        self.next = end;
        Ok(!batch.is_empty())
    }
}

pub(crate) const BINS: usize = 200;

/// A run of whatever is asked for, with LRU caches of the given capacity.
pub(crate) struct Setting {
    pub(crate) requests: RequestBatch,
    pub(crate) catalog: Catalog,
    pub(crate) servers: usize,
    pub(crate) capacity: Capacity,
    pub(crate) policy: Policy,
}

impl Setting {
    pub(crate) fn bins(&self) -> Bins {
        let last = *self.requests.time.last().unwrap();
        Bins::new(SimTime(0), last.0 / (BINS as u64 - 1) + 1, BINS)
    }

    pub(crate) fn with<L: Layout, T>(&self, layout: L, then: impl FnOnce(Run<'_, L>) -> T) -> T {
        then(Run {
            source: &mut Given::new(self.requests.clone()),
            catalog: &self.catalog,
            weights: &|| vec![1.0; self.catalog.len()],
            layout,
            capacities: &vec![self.capacity; self.servers],
            streams: &|server| stream(100 + server as u64),
            bins: self.bins(),
            policy: &self.policy,
        })
    }

    pub(crate) fn timed(
        &self,
        layout: impl Layout,
        timing: Timing,
        driver: Driver,
    ) -> TimedOutcome {
        self.with(layout, |run| TimedRun { run, timing, measured: 0..BINS, driver }.run().unwrap())
    }
}

pub(crate) fn station(
    discipline: Discipline,
    bytes_per_s: u64,
    jobs_max: Option<usize>,
) -> StationTiming {
    StationTiming {
        discipline,
        bytes_per_s: Some(bytes_per_s),
        overhead_ns: 300,
        jobs_max,
        ..StationTiming::default()
    }
}
