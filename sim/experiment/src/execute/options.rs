//! The caller's options, its progress, and why an experiment ends without a result.

use crate::parallel::NEVER;
use crate::study::planned_run::RunError;
use hotset_results::StoreError;
use hotset_workloads::SourceError;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// The caller's options.
pub struct Options<'a> {
    /// Folder below which the experiment's own folder is created, beside the store of finished runs.
    pub out: &'a Path,
    /// Makes all runs, even those whose results exist, with which they are compared.
    pub fresh: bool,
    /// Version of the program, part of a result's identity.
    pub version: &'a str,
    /// Revision of its source.
    pub git_revision: Option<&'a str>,
    /// Identifies what makes results: runs are resumed only if the same sources made them.
    pub results_version: &'a str,
    /// Who writes: the names of this process's files in the store begin with it.
    pub writer: &'a str,
    /// Called as runs finish.
    pub progress: &'a (dyn Fn(Progress) + Sync),
    /// Set to stop: runs that have begun are dropped, those that are finished are kept.
    pub stop: &'a AtomicBool,
    /// Asked before every run, with the seconds that the longest one took so far: whether to begin it.
    pub go_on: &'a (dyn Fn(f64) -> bool + Sync),
    /// Seconds that have passed since some moment; no result depends on it.
    pub clock: &'a (dyn Fn() -> f64 + Sync),
}

impl<'a> Options<'a> {
    /// Results below `out`, resumed where they exist, without progress. A program that publishes results
    /// sets its own version and that of its results.
    pub fn new(out: &'a Path) -> Self {
        Self {
            out,
            fresh: false,
            version: env!("CARGO_PKG_VERSION"),
            git_revision: None,
            results_version: env!("CARGO_PKG_VERSION"),
            writer: "runs",
            progress: &|_| (),
            stop: &NEVER,
            go_on: &|_| true,
            clock: &|| 0.0,
        }
    }
}

/// What happens while an experiment runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Of this many more runs that are needed, some had finished before.
    Planned {
        /// Runs that are needed.
        runs: usize,
        /// Those of them that had finished before.
        finished: usize,
    },
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
    /// Somebody asked to stop before there was anything to write, or before so many runs were made again.
    #[error("{0} runs are missing, and no results were written; the same command makes them")]
    Stopped(usize),
    /// A sweep is not one that several processes can run, or not this one.
    #[error("{0}")]
    Refused(String),
}

impl ExperimentError {
    /// Whether it is no error: somebody asked to stop.
    pub fn is_stop(&self) -> bool {
        matches!(self, Self::Run(RunError::Source(SourceError::Stopped)) | Self::Stopped(_))
    }
}

impl From<SourceError> for ExperimentError {
    fn from(error: SourceError) -> Self {
        Self::Run(error.into())
    }
}
