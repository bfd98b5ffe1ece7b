//! Below the table: how capacity was found, and what intervals are.

use crate::commands::notes::BELADY_NOTE;
use crate::units::{short_number, span, span_of_one};
use hotset_experiment::{KnownLoad, Machines, Plan, Point, WorkloadSpec};
use hotset_results::Summary;
use hotset_results::metrics::BIN_WIDTH_S;

/// How capacity was found.
pub(super) fn capacity_footer(plan: &Plan, summary: &Summary) -> String {
    let widths = || summary.rows.iter().flat_map(|row| row.values(BIN_WIDTH_S)).copied();
    let (low, high) = (widths().fold(f64::INFINITY, f64::min), widths().fold(0.0, f64::max));
    let whole = |point: &&Point| point.traffic().is_none_or(|study| study.sample_every == 1);
    let Some(point) = plan.points.iter().find(whole) else { return String::new() };
    let bins = match low == high {
        true => span_of_one(low),
        false => format!("{} to {}", span(low), span(high)),
    };
    let machines = match point.machines {
        Machines::Equal => "machines all alike",
        Machines::Each => "each server's of its own size",
    };
    let set = match point.traffic().map_or(KnownLoad::Hindsight, |study| study.known) {
        KnownLoad::Hindsight => "exceeded in at most",
        KnownLoad::Past { .. } => "set from earlier bins so that later ones exceed it in",
    };
    format!(
        "\ncapacity over the mean client load, {machines}: {set} {} % of bins of {bins}; ratio: \
         to the baseline's; own sizes: each server its own machine; floor: if nothing varied",
        short_number(rounded(100.0 * point.overload))
    )
}

/// Rounded to what a reader wants to see of a product.
fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// What the intervals and changes of the table are.
pub(super) fn footer(plan: &Plan) -> String {
    let mut text = String::new();
    if let Some(name) = &plan.baseline {
        text += &format!("\nchange: against {name}");
        if plan.replications > 1 {
            let runs = plan.replications;
            text += &format!(", paired over {runs} replications, with its 95 % interval");
        }
    }
    if plan.points.iter().filter_map(Point::traffic).any(|study| study.sample_every > 1) {
        text += "\na sample of the objects represents all: variation of load is not reported";
        text += match plan.replications {
            1 => "; replications would show the sampling error",
            _ => ", and the intervals have its error in them",
        };
    }
    if plan.points.iter().filter_map(Point::traffic).any(|study| study.policy.kind.info().offline) {
        text += &format!(
            "\noffline policies know the requests to come, as no real cache does{BELADY_NOTE}"
        );
    }
    let traced = plan.points.iter().any(|p| matches!(p.workload, WorkloadSpec::Trace { .. }));
    if traced && plan.replications > 1 {
        text += "\na trace is the same in every replication: intervals are over entry servers and hash \
                 functions alone; the columns of *_days_* in the files have those over its days";
    }
    text
}
