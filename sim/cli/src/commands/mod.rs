//! One file a command.

pub(crate) mod analyze;
pub(crate) mod cancel;
pub(crate) mod cite;
pub(crate) mod convert;
pub(crate) mod densify;
pub(crate) mod figures;
mod folder;
pub(crate) mod generate;
pub(crate) mod init;
pub(crate) mod keys;
pub(crate) mod merge;
mod notes;
mod outputs;
pub(crate) mod plan;
pub(crate) mod policies;
pub(crate) mod predict;
pub(crate) mod replay;
pub(crate) mod report;
pub(crate) mod reproduce;
pub(crate) mod run;
mod shard;
pub(crate) mod shell;
mod slurm;
mod spec;
pub(crate) mod status;
pub(crate) mod submit;
mod sweep;
pub(crate) mod trace;

use crate::diagnostics::Failure;

const THREADS_MAX: usize = 1_024;

/// Refuses numbers of threads that make no sense.
fn check_threads(threads: Option<usize>) -> Result<(), Failure> {
    match threads.filter(|threads| !(1..=THREADS_MAX).contains(threads)) {
        None => Ok(()),
        Some(found) => {
            Err(Failure::input(format!("found --threads {found}; expected 1 to {THREADS_MAX}")))
        }
    }
}

/// Does the work on a pool of the given number of threads; all cores if not given.
fn with_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    check_threads(threads)?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    Ok(pool.map_err(Failure::other)?.install(work))
}
