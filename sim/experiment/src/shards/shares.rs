//! All runs of a sweep, before they are cut into shards.

use super::plan_file::PlannedShare;
use crate::plan::plan::Plan;

/// All runs: those with the same requests are neighbours.
pub(super) fn runs_of(plan: &Plan, workload_of: &[usize]) -> Vec<PlannedShare> {
    let points = 0..plan.points.len();
    let mut runs: Vec<PlannedShare> = points
        .flat_map(|point| {
            (0..plan.replications).map(move |replication| PlannedShare {
                point,
                replication,
                shard: 0,
                seconds: None,
            })
        })
        .collect();
    runs.sort_by_key(|run| (workload_of[run.point], run.replication, run.point));
    runs
}
