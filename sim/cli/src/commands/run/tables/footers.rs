//! Below the table: how capacity was found, what intervals are, and warnings.

use super::warnings::WARNED;
use crate::units::{short_number, span, span_of_one};
use hotset_experiment::{KnownLoad, Machines, Plan, Point, WorkloadSpec};
use hotset_results::metrics::{
    BIN_WIDTH_S, CATALOG_OBJECTS, OVERLOADED_STATIONS, SAMPLED_OBJECTS, WARM_UP_S,
};
use hotset_results::{Summary, SummaryRow};

/// How capacity was found, and what to be warned of.
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
    let mut text = format!(
        "\ncapacity over the mean client load, {machines}: {set} {} % of bins of {bins}; ratio: \
         to the baseline's; own sizes: each server its own machine; floor: if nothing varied",
        short_number(rounded(100.0 * point.overload))
    );
    for (word, meaning) in WARNED {
        let rows = summary.rows.iter().filter(|row| row.warnings.contains(word)).count();
        if rows > 0 {
            text +=
                &format!("\nwarning ({word}), {rows} of {} rows: {meaning}", summary.rows.len());
        }
    }
    text + &warm_ups(summary)
}

/// A warning where points are measured over different parts of the run.
fn warm_ups(summary: &Summary) -> String {
    let lengths = || summary.rows.iter().flat_map(|row| row.values(WARM_UP_S)).copied();
    let (least, most) = (lengths().fold(f64::INFINITY, f64::min), lengths().fold(0.0, f64::max));
    match least.is_finite() && most > 1.01 * least {
        true => format!(
            "\nwarning (warm-ups differ): points are measured from {} to {} s after the start on, by how long \
             their caches take; warm_up = SHARE measures all over the same time",
            least.round(),
            most.round()
        ),
        false => String::new(),
    }
}

/// Rounded to what a reader wants to see of a product.
fn rounded(number: f64) -> f64 {
    (number * 1e9).round() / 1e9
}

/// A warning where a sample leaves nothing out.
pub(super) fn unsampled(summary: &Summary) -> String {
    let all = |row: &&SummaryRow| {
        let [sampled, objects] =
            [SAMPLED_OBJECTS, CATALOG_OBJECTS].map(|metric| row.estimate(metric));
        sampled.zip(objects).is_some_and(|(sampled, objects)| sampled.mean == objects.mean)
    };
    match summary.rows.iter().filter(all).count() {
        0 => String::new(),
        rows => format!(
            "\n{rows} of {} rows have nothing left out: what stands for many is large beside their caches",
            summary.rows.len()
        ),
    }
}

/// A warning where more is asked of a queue than it can do.
pub(super) fn overloaded(summary: &Summary) -> String {
    let some = |row: &&SummaryRow| {
        row.estimate(OVERLOADED_STATIONS).is_some_and(|stations| stations.mean > 0.0)
    };
    match summary.rows.iter().filter(some).count() {
        0 => String::new(),
        rows => format!(
            "\n{rows} of {} rows have overloaded servers, links or an overloaded origin: their queues \
             grow or drop as long as the run lasts",
            summary.rows.len()
        ),
    }
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
    let traced = plan.points.iter().any(|p| matches!(p.workload, WorkloadSpec::Trace { .. }));
    if traced && plan.replications > 1 {
        text += "\na trace is the same in every replication: intervals are over entry servers and hash \
                 functions alone; the columns of *_days_* in the files have those over its days";
    }
    text
}
