//! `hotset run FOLDER --shard K/N`.

use super::sweep::{open, out_of};
use super::{slurm, with_threads};
use crate::arguments::RunArguments;
use crate::diagnostics::Failure;
use crate::host::{EARLY, Host};
use crate::progress::{RunsBar, note};
use hotset_experiment::Options;
use hotset_experiment::shards::run_shard;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The longest run may take this much longer than the longest one so far.
const MARGIN: f64 = 1.1;

/// Makes the runs of a shard that are missing, as far as the time allows.
pub(crate) fn run(
    folder: &Path,
    (shard, of): (u32, u32),
    arguments: &RunArguments,
) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    let label = label(folder, (shard, of));
    let host = Host::new(&label);
    host.listen(EARLY);
    host.listen_for_end();
    let sweep = open(folder, &host)?;
    if of != sweep.shards() {
        return Err(Failure::input(format!(
            "found --shard {shard}/{of}; expected a shard of the {} that the sweep is planned for",
            sweep.shards()
        )));
    }
    let bar = RunsBar::new(quiet);
    let progress = |event| {
        host.note(event);
        bar.show(event);
    };
    let out_of_time = AtomicBool::new(false);
    let go_on = |longest_s: f64| {
        let ends_s = host.seconds() + MARGIN * longest_s;
        if arguments.time_budget.is_some_and(|budget_s| ends_s > budget_s) {
            out_of_time.store(true, Ordering::Relaxed);
        }
        !host.is_finishing() && !out_of_time.load(Ordering::Relaxed)
    };
    let out = out_of(folder);
    let options =
        Options { fresh: arguments.fresh, go_on: &go_on, ..host.options(&out, &progress) };
    let missing = with_threads(arguments.threads, || run_shard(&sweep, shard, &options))?;
    host.end();
    bar.clear();
    match missing? {
        0 => {
            note(quiet, format!("shard {shard} of {of} is done"));
            Ok(())
        }
        missing => {
            // A task that was cancelled is not to come back.
            let in_time = !host.is_finishing() && !out_of_time.load(Ordering::Relaxed);
            if arguments.requeue_on_timeout && !in_time {
                slurm::requeue()?;
            }
            Err(Failure::early(format!(
                "{missing} runs of shard {shard} are missing; the same command goes on"
            )))
        }
    }
}

/// How the names of files begin that attempts at a shard write, and those at no other: several sweeps share a store.
fn label(folder: &Path, (shard, of): (u32, u32)) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let digits = name.rsplit('-').next().unwrap_or_default();
    format!("{digits}-{shard:05}-of-{of:05}")
}
