//! What a run shows on the terminal: a file for each table.

mod bounds;
mod caches;
mod columns;
mod first_rows;
mod footers;
mod optima;
mod policies;
mod reserve;
mod robustness;
mod traffic;
mod warnings;
mod winners;

pub(super) use bounds::bounds_table;
use caches::caches_table;
use hotset_experiment::{Plan, Study};
use hotset_results::Summary;
pub(super) use optima::optima_table;
pub(super) use policies::policies_table;
use reserve::reserve_table;
pub(super) use robustness::robustness_table;
use traffic::traffic_table;
pub(super) use winners::winners_table;

/// The table of the study.
pub(super) fn table(plan: &Plan, summary: &Summary) -> String {
    match plan.points.first().map(|point| &point.study) {
        Some(Study::Reserve(_)) => reserve_table(plan, summary),
        Some(Study::Cache(_)) => caches_table(plan, summary),
        Some(Study::Traffic(_)) | None => traffic_table(plan, summary),
    }
}
