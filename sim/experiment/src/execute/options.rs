//! The caller's options, its progress, and why an experiment ends without a result.

use crate::study::planned_run::RunError;
use hotset_results::StoreError;
use hotset_workloads::SourceError;
use std::path::Path;

/// The caller's options.
pub struct Options<'a> {
    /// Folder below which the experiment's own folder is created.
    pub out: &'a Path,
    /// Makes all runs, even those whose results exist.
    pub fresh: bool,
    /// Version of the program, part of a result's identity.
    pub version: &'a str,
    /// Revision of its source.
    pub git_revision: Option<&'a str>,
    /// Identifies its source: runs are resumed only if the same source made them.
    pub sources: &'a str,
    /// Called as runs finish.
    pub progress: &'a (dyn Fn(Progress) + Sync),
}

impl<'a> Options<'a> {
    /// Results below `out`, resumed where they exist, without progress. A program that publishes results
    /// sets its own version and sources.
    pub fn new(out: &'a Path) -> Self {
        Self {
            out,
            fresh: false,
            version: env!("CARGO_PKG_VERSION"),
            git_revision: None,
            sources: env!("CARGO_PKG_VERSION"),
            progress: &|_| (),
        }
    }
}

/// What happens while an experiment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// This many runs had finished before.
    Resumed(usize),
    /// A run finished.
    RunDone,
}

/// Why an experiment ended without a result.
#[derive(Debug, thiserror::Error)]
pub enum ExperimentError {
    /// A run is not possible: the input or the spec is wrong.
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
