//! A process's part of a sweep.

use super::sweep::{SharedSweep, refused};
use crate::content::shared::Contents;
use crate::execute::options::{ExperimentError, Options};
use crate::execute::runner::Runner;

/// Makes the runs of a shard that are missing, in the current rayon pool, and keeps them; returns how many are still
/// missing, because somebody asked to stop.
///
/// # Errors
/// A number that is not one of a shard, a trace that has changed since the sweep was planned, a store that cannot be
/// written.
pub fn run_shard(
    sweep: &SharedSweep,
    shard: u32,
    options: &Options<'_>,
) -> Result<usize, ExperimentError> {
    if shard >= sweep.shards() {
        return Err(refused(format!(
            "found shard {shard}; expected 0 to {}: the sweep is planned for {} shards",
            sweep.shards() - 1,
            sweep.shards()
        )));
    }
    let store = sweep.store(options)?;
    let wanted: Vec<(usize, u32)> = sweep
        .file
        .runs
        .iter()
        .filter(|run| run.shard == shard)
        .map(|run| (run.point, run.replication))
        .collect();
    let plan = sweep.plan.clone();
    let points = wanted.iter().map(|&(point, _)| &plan.points[point]);
    sweep.inputs.check(points, &store)?;
    let contents = Contents::new(&plan, options.stop);
    let mut runner = Runner::new(options, &store, &sweep.inputs, plan, contents);
    runner.make(&wanted)?;
    Ok(runner.missing())
}
