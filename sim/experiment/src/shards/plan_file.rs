//! The plan of a sweep on disk: all that a process needs to make its part of the same runs.

use super::source::SweepSource;
use crate::execute::finished::TraceRead;
use crate::plan::settled::Settled;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The plan of a sweep, with the hash of its JSON.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Checked {
    pub(super) sha256: String,
    pub(super) plan: PlanFile,
}

/// The plan of a sweep, written once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PlanFile {
    /// The version of hotset.
    pub(super) hotset: String,
    /// What makes the results; processes of another version do not take part.
    pub(super) results_version: String,
    pub(super) identity_sha256: String,
    /// The spec, as it was written.
    pub(super) spec: String,
    /// Settings over it.
    pub(super) settings: Vec<String>,
    /// The folder that its paths are relative to.
    pub(super) paths_from: Option<PathBuf>,
    /// The files that it reads, in order, with the hashes of their content.
    pub(super) inputs: Vec<PlannedInput>,
    /// By point: what depends on the content of the workload and on the points that it is compared with.
    pub(super) settled: Vec<Option<Settled>>,
    /// The reports of reading the traces.
    pub(super) read: Vec<TraceRead>,
    pub(super) shards: u32,
    /// The runs in the order in which they are made: those with the same requests are neighbours.
    pub(super) runs: Vec<PlannedShare>,
}

impl PlanFile {
    /// What the sweep is planned from.
    pub(super) fn source(&self) -> SweepSource {
        let Self { spec, settings, paths_from, .. } = self;
        let (spec, settings) = (spec.clone(), settings.clone());
        SweepSource { spec, settings, paths_from: paths_from.clone() }
    }
}

/// A file that the sweep reads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PlannedInput {
    pub(super) path: PathBuf,
    pub(super) sha256: String,
}

/// A run, and who makes it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct PlannedShare {
    pub(super) point: usize,
    pub(super) replication: u32,
    pub(super) shard: u32,
    /// What it may take on one core; `None` if that was not estimated.
    pub(super) seconds: Option<f64>,
}
