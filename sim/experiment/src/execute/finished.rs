//! Results that exist: finished runs, and what belongs to the whole experiment.

use super::identity::RunKey;
use super::options::{Options, Progress};
use crate::plan::plan::Plan;
use hotset_results::{Entry, REPLICATION, RUN_ID, Row, RunGrids, RunStore, StoreError, Table};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The report of reading a trace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TraceRead {
    /// In words.
    pub text: String,
    /// The [`ReadReport`](hotset_workloads::formats::ReadReport), by its fields.
    pub report: Value,
}

/// A finished run of an experiment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FinishedRun {
    /// The number of its point in the plan.
    pub(crate) point: usize,
    pub(crate) replication: u32,
    pub(crate) key: RunKey,
}

impl FinishedRun {
    /// Its row of `runs.csv`; `None` if the store has lost it.
    pub(crate) fn row(&self, plan: &Plan, store: &RunStore) -> Result<Option<Row>, StoreError> {
        let Some(metrics) = store.get::<Row>(Entry::Run, &self.key.stored)? else {
            return Ok(None);
        };
        let mut row = Row::clone(&plan.points[self.point].parameters);
        row.insert(REPLICATION.to_owned(), self.replication.into());
        row.insert(RUN_ID.to_owned(), self.key.id.clone().into());
        row.extend(metrics);
        Ok(Some(row))
    }

    /// Its rows of the finer tables.
    pub(crate) fn grids(&self, store: &RunStore) -> Result<RunGrids, StoreError> {
        Ok(store.get(Entry::Grids, &self.key.stored)?.unwrap_or_default())
    }
}

/// Results, made now or before.
pub(crate) struct RunResults {
    /// In the order of points, then replications.
    pub(crate) runs: Vec<FinishedRun>,
    pub(crate) runs_made: usize,
    /// Runs that are missing because somebody asked to stop.
    pub(crate) runs_missing: usize,
    pub(crate) optima: Table,
    pub(crate) beside: Beside,
    /// With the points that a search added.
    pub(crate) plan: Plan,
}

/// The results of an experiment other than its runs: kept at the end, since they need the content of all
/// runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Beside {
    #[serde(with = "super::compact")]
    pub(crate) bounds: Table,
    pub(crate) predictions: Table,
    pub(crate) read: Vec<TraceRead>,
}

/// A whole experiment, as it is kept.
#[derive(Serialize, Deserialize)]
pub(crate) struct WholeExperiment {
    pub(crate) runs: Vec<FinishedRun>,
    pub(crate) beside: Beside,
}

/// An experiment whose results all exist, so that no content is needed. Which runs a
/// search needs is known only when it is done.
pub(crate) fn recall(
    plan: &Plan,
    options: &Options<'_>,
    store: &RunStore,
    identity: &str,
) -> Result<Option<RunResults>, StoreError> {
    if options.fresh || plan.optimize.is_some() {
        return Ok(None);
    }
    let whole: Option<WholeExperiment> = store.get(Entry::Experiment, identity)?;
    let there = |run: &FinishedRun| {
        [Entry::Run, Entry::Grids].iter().all(|&entry| store.has(entry, &run.key.stored))
    };
    let Some(WholeExperiment { runs, beside }) = whole.filter(|all| all.runs.iter().all(there))
    else {
        return Ok(None);
    };
    (options.progress)(Progress::Planned { runs: runs.len(), finished: runs.len() });
    let optima = Table::default();
    Ok(Some(RunResults { runs, runs_made: 0, runs_missing: 0, optima, beside, plan: plan.clone() }))
}
