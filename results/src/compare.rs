//! Comparisons of layouts, paired by replication: whether they differ by more than noise.

use crate::layouts::{context, contexts, fits, layout_name};
use crate::{Estimate, Interval, Row, Summary, SummaryRow, Table, paired_change};
use serde_json::Value;

/// A metric that layouts are compared by; less is better in all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Metric {
    /// Its column.
    pub column: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Whether crowds make it skewed: ratios then are geometric means.
    pub skewed: bool,
}

/// The traffic that the origin sees, over what clients ask for.
pub const ORIGIN: Metric = Metric { column: "origin_per_egress", name: "origin", skewed: false };
/// The capacity that must be held, over the mean load of the clients.
pub const CAPACITY: Metric =
    Metric { column: "capacity_per_egress", name: "capacity", skewed: true };
/// All traffic, each class at its price.
pub const COST: Metric = Metric { column: "cost_per_egress", name: "cost", skewed: false };

/// What layouts are compared by.
pub const METRICS: [Metric; 3] = [ORIGIN, CAPACITY, COST];

/// A relative difference with its 95 % interval: -0.3 for less by three tenths.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Its value and interval.
    pub interval: Interval,
    /// Whether there is an interval: more than one replication.
    pub is_known: bool,
}

impl Difference {
    /// Of a point to another one, replication by replication; `None` where a value is missing.
    pub fn of(row: &SummaryRow, other: &SummaryRow, metric: Metric) -> Option<Self> {
        let (mine, others) = row.paired(other, metric.column);
        if mine.is_empty() {
            return None;
        }
        let interval = match metric.skewed {
            true => {
                let Interval { centre, low, high } = Interval::of_ratio(&mine, &others)?;
                Interval { centre: centre - 1.0, low: low - 1.0, high: high - 1.0 }
            }
            false => {
                let change = paired_change(&mine, &others)?;
                let half = change.half_width.unwrap_or(0.0);
                Interval { centre: change.mean, low: change.mean - half, high: change.mean + half }
            }
        };
        Some(Self { interval, is_known: mine.len() > 1 })
    }

    /// Whether it is more than noise: its interval has no zero in it.
    pub fn is_significant(&self) -> bool {
        self.is_known && self.interval.excludes(0.0)
    }
}

/// The mean of a metric: a geometric one where it is skewed.
pub fn mean(row: &SummaryRow, metric: Metric) -> Option<f64> {
    match metric.skewed {
        true => row.interval(metric.column).map(|interval| interval.centre),
        false => row.estimate(metric.column).map(|estimate| estimate.mean),
    }
}

/// The interval of a layout's mean once what all layouts have in common in a replication is taken out:
/// the paired interval to be drawn beside those of others (Cousineau, Tutorials in Quantitative Methods
/// for Psychology 1(1), 2005, with the correction of Morey, ibid. 4(2), 2008); of skewed metrics on
/// logarithms. `others` are the points that it is compared with, itself among them.
pub fn within(row: &SummaryRow, others: &[&SummaryRow], metric: Metric) -> Option<Interval> {
    let transformed = |row: &SummaryRow| -> Option<Vec<f64>> {
        let values = row.values(metric.column);
        match metric.skewed {
            true if values.iter().any(|&value| value <= 0.0) => None,
            true => Some(values.iter().map(|&value| libm::log(value)).collect()),
            false => Some(values.to_vec()),
        }
    };
    let mine = transformed(row).filter(|values| values.len() > 1)?;
    let alike = |values: &Vec<f64>| values.len() == mine.len();
    let all: Vec<Vec<f64>> =
        others.iter().filter_map(|other| transformed(other)).filter(alike).collect();
    let layouts = all.len() as f64;
    if layouts < 2.0 {
        return None;
    }
    let common = |replication: usize| all.iter().map(|v| v[replication]).sum::<f64>() / layouts;
    let own: Vec<f64> = mine.iter().enumerate().map(|(n, value)| value - common(n)).collect();
    let half = Estimate::of(&own).half_width? * (layouts / (layouts - 1.0)).sqrt();
    let centre = Estimate::of(&mine).mean;
    let back = |value: f64| if metric.skewed { libm::exp(value) } else { value };
    Some(Interval { centre: back(centre), low: back(centre - half), high: back(centre + half) })
}

