//! Which layout needs the least, and how sure that is.

use super::folder::Folder;
use super::quantities::Measured;
use crate::compare::{DROPS, Difference, is_base};
use crate::layouts::{VARIATION, context_name, contexts, layout_name};
use crate::metrics::{
    Better, CAPACITY_PER_EGRESS, COST_PER_EGRESS, Metric, ORIGIN_PER_EGRESS, TOTAL_PER_EGRESS,
};
use crate::tables::{number, text};
use crate::{Row, SummaryRow, WARNINGS, point_of_summary};

/// By what layouts are compared.
pub(super) const COMPARED: [Metric; 4] =
    [TOTAL_PER_EGRESS, ORIGIN_PER_EGRESS, CAPACITY_PER_EGRESS, COST_PER_EGRESS];

/// The best layout by a metric in a context.
pub(super) struct Leader {
    /// What else varies; empty if only the layout does.
    pub(super) context: String,
    pub(super) metric: Metric,
    pub(super) name: String,
    pub(super) value: Measured,
    /// Its change against the baseline; `None` without one.
    pub(super) change: Option<Measured>,
    pub(super) is_baseline: bool,
    pub(super) next: Next,
    /// Other layouts that differ from it by no more than noise.
    pub(super) ties: Vec<String>,
}

/// The next best layout.
pub(super) struct Next {
    pub(super) name: String,
    /// How much more it needs, paired by replication; `None` where the files do not say.
    pub(super) change: Option<Measured>,
}

impl Next {
    /// Whether it differs by more than noise; `None` if there is no interval.
    pub(super) fn is_significant(&self) -> Option<bool> {
        let (low, high) = self.change?.ends?;
        Some(low > 0.0 || high < 0.0)
    }
}

/// A layout in a context: its place in the summary, and its value.
type Contender<'a> = (usize, Row, &'a Row, f64);

/// The best layouts by total traffic, origin traffic, capacity and, if bytes have prices, by weighted traffic,
/// in each context of the base experiment. Layouts that drop requests do not compete.
pub(super) fn leaders(folder: &Folder) -> Vec<Leader> {
    let points: Vec<Row> = folder.summary.rows.iter().map(point_of_summary).collect();
    let base: Vec<(usize, &Row)> =
        points.iter().enumerate().filter(|(_, point)| is_base(point)).collect();
    let compared: Vec<Metric> = compared(folder).collect();
    let mut leaders = Vec::new();
    for context in contexts(&base, |(_, point)| point) {
        let here: Vec<usize> = context.points.iter().map(|(place, _)| *place).collect();
        let of = |metric: &Metric| leader(folder, &here, &context.parameters, *metric);
        leaders.extend(compared.iter().filter_map(of));
    }
    leaders
}

/// Weighted traffic is compared where it is not total traffic.
fn compared(folder: &Folder) -> impl Iterator<Item = Metric> {
    let weighted = folder
        .summary
        .rows
        .iter()
        .any(|row| number(row, COST_PER_EGRESS.name) != number(row, TOTAL_PER_EGRESS.name));
    COMPARED.into_iter().filter(move |metric| weighted || *metric != COST_PER_EGRESS)
}

fn leader(folder: &Folder, here: &[usize], context: &Row, metric: Metric) -> Option<Leader> {
    let mut ranked: Vec<Contender> =
        here.iter().filter_map(|&p| contender(folder, p, metric)).collect();
    ranked.sort_by(|a, b| a.3.total_cmp(&b.3));
    let [best, second, ..] = ranked.as_slice() else { return None };
    let (place, point, row, _) = best;
    let runs = folder.runs.as_ref().map(|runs| &runs.rows);
    let difference = |other: &Contender| paired(&runs?[other.0], &runs?[*place], metric);
    let ties = ranked[1..].iter().filter(|other| {
        difference(other)
            .is_some_and(|d| d.ends.is_some_and(|(low, high)| low <= 0.0 && high >= 0.0))
    });
    let name = layout_name(point);
    let next = layout_name(&second.1);
    let by_files = || of_winners(folder, context, metric, &name, &next);
    Some(Leader {
        context: name_of_context(context),
        metric,
        value: Measured::of(row, &metric)?,
        change: change(row, metric),
        is_baseline: runs.is_some_and(|rows| rows[*place].is_baseline),
        ties: ties.map(|(_, point, ..)| layout_name(point)).collect(),
        next: Next { change: difference(second).or_else(by_files), name: next },
        name,
    })
}

/// What varies beside the layout. All contexts are of the base experiment, so that goes without saying.
fn name_of_context(context: &Row) -> String {
    let mut others = context.clone();
    others.shift_remove(VARIATION);
    context_name(&others)
}

fn contender(folder: &Folder, place: usize, metric: Metric) -> Option<Contender<'_>> {
    let row = &folder.summary.rows[place];
    if text(row, WARNINGS).split_whitespace().any(|word| word == DROPS) {
        return None;
    }
    let sign = if metric.better == Better::Higher { -1.0 } else { 1.0 };
    Some((place, point_of_summary(row), row, sign * Measured::of(row, &metric)?.centre))
}

/// The difference of two layouts, paired by replication.
fn paired(row: &SummaryRow, other: &SummaryRow, metric: Metric) -> Option<Measured> {
    let Difference { interval, has_interval } = Difference::of(row, other, metric)?;
    let ends = has_interval.then_some((interval.low, interval.high));
    Some(Measured { centre: interval.centre, ends })
}

/// The difference of the next best layout to the best, from `winners.csv`.
fn of_winners(
    folder: &Folder,
    context: &Row,
    metric: Metric,
    best: &str,
    next: &str,
) -> Option<Measured> {
    let row = folder.winners.rows.iter().find(|row| {
        text(row, "metric") == metric.name
            && text(row, "winner") == best
            && text(row, "runner_up") == next
            && context.iter().all(|(name, value)| row.get(name) == Some(value))
    })?;
    Measured::between(row, "runner_up_change", |change| change)
}

/// The change against the baseline, paired by replication. Layouts that compete send the same bytes to
/// clients, so traffic per client byte changes as traffic does.
pub(super) fn change(row: &Row, metric: Metric) -> Option<Measured> {
    if metric == CAPACITY_PER_EGRESS {
        return Measured::between(row, "capacity_per_egress_ratio", |ratio| ratio - 1.0);
    }
    let class = metric.name.strip_suffix("_per_egress")?;
    Measured::around(row, &format!("{class}_bytes_change"))
}
