//! What the caller decides, and why an experiment may end without a result.

use crate::study::planned_run::RunError;
use hotset_results::StoreError;
use hotset_workloads::SourceError;
use std::path::Path;

/// What the caller decides.
pub struct Options<'a> {
    /// Folder below which the experiment's own folder is made.
    pub out: &'a Path,
    /// Make all runs anew, even those that are there.
    pub fresh: bool,
    /// Version of the program, part of a result's identity.
    pub version: &'a str,
    /// Revision of its source.
    pub git_revision: Option<&'a str>,
    /// What tells its sources from others: nothing is taken up that was made by other ones.
    pub sources: &'a str,
    /// Is told as runs finish.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

/// What happens while an experiment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// So many of the runs were there already.
    Resumed(usize),
    /// A run finished.
    RunDone,
}

/// Why an experiment could not be brought to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// A run could not be made: the input or the spec is wrong.
    #[error(transparent)]
    Run(#[from] RunError),
    /// A result could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<SourceError> for ExperimentError {
    fn from(error: SourceError) -> Self {
        Self::Run(error.into())
    }
}
