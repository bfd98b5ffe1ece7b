//! A run, whatever is studied of it.

use super::planned_run::{PlannedRun, RunError};
use hotset_results::RunRecord;

impl PlannedRun<'_> {
    /// Makes the run.
    pub(crate) fn make(&self) -> Result<RunRecord, RunError> {
        match &self.point.reserve {
            Some(spec) => self.make_reserve(spec),
            None => self.make_traffic(),
        }
    }
}