/// The warning that more than one request in a hundred was dropped.
pub const DROPS: &str = "drops";

/// Whether a layout answers what it is asked: one that does not is not compared with those that do.
pub fn answers(row: &SummaryRow) -> bool {
    !row.warnings.contains(DROPS)
}

/// The best layout by each metric under all that layouts are compared under, the runner-up, and
/// whether their paired difference is more than noise. Layouts that drop requests do not compete.
pub fn winners(summary: &Summary) -> Table {
    let mut table = Table::default();
    for context in contexts(summary.rows.iter().map(|row| &row.parameters)) {
        let here: Vec<&SummaryRow> =
            summary.rows.iter().filter(|row| fits(&row.parameters, &context)).collect();
        for metric in METRICS {
            table.rows.extend(winner(&here, &context, metric));
        }
    }
    table
}

fn winner(rows: &[&SummaryRow], context: &Row, metric: Metric) -> Option<Row> {
    let mut ranked: Vec<(f64, &SummaryRow)> = rows
        .iter()
        .filter(|row| answers(row))
        .filter_map(|row| Some((mean(row, metric)?, *row)))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [(best, winner), (next, runner_up), ..] = ranked.as_slice() else { return None };
    let mut row = context.clone();
    row.insert("metric".into(), metric.column.into());
    row.insert("winner".into(), layout_name(&winner.parameters).into());
    row.insert("winner_value".into(), (*best).into());
    row.insert("runner_up".into(), layout_name(&runner_up.parameters).into());
    row.insert("runner_up_value".into(), (*next).into());
    // There is no change against nothing at all.
    let difference = Difference::of(runner_up, winner, metric);
    if let Some(difference) = &difference {
        insert(&mut row, "runner_up_change", difference);
    }
    // One replication tells nothing of noise.
    let significant = difference.filter(|difference| difference.is_known);
    let significant = significant.map_or(Value::Null, |d| d.is_significant().into());
    row.insert("significant".into(), significant);
    Some(row)
}

/// Puts a difference and its interval into a row.
fn insert(row: &mut Row, name: &str, difference: &Difference) {
    let Interval { centre, low, high } = difference.interval;
    row.insert(name.to_owned(), centre.into());
    if difference.is_known {
        row.insert(format!("{name}_low"), low.into());
        row.insert(format!("{name}_high"), high.into());
    }
}

/// What becomes of a claim under a variation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The difference has the same sign, and is more than noise.
    Holds,
    /// It cannot be told from noise.
    Noise,
    /// It is more than noise the other way.
    Reversed,
    /// It is more than noise, where that of the base is not.
    Appears,
    /// It is the base's, to the last bit: the variation does not touch it.
    Same,
}

impl Verdict {
    fn of(base: &Difference, varied: &Difference) -> Self {
        if base == varied {
            return Self::Same;
        }
        match varied.is_significant() {
            false => Self::Noise,
            true if !base.is_significant() => Self::Appears,
            true if base.interval.centre * varied.interval.centre > 0.0 => Self::Holds,
            true => Self::Reversed,
        }
    }

    /// Its word in tables.
    pub fn word(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Noise => "noise",
            Self::Reversed => "reversed",
            Self::Appears => "appears",
            Self::Same => "same",
        }
    }
}

/// The parameter that names variations, and the name of what is varied.
const VARIATION: &str = "variation";
const BASE: &str = "base";

/// Whether a point belongs to the base experiment.
pub fn is_base(parameters: &Row) -> bool {
    parameters.get(VARIATION).is_none_or(|variation| variation == BASE)
}

