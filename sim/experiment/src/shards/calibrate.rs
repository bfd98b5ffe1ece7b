//! What a sweep may cost, from a few short runs.

use super::plan_file::PlannedShare;
use super::shares::runs_of;
use crate::content::shared::Contents;
use crate::execute::options::{ExperimentError, Options};
use crate::execute::runner::settle;
use crate::plan::plan::Plan;
use crate::plan::point::{Point, Study};
use crate::spec::workload::WorkloadSpec;
use crate::study::planned_run::PlannedRun;
use std::collections::BTreeMap;

/// Requests of a run that is timed.
const REQUESTS: u64 = 200_000;

/// No more kinds of runs than this are timed; others are taken to be like one of them.
const KINDS_MAX: usize = 24;

/// Estimates what every run takes on one core, from a short run of each kind: of a model with fewer requests, or of the
/// whole trace, whose requests cost about the same. It is a guide: a cache that is still empty is quicker.
pub(super) fn estimate(
    runs: &mut [PlannedShare],
    plan: &Plan,
    contents: &Contents<'_>,
    options: &Options<'_>,
) -> Result<(), ExperimentError> {
    let mut known: BTreeMap<String, f64> = BTreeMap::new();
    for run in runs.iter_mut() {
        let point = &plan.points[run.point];
        let kind = kind(point);
        let per_request = match known.get(&kind) {
            Some(&seconds) => seconds,
            None if known.len() < KINDS_MAX => {
                let seconds = seconds_per_request(run.point, plan, contents, options)?;
                known.insert(kind, seconds);
                seconds
            }
            None => known.values().sum::<f64>() / known.len() as f64,
        };
        let facts = contents.facts(contents.workload_of[run.point])?;
        run.seconds = Some(per_request * facts.requests_mean.max(1.0));
    }
    Ok(())
}

/// What all runs of a plan may take on one core, in seconds.
///
/// # Errors
/// Input that cannot be read, a spec that does not fit it.
pub fn estimate_seconds(plan: &Plan, options: &Options<'_>) -> Result<f64, ExperimentError> {
    let (plan, contents, _) = settle(plan, options)?;
    let mut runs = runs_of(&plan, &contents.workload_of);
    estimate(&mut runs, &plan, &contents, options)?;
    Ok(runs.iter().filter_map(|run| run.seconds).sum())
}

/// What a request costs depends on this, more than on all else.
fn kind(point: &Point) -> String {
    match &point.study {
        Study::Traffic(study) => format!(
            "{} {} {} {} {}",
            point.layout.name(),
            study.policy,
            study.timing.is_some(),
            study.sample_every,
            point.servers
        ),
        Study::Reserve(_) => format!("reserve {}", point.layout.name()),
        Study::Cache(study) => format!("cache {}", study.policy),
    }
}

fn seconds_per_request(
    number: usize,
    plan: &Plan,
    contents: &Contents<'_>,
    options: &Options<'_>,
) -> Result<f64, ExperimentError> {
    let mut point = plan.points[number].clone();
    let shorter = match &mut point.workload {
        // A reserve takes as long as its bins.
        WorkloadSpec::Synthetic(model)
            if model.synthetic.requests > REQUESTS && !matches!(point.study, Study::Reserve(_)) =>
        {
            model.synthetic.requests = REQUESTS;
            // So short a stream may end before its crowd.
            contents.make_other(&point.workload, point.seed).ok()
        }
        _ => None,
    };
    let content = match shorter {
        Some(content) => content,
        None => {
            point.workload = plan.points[number].workload.clone();
            contents.take(contents.workload_of[number], 0)?
        }
    };
    let start = (options.clock)();
    let run = PlannedRun {
        point: &point,
        content: &content,
        seed: point.seed,
        replication: 0,
        stop: options.stop,
    };
    // A run draws ahead where another core has nothing to do, as here.
    let made = match rayon::ThreadPoolBuilder::new().num_threads(1).build() {
        Ok(alone) => alone.install(|| run.make()),
        Err(_) => run.make(),
    };
    match made {
        // So short a run may have nothing to measure, which costs the same.
        Ok(_) | Err(crate::study::planned_run::RunError::Spec { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(((options.clock)() - start) / content.requests_mean().max(1.0))
}
