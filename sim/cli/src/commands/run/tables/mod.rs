//! What a run shows on the terminal: a file for each table.

mod bounds;
mod columns;
mod footers;
mod optima;
#[cfg_attr(not(test), expect(dead_code, reason = "for the study of single caches"))]
mod policies;
mod reserve;
mod robustness;
mod traffic;
mod warnings;
mod winners;

pub(super) use bounds::bounds_table;
use hotset_experiment::Plan;
use hotset_results::Summary;
pub(super) use optima::optima_table;
use reserve::reserve_table;
pub(super) use robustness::robustness_table;
use traffic::traffic_table;
pub(super) use winners::winners_table;

/// The table of the study.
pub(super) fn table(plan: &Plan, summary: &Summary) -> String {
    match plan.points.iter().any(|point| point.reserve().is_some()) {
        true => reserve_table(plan, summary),
        false => traffic_table(plan, summary),
    }
}
