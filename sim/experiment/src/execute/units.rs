//! Units of work: runs that are made together.

use super::finished::FinishedRun;
use crate::content::shared::Contents;
use crate::plan::plan::Plan;

/// Runs on the same content, made in one pass over it.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) runs: Vec<&'a FinishedRun>,
}

/// The units of runs, which are given replication by replication.
pub(super) fn units<'a>(
    plan: &Plan,
    contents: &Contents<'_>,
    runs: &[&'a FinishedRun],
) -> Vec<Unit<'a>> {
    let _ = (plan, contents);
    runs.iter().map(|&run| Unit { runs: vec![run] }).collect()
}
