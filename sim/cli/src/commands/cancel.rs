//! `hotset cancel`.

use super::slurm::Jobs;
use crate::arguments::CancelArguments;
use crate::diagnostics::Failure;
use crate::progress::result;

/// Cancels the jobs of a sweep. What they have finished is kept.
pub(crate) fn cancel(arguments: &CancelArguments) -> Result<(), Failure> {
    let jobs = Jobs::read(&arguments.folder)?;
    if jobs.ids.is_empty() {
        return Err(Failure::input(format!(
            "{}: no jobs were submitted from here",
            arguments.folder.display()
        )));
    }
    jobs.cancel()?;
    result(format!("cancelled: {}; finished runs are kept", jobs.ids.join(", ")));
    Ok(())
}
