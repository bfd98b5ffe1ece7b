//! A run, whatever is studied.

use super::planned_run::{PlannedRun, RunError};
use super::traffic::traffic_run::TrafficRun;
use crate::plan::point::Study;
use hotset_results::RunRecord;

impl PlannedRun<'_> {
    /// Whether the point fits its content, before anything is run.
    pub(crate) fn check(&self) -> Result<(), RunError> {
        match &self.point.study {
            Study::Traffic(study) => TrafficRun { run: *self, study }.check(),
            Study::Reserve(_) => self.reserve_bins().map(drop),
        }
    }

    /// Makes runs on the same content, in their order.
    pub(crate) fn make_together(runs: &[Self]) -> Result<Vec<RunRecord>, RunError> {
        runs.iter().map(Self::make).collect()
    }

    /// Makes the run.
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        match &self.point.study {
            Study::Traffic(study) => TrafficRun { run: *self, study }.make(),
            Study::Reserve(spec) => self.make_reserve(spec),
        }
    }
}
