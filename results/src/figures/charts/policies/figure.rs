//! The panels of the figure: sizes of the cache from left to right, objects above bytes.

use super::contexts::{contexts, spread};
use super::panel::{LEAST, Rows, TRACES_MIN, is_cut, of_distributions, of_traces};
use super::ranking::ranking;
use crate::compare::policies::{MISSES, POLICY, prefix, reduction_column, reductions};
use crate::figures::charts::labels::{capitalised, policy_label};
use crate::figures::look::Look;
use crate::figures::scene::{Figure, Panel};
use crate::layouts::{context_name, is_base};
use crate::metrics::Metric;
use crate::tables::{number, text};
use crate::{Row, Summary, Table};

/// More panels side by side are too narrow on a page, and in a column.
const SIZES_MAX: usize = 4;
const SIZES_IN_COLUMN_MAX: usize = 2;
/// The width of a page over the size of its text, at the least.
const PAGE: f64 = 45.0;
/// The height of a panel of few policies, in points.
const HEIGHT_PT: f64 = 36.0;

/// Whether no policy has so many traces that their quantiles say more than the values.
pub(in crate::figures::charts) fn has_few_traces(policies: &Table) -> bool {
    let traces = policies.rows.iter().filter_map(|row| number(row, "traces"));
    traces.fold(0.0, f64::max) < TRACES_MIN
}

/// The figure of the table of policies; `runs` are needed where traces are few. `None` if there is nothing to
/// compare.
pub(in crate::figures::charts) fn figure(
    policies: &Table,
    runs: &Summary,
    look: &Look,
) -> Option<Figure> {
    let base = policies.rows.iter().filter(|row| is_base(row)).cloned().collect();
    let policies = &Table { rows: base };
    let baseline = text(policies.rows.first()?, "baseline");
    let all = contexts(policies);
    let order = ranking(policies, &baseline, all.last());
    if order.is_empty() {
        return None;
    }
    let in_column = look.width_pt < PAGE * look.style.text_pt();
    let shown = spread(&all, if in_column { SIZES_IN_COLUMN_MAX } else { SIZES_MAX });
    let rows = Rows { baseline: &baseline, policies: &order };
    let few = has_few_traces(policies);
    let mut panels: Vec<Panel> = Vec::new();
    for metric in measures(policies) {
        let single = if few { reductions(runs, &baseline, metric) } else { Vec::new() };
        panels.extend(shown.iter().map(|context| {
            let title = title(context, metric);
            match few {
                true => of_traces(&rows, &single, context, title),
                false => of_distributions(&rows, policies, context, metric, title),
            }
        }));
    }
    // The line of the baseline alone is no figure.
    panels.iter().any(|panel| panel.series.len() > 1).then(|| Figure {
        columns: Some(shown.len()),
        panel_height_pt: Some(HEIGHT_PT),
        shared_axes: true,
        note: note(policies, &order, is_cut(&panels), (shown.len(), all.len())),
        panels,
    })
}

/// Miss ratios of objects, and those of bytes where they differ from them anywhere.
fn measures(policies: &Table) -> Vec<Metric> {
    let [objects, bytes] = MISSES;
    let differ = policies.rows.iter().any(|row| {
        ["mean", "p10", "p50", "p90"].iter().any(|end| {
            let of = |metric| number(row, &format!("{}_{end}", reduction_column(metric)));
            of(bytes).is_some_and(|bytes| of(objects).is_none_or(|own| (own - bytes).abs() > 1e-9))
        })
    });
    if differ { vec![objects, bytes] } else { vec![objects] }
}

/// The size of the caches, or whatever else the panel is for; of bytes, if it is of them.
fn title(context: &Row, metric: Metric) -> String {
    let of = context_name(context);
    let title = match (prefix(metric), of.strip_prefix("cache ").filter(|_| context.len() == 1)) {
        ("", _) => of,
        (_, Some(size)) => format!("bytes, {size}"),
        _ => format!("bytes, {of}").trim_end_matches([',', ' ']).to_owned(),
    };
    capitalised(&title)
}

/// What is drawn, over how many traces, and what is left out.
fn note(policies: &Table, order: &[String], cut: bool, (shown, sizes): (usize, usize)) -> String {
    let traces: Vec<f64> = policies.rows.iter().filter_map(|row| number(row, "traces")).collect();
    let least = traces.iter().copied().fold(f64::INFINITY, f64::min);
    let most = traces.iter().copied().fold(0.0, f64::max);
    let over = match least < most {
        true => format!("{least} to {most} traces"),
        false if most == 1.0 => "1 trace".to_owned(),
        false => format!("{most} traces"),
    };
    let mut notes = vec![match has_few_traces(policies) {
        true => format!("Values of {over}"),
        false => format!("Boxes: P25, median and P75 over {over}; whiskers: P10 and P90"),
    }];
    if !has_few_traces(policies) && least < TRACES_MIN {
        notes.push(format!("over fewer than {TRACES_MIN}, the mean alone"));
    }
    let offline = |policy: &&String| {
        let is_row = |row: &&Row| text(row, POLICY) == **policy;
        policies.rows.iter().find(is_row).is_some_and(|row| text(row, "offline") == "true")
    };
    let offline: Vec<String> =
        order.iter().filter(offline).map(|name| policy_label(name)).collect();
    if !offline.is_empty() {
        let mark = if has_few_traces(policies) { "" } else { " (not shaded)" };
        notes.push(format!("offline, as bounds{mark}: {}", offline.join(", ")));
    }
    let out = policies.rows.iter().filter_map(|row| number(row, "traces_without_misses"));
    let out = out.fold(0.0, f64::max);
    if out > 0.0 {
        notes.push(format!("up to {out} more are left out: the baseline misses nothing there"));
    }
    if cut {
        notes.push(format!("what is below {}{} % is drawn there", '\u{2212}', -LEAST));
    }
    if shown < sizes {
        notes.push(format!("{shown} of {sizes} sizes are drawn"));
    }
    notes.join("; ")
}
