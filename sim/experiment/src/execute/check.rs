//! Whether all points fit their content, before anything is run, and what depends on that content.

use super::options::ExperimentError;
use crate::content::content::Content;
use crate::content::shared::Contents;
use crate::parallel::{NEVER, in_order};
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::spec::error::SpecError;
use crate::study::planned_run::{PlannedRun, RunError};
use crate::study::traffic::warm_up::{Needs, settle};
use std::ops::Range;

/// Checks points with the content of their first replication, and settles those that are not. Returns whether that
/// lengthened workloads, whose content is another one then.
pub(super) fn check(
    plan: &mut Plan,
    points: Range<usize>,
    contents: &Contents<'_>,
) -> Result<bool, ExperimentError> {
    let mut order: Vec<usize> = points.collect();
    // Workload by workload: their contents need not all be there at once.
    order.sort_by_key(|&point| contents.workload_of[point]);
    contents.expect_checks(order.iter().copied());
    let needs = in_order(&order, |number| {
        let content = contents.get(contents.workload_of[number], 0)?;
        let point = &plan.points[number];
        fits(point, &content)?;
        let needs = Needs::of(point, &content)?;
        contents.checked(number);
        Ok::<_, RunError>((number, needs))
    })?;
    if plan.settled {
        return Ok(false);
    }
    Ok(settle(&mut plan.points, &needs, &contents.workload_of))
}

/// Whether the largest values of a search fit their content, too.
pub(super) fn check_ends(plan: &Plan, contents: &Contents<'_>) -> Result<(), ExperimentError> {
    let Some(optimize) = &plan.optimize else { return Ok(()) };
    for (base, smallest) in plan.points.iter().enumerate() {
        contents.expect_checks([base]);
        let content = contents.get(contents.workload_of[base], 0)?;
        let end = optimize.at_end(base).map_err(|error| wrong_value(&error))?;
        fits(&end.with_workload_of(smallest), &content)?;
        contents.checked(base);
    }
    Ok(())
}

fn fits(point: &Point, content: &Content) -> Result<(), RunError> {
    PlannedRun { point, content, seed: point.seed, replication: 0, stop: &NEVER }.check()
}

/// A value between two valid ones can be invalid; it is of the key that is searched.
pub(super) fn wrong_value(error: &SpecError) -> ExperimentError {
    RunError::Spec { key: "optimize.key", what: error.to_string() }.into()
}
