//! Results that exist: finished runs, and what belongs to the whole experiment.

use super::options::{Options, Progress};
use crate::plan::plan::Plan;
use hotset_results::{RunRecord, RunStore, Table};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// The report of reading a trace.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TraceRead {
    /// In words.
    pub text: String,
    /// The [`ReadReport`](hotset_workloads::formats::ReadReport), by its fields.
    pub report: Value,
}

/// Results, made now or before.
pub(super) struct RunResults {
    /// In the order of points, then replications.
    pub(super) records: Vec<RunRecord>,
    pub(super) runs_made: usize,
    pub(super) optima: Table,
    pub(super) beside: Beside,
    /// With the points that a search added.
    pub(super) plan: Plan,
}

/// The results of an experiment other than its runs: kept at the end, since they need the content of all
/// runs.
#[derive(Serialize, Deserialize)]
pub(super) struct Beside {
    pub(super) bounds: Table,
    pub(super) predictions: Table,
    pub(super) read: Vec<TraceRead>,
}

impl Beside {
    /// The name under which it is kept.
    pub(super) const NAME: &str = "beside";
}

/// The name under which a run is kept.
pub(super) fn run_name(point: usize, replication: u32) -> String {
    format!("{point:05}-{replication:04}")
}

/// An experiment whose results all exist, so that no content is needed. Which runs a
/// search needs is known only when it is done.
pub(super) fn recall(
    plan: &Plan,
    options: &Options<'_>,
    folder: &Path,
    seal: &str,
) -> Option<RunResults> {
    if options.fresh || plan.optimize.is_some() {
        return None;
    }
    let store = RunStore::existing(folder)?;
    let beside: Beside = store.finished(seal, Beside::NAME)?;
    let runs: Vec<(usize, u32)> = (0..plan.points.len())
        .flat_map(|point| (0..plan.replications).map(move |replication| (point, replication)))
        .collect();
    let found = |&(point, replication): &(usize, u32)| {
        store.finished::<RunRecord>(seal, &run_name(point, replication))
    };
    let records: Vec<RunRecord> = runs.par_iter().map(found).collect::<Option<_>>()?;
    (options.progress)(Progress::Resumed(records.len()));
    Some(RunResults { records, runs_made: 0, optima: Table::default(), beside, plan: plan.clone() })
}
