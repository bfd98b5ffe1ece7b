//! The requests of a spec, to be written rather than simulated.

use crate::content::content::Content;
use crate::parallel::NEVER;
use crate::plan::plan::Plan;
use crate::spec::workload::WorkloadSpec;
use hotset_workloads::dense::GroundTruth;
use hotset_workloads::{RequestSource, SourceError};

/// Draws the requests of a plan's workload in one replication, and hands them over with what the model
/// knows of them.
///
/// # Errors
/// If the points of the plan have different workloads, or a trace; errors of the workload and of `take`.
pub fn generate<T>(
    plan: &Plan,
    replication: u32,
    take: impl FnOnce(&mut dyn RequestSource, &GroundTruth<'_>) -> Result<T, SourceError>,
) -> Result<T, SourceError> {
    let unusable =
        |what: &str| SourceError::Unusable { path: plan.name.clone(), what: what.to_owned() };
    let first = &plan.points[0];
    if plan.points.iter().any(|point| point.workload != first.workload || point.seed != first.seed)
    {
        return Err(unusable("sweeps over workloads; expected one (fix the others with --set)"));
    }
    if matches!(first.workload, WorkloadSpec::Trace { .. }) {
        return Err(unusable("reads a trace; expected a model (`hotset convert` rewrites traces)"));
    }
    if replication >= plan.replications {
        let what = format!(
            "has {} replications, the first of which is 0; found {replication}",
            plan.replications
        );
        return Err(unusable(&what));
    }
    let content = Content::make(&first.workload, first.seed, replication, &NEVER)?;
    let from =
        format!("the spec {:?} with seed {}, replication {replication}", plan.name, first.seed);
    let truth = GroundTruth {
        catalog: content.catalog(),
        weights: &content.weights(),
        site_shares: &content.site_weights(),
        span: content.span(),
        from: &from,
    };
    let mut source = content.requests();
    take(&mut *source, &truth)
}
