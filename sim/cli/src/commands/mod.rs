//! One file a command.

pub(crate) mod analyze;
pub(crate) mod figures;
pub(crate) mod keys;
pub(crate) mod plan;
pub(crate) mod replay;
pub(crate) mod run;
mod trace;

use crate::diagnostics::Failure;

/// Does the work on a pool of the given number of threads; all cores if not given.
fn with_threads<T: Send>(
    threads: Option<usize>,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Failure> {
    if threads == Some(0) {
        return Err(Failure::input("found --threads 0; expected at least 1"));
    }
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    Ok(pool.map_err(Failure::other)?.install(work))
}
