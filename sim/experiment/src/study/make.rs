//! A run, whatever is studied.

use super::planned_run::{PlannedRun, RunError};
use super::single_caches::CacheRun;
use super::traffic::traffic_run::TrafficRun;
use crate::plan::point::Study;
use hotset_results::RunRecord;

impl PlannedRun<'_> {
    /// Whether the point fits its content, before anything is run.
    pub(crate) fn check(&self) -> Result<(), RunError> {
        match &self.point.study {
            Study::Traffic(study) => TrafficRun { run: *self, study }.check(),
            Study::Reserve(_) => self.reserve_bins().map(drop),
            Study::Cache(study) => CacheRun { run: *self, study }.check(),
        }
    }

    /// Makes runs on the same content, in their order; single caches in one pass over it.
    pub(crate) fn make_together(runs: &[Self]) -> Result<Vec<RunRecord>, RunError> {
        let caches: Option<Vec<CacheRun<'_>>> = runs.iter().map(Self::of_cache).collect();
        match caches {
            Some(caches) => CacheRun::make_together(&caches),
            None => runs.iter().map(Self::make).collect(),
        }
    }

    fn of_cache(&self) -> Option<CacheRun<'_>> {
        match &self.point.study {
            Study::Cache(study) => Some(CacheRun { run: *self, study }),
            Study::Traffic(_) | Study::Reserve(_) => None,
        }
    }

    /// Makes the run.
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        match &self.point.study {
            Study::Traffic(study) => TrafficRun { run: *self, study }.make(),
            Study::Reserve(spec) => self.make_reserve(spec),
            Study::Cache(study) => {
                let mut made = CacheRun::make_together(&[CacheRun { run: *self, study }])?;
                Ok(made.pop().unwrap_or_default())
            }
        }
    }
}
