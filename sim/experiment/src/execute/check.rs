//! Whether all points fit their content, before anything is run.

use super::options::ExperimentError;
use crate::content::shared::Contents;
use crate::parallel::{NEVER, in_order};
use crate::plan::plan::Plan;
use crate::spec::error::SpecError;
use crate::study::planned_run::{PlannedRun, RunError};
use std::ops::Range;

/// Checks points with the content of their first replication.
pub(super) fn check(
    plan: &Plan,
    points: Range<usize>,
    contents: &Contents<'_>,
) -> Result<(), ExperimentError> {
    in_order(&points.collect::<Vec<_>>(), |point| {
        let content = contents.get(contents.workload_of[point], 0)?;
        let point = &plan.points[point];
        PlannedRun { point, content: &content, seed: point.seed, replication: 0, stop: &NEVER }
            .check()
    })?;
    Ok(())
}

/// Whether the largest values of a search fit their content, too.
pub(super) fn check_ends(plan: &Plan, contents: &Contents<'_>) -> Result<(), ExperimentError> {
    let Some(optimize) = &plan.optimize else { return Ok(()) };
    for (base, smallest) in plan.points.iter().enumerate() {
        let content = contents.get(contents.workload_of[base], 0)?;
        let end = optimize.at_end(base).map_err(|error| wrong_value(&error))?;
        let point = &end.with_workload_of(smallest);
        PlannedRun { point, content: &content, seed: point.seed, replication: 0, stop: &NEVER }
            .check()?;
    }
    Ok(())
}

/// A value between two valid ones can be invalid; it is of the key that is searched.
pub(super) fn wrong_value(error: &SpecError) -> ExperimentError {
    RunError::Spec { key: "optimize.key", what: error.to_string() }.into()
}
