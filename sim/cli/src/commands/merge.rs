//! `hotset merge`.

use super::run::{Printed, finish};
use super::status::shards_in_words;
use super::sweep::{open, out_of};
use super::with_threads;
use crate::arguments::MergeArguments;
use crate::diagnostics::Failure;
use crate::host::Host;
use crate::progress::note;
use hotset_experiment::shards::{SweepProgress, merge as merge_shards};
use std::path::Path;
use std::time::Duration;

/// How often a folder is looked at again.
const INTERVAL: Duration = Duration::from_secs(2);

/// Writes the results of a sweep from what its shards made.
pub(crate) fn merge(arguments: &MergeArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    let host = Host::new("merge");
    let sweep = open(&arguments.folder, &host)?;
    let out = out_of(&arguments.folder);
    let mut wait = |progress: &SweepProgress| {
        let left = host.seconds() < arguments.settle;
        if left {
            let missing = progress.runs - progress.finished;
            note(quiet, format!("{missing} runs are not there yet; looking again"));
            touch(&out.join("runs"));
            std::thread::sleep(INTERVAL);
        }
        left
    };
    let options = host.options(&out, &|_| ());
    let merged = with_threads(arguments.threads, || merge_shards(&sweep, &options, &mut wait))??;
    match merged {
        Ok(executed) => {
            finish(sweep.plan(), executed, Printed { json: arguments.json, quiet: arguments.quiet })
        }
        Err(progress) => {
            let missing = progress.missing_shards();
            Err(Failure::incomplete(format!(
                "{} of {} runs are missing, in shards {}\nhelp: `hotset run {folder} --shard K/{}` makes them, or \
                 `hotset submit {folder} --slurm`",
                progress.runs - progress.finished,
                progress.runs,
                shards_in_words(&missing),
                sweep.shards(),
                folder = arguments.folder.display(),
            )))
        }
    }
}

/// Makes a shared file system look at a folder anew: it does where a file is made there.
fn touch(folder: &Path) {
    drop(hotset_results::temporary_file_in(folder));
}