/// A claim a row and variation: each layout's difference to the baseline in the base experiment, and what
/// it is under every variation. Empty without variations.
pub fn robustness(summary: &Summary) -> Table {
    let mut table = Table::default();
    let varied = |row: &&SummaryRow| !is_base(&row.parameters);
    for base in summary.rows.iter().filter(|row| is_base(&row.parameters) && !row.is_baseline) {
        for metric in [ORIGIN, CAPACITY] {
            let Some(claim) = to_baseline(summary, base, metric) else { continue };
            for row in summary.rows.iter().filter(varied).filter(|row| alike(row, base)) {
                let Some(found) = to_baseline(summary, row, metric) else { continue };
                let mut out = context(&row.parameters);
                out.shift_remove(VARIATION);
                out.insert("layout".into(), layout_name(&base.parameters).into());
                out.insert("metric".into(), metric.column.into());
                insert(&mut out, "base_change", &claim);
                out.insert("base_significant".into(), claim.is_significant().into());
                out.insert(VARIATION.into(), row.parameter(VARIATION).into());
                insert(&mut out, "change", &found);
                out.insert("verdict".into(), Verdict::of(&claim, &found).word().into());
                table.rows.push(out);
            }
        }
    }
    table
}

fn to_baseline(summary: &Summary, row: &SummaryRow, metric: Metric) -> Option<Difference> {
    Difference::of(row, summary.baseline_of(row)?, metric)
}

/// Whether two points are the same but for the variation.
fn alike(row: &SummaryRow, base: &SummaryRow) -> bool {
    let others = |row: &SummaryRow| {
        let mut parameters = row.parameters.clone();
        parameters.shift_remove(VARIATION);
        parameters
    };
    others(row) == others(base)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn summary() -> Summary {
        let run =
            |variation: &str, layout: &str, replication: usize, origin: f64, capacity: f64| {
                json!({"variation": variation, "layout.kind": layout, "replication": replication,
                "origin_per_egress": origin, "capacity_per_egress": capacity})
                .as_object()
                .unwrap()
                .clone()
            };
        let mut rows = Vec::new();
        for (n, noise) in [0.9, 1.0, 1.1].into_iter().enumerate() {
            rows.push(run("base", "dedicated", n, noise, 30.0 * noise));
            rows.push(run("base", "hashed", n, 0.7 * noise, 6.0 * noise));
            rows.push(run("other", "dedicated", n, noise, 3.0));
            rows.push(run("other", "hashed", n, 1.3 * noise, 3.0 * noise));
        }
        let parameters = ["variation".to_owned(), "layout.kind".to_owned()];
        Summary::new(&Table { rows }, &parameters, Some("dedicated"))
    }

    #[test]
    fn common_noise_does_not_hide_a_winner() {
        let table = winners(&summary());
        let of = |variation: &str, metric: &str| {
            let row = table
                .rows
                .iter()
                .find(|row| row["variation"] == variation && row["metric"] == metric);
            (row.unwrap()["winner"].clone(), row.unwrap()["significant"].clone())
        };
        assert_eq!(of("base", "origin_per_egress"), ("hashed".into(), true.into()));
        assert_eq!(of("other", "origin_per_egress"), ("dedicated".into(), true.into()));
        assert_eq!(of("other", "capacity_per_egress").1, false);
    }

    #[test]
    fn what_layouts_have_in_common_is_no_noise_between_them() {
        let summary = summary();
        let rows: Vec<&SummaryRow> = summary.rows.iter().take(2).collect();
        // Both go up and down alike.
        let interval = within(rows[0], &rows, CAPACITY).unwrap();
        assert!(interval.high / interval.low < 1.0 + 1e-9, "{interval:?}");
        assert!(rows[0].interval("capacity_per_egress").unwrap().high > 35.0);
    }

    #[test]
    fn claims_are_looked_at_under_every_variation() {
        let table = robustness(&summary());
        let verdicts: Vec<&str> =
            table.rows.iter().map(|row| row["verdict"].as_str().unwrap()).collect();
        assert_eq!(verdicts, ["reversed", "noise"]);
    }
}
