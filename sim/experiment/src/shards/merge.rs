//! The result of a sweep from what its shards made.

use super::progress::SweepProgress;
use super::sweep::SharedSweep;
use crate::content::shared::Contents;
use crate::execute::experiment::{Executed, kept_as, write};
use crate::execute::finished::{FinishedRun, RunResults};
use crate::execute::identity::manifest;
use crate::execute::options::{ExperimentError, Options};
use crate::execute::runner::keep_whole;
use hotset_results::Table;

/// Writes the tables of a sweep whose shards are done: the same bytes as one process writes that makes all runs.
/// Where a file system shows files late, `wait` is called as long as runs are missing, and says whether to look again.
/// Without all runs, returns how far the sweep is.
///
/// # Errors
/// Input that cannot be read, a folder that cannot be written; two different results for one run.
pub fn merge(
    sweep: &SharedSweep,
    options: &Options<'_>,
    wait: &mut dyn FnMut(&SweepProgress) -> bool,
) -> Result<Result<Executed, SweepProgress>, ExperimentError> {
    let mut store = sweep.store(options)?;
    loop {
        let progress = sweep.progress_in(&store);
        if progress.finished == progress.runs {
            break;
        }
        if !wait(&progress) {
            return Ok(Err(progress));
        }
        store = store.reopen()?;
    }
    let mut runs: Vec<FinishedRun> = sweep.file.runs.iter().map(|run| sweep.run(run)).collect();
    runs.sort_by_key(|run| (run.point, run.replication));
    let plan = sweep.plan.clone();
    // What stands beside the runs is of the traces that the runs were of.
    sweep.inputs.check(plan.points.iter(), &store)?;
    let contents = Contents::new(&plan, options.stop);
    let kept = kept_as(&sweep.file.identity_sha256, options);
    let read = sweep.file.read.clone();
    let whole = keep_whole(&plan, &contents, runs, read, &store, &kept)?;
    drop(contents);
    let results = RunResults {
        runs: whole.runs,
        runs_made: 0,
        runs_missing: 0,
        optima: Table::default(),
        beside: whole.beside,
        plan,
    };
    let identity = sweep.file.identity_sha256.clone();
    let runs = results.runs.len();
    let manifest = manifest(&results.plan, options, identity, &sweep.inputs, runs);
    write(results, store, &sweep.folder, manifest, options.version).map(Ok)
}
