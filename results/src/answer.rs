//! The answer of an experiment, in sentences.

use crate::compare::{Difference, competes, indistinguishable, is_base, pairs};
use crate::layouts::{contexts, layout_name};
use crate::metrics::{
    CAPACITY_OWN_SIZE_PER_EGRESS, CAPACITY_PER_EGRESS, Metric, ORIGIN_PER_EGRESS,
};
use crate::warnings::SHOT_NOISE;
use crate::{Interval, Summary, SummaryRow};

/// More sentences than this on what noise cannot tell apart are left to the files.
const NOISE_MAX: usize = 12;

/// Sentences on origin traffic and capacity: every Pareto-efficient layout against the baseline, if there is one;
/// then, by each of the [`COMPARED`](crate::compare::COMPARED) metrics, which layouts noise cannot tell apart
/// ([`pairs`](crate::compare::pairs)), if there are replications. With several contexts, each sentence
/// names its own. `mirrored` says that hot sets are mirrored beside a hashed rest, and known to an oracle:
/// a summary does not show parameters that are not swept.
pub fn answer(summary: &Summary, mirrored: bool) -> Vec<String> {
    let (mut sentences, mut on_noise) = (Vec::new(), Vec::new());
    let base: Vec<&SummaryRow> =
        summary.rows.iter().filter(|row| is_base(&row.parameters)).collect();
    let all = contexts(&base, |row| &row.parameters);
    for context in &all {
        let rows = &context.points;
        let head = match all.len() {
            1 => String::new(),
            _ => format!("{}: ", context.name()),
        };
        let headed = |lines: Vec<String>| lines.into_iter().map(|line| head.clone() + &line);
        sentences.extend(headed(sentences_of(rows, mirrored)));
        on_noise.extend(headed(indistinguishable(rows)));
    }
    if on_noise.len() > NOISE_MAX {
        let file = if pairs(summary).rows.is_empty() { "winners.csv" } else { "pairs.csv" };
        on_noise.truncate(NOISE_MAX);
        on_noise.push(format!("… {file} has the rest"));
    }
    sentences.extend(on_noise);
    sentences
}

/// The sentences of one context on its layouts against the baseline; none without one.
fn sentences_of(rows: &[&SummaryRow], mirrored: bool) -> Vec<String> {
    let Some(baseline) = rows.iter().copied().find(|row| row.is_baseline) else {
        return Vec::new();
    };
    let (Some(origin), Some(capacity)) =
        (baseline.mean(ORIGIN_PER_EGRESS), baseline.mean(CAPACITY_PER_EGRESS))
    else {
        return Vec::new();
    };
    let mut lines = vec![format!(
        "{}: {origin:.3} bytes from the origin for each byte to clients, capacity {capacity:.1} times \
         the mean client load",
        layout_name(&baseline.parameters)
    )];
    let hashed = rows.iter().copied().find(|row| layout_name(&row.parameters) == "hashed");
    let mut best: Vec<&SummaryRow> = rows
        .iter()
        .copied()
        .filter(|row| !row.is_baseline && is_pareto_efficient(row, rows))
        .collect();
    let origin = |row: &SummaryRow| row.mean(ORIGIN_PER_EGRESS).unwrap_or(0.0);
    best.sort_by(|a, b| origin(a).total_cmp(&origin(b)));
    lines.extend(best.into_iter().filter_map(|row| against(row, baseline, hashed, mirrored)));
    lines
}

/// The sentence on a layout against the baseline; `None` where a metric is null. The capacity of the hashed
/// layout is reported beside it.
fn against(
    row: &SummaryRow,
    baseline: &SummaryRow,
    hashed: Option<&SummaryRow>,
    mirrored: bool,
) -> Option<String> {
    let of_origin = Difference::of(row, baseline, ORIGIN_PER_EGRESS)?;
    let of_capacity = Difference::of(row, baseline, CAPACITY_PER_EGRESS)?;
    let capacity = row.interval(CAPACITY_PER_EGRESS)?;
    let base = baseline.mean(CAPACITY_PER_EGRESS)?;
    let name = layout_name(&baseline.parameters);
    let other = hashed.filter(|hashed| !std::ptr::eq(row, *hashed) && !hashed.is_baseline);
    let or_hashed = other.and_then(|hashed| hashed.mean(CAPACITY_PER_EGRESS));
    let or_hashed = or_hashed.map_or(String::new(), |mean| format!(" or {mean:.1} (hashed)"));
    let noise = match of_capacity.has_interval && !of_capacity.is_significant() {
        true => ", no more than noise",
        false => "",
    };
    let shot_noise = match row.warnings.contains(SHOT_NOISE) {
        true => "; more than half of the reserve is shot noise",
        false => "",
    };
    Some(format!(
        "{}: origin {} against {name}, capacity {} times the mean client load instead of {base:.1} \
         ({name}){or_hashed}{noise}{shot_noise}{}",
        action(row, mirrored),
        percent(&of_origin),
        times(capacity),
        own_sizes(row, baseline),
    ))
}

/// What a layout does, where a few words can say it; else its name.
fn action(row: &SummaryRow, mirrored: bool) -> String {
    let name = layout_name(&row.parameters);
    // Further parameters that vary are part of the name.
    if !mirrored || name.contains(',') {
        return name;
    }
    let hottest = match row.parameters.get("layout.hot.objects").and_then(|n| n.as_u64()) {
        Some(objects) => format!("the {objects} hottest objects"),
        None => match row.number("layout.hot.share_of_objects") {
            Some(share) => format!("the hottest {} % of the objects", (share * 1e6).round() / 1e4),
            None => return name,
        },
    };
    match row.parameter("layout.kind").as_str() {
        "hot" => format!("mirroring {hottest}, known ahead"),
        "adaptive" => format!("mirroring {hottest}, found out online"),
        _ => name,
    }
}

/// The capacity if each server had a machine of its own size, unless it is the same.
fn own_sizes(row: &SummaryRow, baseline: &SummaryRow) -> String {
    const OWN: Metric = CAPACITY_OWN_SIZE_PER_EGRESS;
    match (row.mean(OWN), baseline.mean(OWN)) {
        (Some(own), Some(base)) if row.values(OWN) != row.values(CAPACITY_PER_EGRESS) => {
            format!("; with machines of their own sizes {own:.1} instead of {base:.1}")
        }
        _ => String::new(),
    }
}

fn times(Interval { centre, low, high }: Interval) -> String {
    match low == high {
        true => format!("{centre:.1}"),
        false => format!("{centre:.1} ({low:.1} to {high:.1})"),
    }
}

/// Whether no other competing layout needs less of both origin traffic and capacity (Pareto).
fn is_pareto_efficient(row: &SummaryRow, rows: &[&SummaryRow]) -> bool {
    let both = |row: &SummaryRow| row.mean(ORIGIN_PER_EGRESS).zip(row.mean(CAPACITY_PER_EGRESS));
    let Some((origin, capacity)) = both(row).filter(|_| competes(row)) else { return false };
    let others = rows.iter().filter(|row| competes(row));
    !others.into_iter().any(|other| both(other).is_some_and(|(o, c)| o < origin && c < capacity))
}

fn percent(difference: &Difference) -> String {
    let interval = difference.interval;
    let half = 50.0 * (interval.high - interval.low);
    match difference.has_interval {
        true => format!("{:+.1} ± {half:.1} %", 100.0 * interval.centre),
        false => format!("{:+.1} %", 100.0 * interval.centre),
    }
}
