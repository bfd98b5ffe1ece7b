//! Claims about layouts, checked under variations of the base experiment.

use super::difference::Difference;
use crate::layouts::{VARIATION, context, is_base, layout_name};
use crate::metrics::{CAPACITY_PER_EGRESS, Metric, ORIGIN_PER_EGRESS};
use crate::tables::identity;
use crate::{Summary, SummaryRow, Table};
use std::collections::BTreeMap;

/// The outcome of a claim under a variation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The difference is significant, with the same sign.
    Holds,
    /// The difference is no more than noise.
    Noise,
    /// The difference is significant, with the opposite sign.
    Reversed,
    /// The difference is significant, while that of the base is not.
    Appears,
    /// The difference is exactly that of the base: the variation does not affect it.
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

    /// The word in tables.
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

/// A row per claim and variation: each layout's difference to the baseline in the base experiment, and under
/// the variation. Empty without variations.
pub fn robustness(summary: &Summary) -> Table {
    let mut table = Table::default();
    let mut varied: BTreeMap<String, Vec<&SummaryRow>> = BTreeMap::new();
    for row in summary.rows.iter().filter(|row| !is_base(&row.parameters)) {
        varied.entry(but_for_variation(row)).or_default().push(row);
    }
    for base in summary.rows.iter().filter(|row| is_base(&row.parameters) && !row.is_baseline) {
        for metric in [ORIGIN_PER_EGRESS, CAPACITY_PER_EGRESS] {
            let Some(claim) = change_to_baseline(summary, base, metric) else { continue };
            for row in varied.get(&but_for_variation(base)).into_iter().flatten() {
                let Some(found) = change_to_baseline(summary, row, metric) else { continue };
                let mut out = context(&row.parameters);
                out.shift_remove(VARIATION);
                out.insert("layout".into(), layout_name(&base.parameters).into());
                out.insert("metric".into(), metric.name.into());
                claim.insert_into(&mut out, "base_change");
                out.insert("base_significant".into(), claim.is_significant().into());
                out.insert(VARIATION.into(), row.parameter(VARIATION).into());
                found.insert_into(&mut out, "change");
                out.insert("verdict".into(), Verdict::of(&claim, &found).word().into());
                table.rows.push(out);
            }
        }
    }
    table
}

fn change_to_baseline(summary: &Summary, row: &SummaryRow, metric: Metric) -> Option<Difference> {
    Difference::of(row, summary.baseline_of(row)?, metric)
}

/// What a point has in common with those that are the same but for the variation.
fn but_for_variation(row: &SummaryRow) -> String {
    let mut parameters = row.parameters.clone();
    parameters.shift_remove(VARIATION);
    identity(&parameters)
}

#[cfg(test)]
mod tests {
    use super::super::example::summary;
    use super::*;

    #[test]
    fn claims_are_checked_under_every_variation() {
        let table = robustness(&summary());
        let verdicts: Vec<&str> =
            table.rows.iter().map(|row| row["verdict"].as_str().unwrap()).collect();
        assert_eq!(verdicts, ["reversed", "noise"]);
    }
}
