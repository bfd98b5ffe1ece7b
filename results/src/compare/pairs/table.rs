//! The table `pairs.csv`.

use super::competitors::{LAYOUTS_MAX, LAYOUTS_MIN, competitors};
use super::family::{Pair, family};
use crate::compare::COMPARED;
use crate::layouts::layout_name;
use crate::metrics::Metric;
use crate::{Row, Summary, SummaryRow, Table};
use serde_json::Value;

/// Every two layouts of a context, by each of the metrics in [`COMPARED`], the better one (by its mean) first: both
/// means; the relative difference of the second to the first with its paired 95 % interval
/// ([`Difference`](crate::compare::Difference)); the number of replications in which both have a value; the
/// two-sided p-value of the paired t-test ([`paired_p_value`](crate::paired_p_value)); that p-value adjusted for
/// the number of tests ([`holm`](crate::holm)); and whether the two are distinguishable, which is that the adjusted
/// p-value is below 0.05.
///
/// The family of tests over which p-values are adjusted is all pairs of one metric in one context that have a
/// p-value, not all rows of the table. All three last columns are null for fewer than two replications, and
/// where the first has no traffic, against which there is no relative change. Layouts that drop requests do not
/// compete.
///
/// A context of fewer than three layouts has no rows (the winners say as much), nor one without a single test. A
/// context of more than 64 layouts has one row, whose column `left_out` gives the reason.
pub fn pairs(summary: &Summary) -> Table {
    let mut rows = Vec::new();
    for context in summary.contexts() {
        let layouts = competitors(&context.points);
        match layouts.len() {
            ..LAYOUTS_MIN => {}
            LAYOUTS_MIN..=LAYOUTS_MAX => rows.extend(rows_of(&layouts, &context.parameters)),
            _ => rows.extend(left_out(&layouts, &context.parameters)),
        }
    }
    Table { rows }
}

fn rows_of(layouts: &[&SummaryRow], context: &Row) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut tested = false;
    for metric in COMPARED {
        for pair in family(layouts, metric) {
            tested |= pair.test.is_some();
            rows.push(row(&pair, context, metric));
        }
    }
    if tested { rows } else { Vec::new() }
}

fn row(pair: &Pair<'_>, context: &Row, metric: Metric) -> Row {
    let mut row = context.clone();
    row.insert("metric".into(), metric.name.into());
    for (column, layout) in [("first", pair.first), ("second", pair.second)] {
        row.insert(column.into(), layout_name(&layout.parameters).into());
        row.insert(format!("{column}_value"), layout.mean(metric).into());
    }
    if let Some(difference) = &pair.difference {
        difference.insert_into(&mut row, "change");
    }
    row.insert("paired_replications".into(), pair.replications.into());
    let (p_value, p_adjusted) = pair.test.map(|test| (test.p_value, test.p_adjusted)).unzip();
    row.insert("p_value".into(), p_value.map_or(Value::Null, Value::from));
    row.insert("p_adjusted".into(), p_adjusted.map_or(Value::Null, Value::from));
    row.insert("distinguishable".into(), pair.is_distinguishable().into());
    row
}

/// The reason why a context has no pairs, where replications would allow for them.
fn left_out(layouts: &[&SummaryRow], context: &Row) -> Option<Row> {
    if layouts.iter().all(|row| row.replications() < 2) {
        return None;
    }
    let mut row = context.clone();
    let reason = format!("{} layouts, more than {LAYOUTS_MAX}", layouts.len());
    row.insert("left_out".into(), reason.into());
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::super::example::{layouts, run, summary};
    use super::*;
    use serde_json::json;

    fn number(row: &Row, column: &str) -> f64 {
        row[column].as_f64().unwrap()
    }

    fn near(row: &Row, expected: &[(&str, f64)]) {
        for (column, expected) in expected {
            let found = number(row, column);
            assert!(
                (found - expected).abs() < 5e-6 * expected.abs().max(1e-3),
                "{column}: {row:?}"
            );
        }
    }

    /// With two degrees of freedom, p = 1 - t / sqrt(t^2 + 2). Of a and b the changes are 0.1, 0.2, 0.3: t is
    /// 0.2 / (0.1 / sqrt 3) = sqrt 12, and p 1 - sqrt(12 / 14). Of a and c they are 1, 1.02, 0.98: t is
    /// 1 / (0.02 / sqrt 3) = sqrt 7500. Those of b and c are by scipy. Holm: three times the least, twice the next.
    #[test]
    fn every_pair_has_its_difference_and_its_adjusted_p_value() {
        let table = pairs(&summary(layouts()));
        let [ab, ac, bc, rest @ ..] = table.rows.as_slice() else { panic!("{table:?}") };
        let (p_ab, p_ac, p_bc) =
            (1.0 - (12f64 / 14.0).sqrt(), 1.0 - (7500f64 / 7502.0).sqrt(), 0.01560106);
        assert_eq!((&ab["first"], &ab["second"]), (&json!("a"), &json!("b")));
        assert_eq!((&bc["first"], &bc["second"]), (&json!("b"), &json!("c")));
        near(ab, &[("first_value", 1.0), ("second_value", 1.2), ("change", 0.2)]);
        near(ab, &[("change_low", -0.0484138), ("change_high", 0.4484138)]);
        near(ab, &[("p_value", p_ab), ("p_adjusted", p_ab)]);
        near(ac, &[("change", 1.0), ("p_value", p_ac), ("p_adjusted", 3.0 * p_ac)]);
        near(bc, &[("change", 0.67486402), ("change_low", 0.30787085), ("change_high", 1.0418572)]);
        near(bc, &[("p_value", p_bc), ("p_adjusted", 2.0 * p_bc)]);
        let apart = [ab, ac, bc].map(|row| row["distinguishable"].as_bool().unwrap());
        assert_eq!(apart, [false, true, true]);
        // Another metric is another family. Layouts without a difference stay in their order.
        let [ac, ab, cb] = rest else { panic!("{rest:?}") };
        assert_eq!((&ac["metric"], &ac["second"]), (&json!("capacity_per_egress"), &json!("c")));
        near(ac, &[("change", 0.0), ("p_value", 1.0), ("p_adjusted", 1.0)]);
        near(
            ab,
            &[("change", libm::exp(0.2) - 1.0), ("p_value", p_ab), ("p_adjusted", 3.0 * p_ab)],
        );
        near(cb, &[("p_value", p_ab), ("p_adjusted", 3.0 * p_ab)]);
    }

    /// The interval excludes zero exactly where p, not adjusted, is below 0.05.
    #[test]
    fn intervals_and_p_values_agree() {
        for step in 1..200 {
            let by = 0.02 * f64::from(step);
            let mut runs = layouts();
            for (n, noise) in [0.5, 0.7, 0.3].into_iter().enumerate() {
                runs.push(run("d", n, 1.0 + by * noise, 2.0 * libm::exp(by - noise)));
            }
            for row in pairs(&summary(runs)).rows {
                let excludes =
                    number(&row, "change_low") > 0.0 || number(&row, "change_high") < 0.0;
                assert_eq!(excludes, number(&row, "p_value") < 0.05, "{row:?}");
            }
        }
    }

    #[test]
    fn a_pair_without_values_in_common_has_no_test() {
        let mut runs = layouts();
        // The origin traffic of d is known in one replication, and 0 in one of e.
        runs.push(run("d", 0, 3.0, 2.0));
        for (n, origin) in [0.0, 0.2, 0.1].into_iter().enumerate() {
            runs.push(run("e", n, origin, 2.0));
        }
        let table = pairs(&summary(runs));
        let of = |layout: &str| -> Vec<&Row> {
            let has = |row: &&Row| row["first"] == layout || row["second"] == layout;
            table.rows.iter().take(10).filter(has).collect()
        };
        for row in of("d") {
            assert_eq!((&row["paired_replications"], &row["p_value"]), (&json!(1), &Value::Null));
            assert_eq!(row["distinguishable"], Value::Null);
        }
        assert!(of("e").iter().all(|row| !row.contains_key("change") && row["p_value"].is_null()));
        // The family is that of the three pairs that are tested.
        let ac = table.rows.iter().find(|row| row["first"] == "a" && row["second"] == "c").unwrap();
        near(ac, &[("p_adjusted", 3.0 * number(ac, "p_value"))]);
    }

    #[test]
    fn few_layouts_have_no_rows_and_many_have_a_reason() {
        let of = |layouts: usize, replications: usize| {
            let layouts = (0..layouts).flat_map(|layout| {
                let name = format!("layout {layout}");
                (0..replications).map(move |n| run(&name, n, 1.0 + layout as f64, 2.0))
            });
            pairs(&summary(layouts.collect())).rows
        };
        assert!(of(2, 3).is_empty() && of(3, 1).is_empty() && of(65, 1).is_empty());
        assert_eq!(of(64, 2).len(), 2 * 2016);
        let left_out = of(65, 2);
        assert_eq!(left_out.len(), 1);
        assert_eq!(left_out[0]["left_out"], "65 layouts, more than 64");
        // Equal differences: no variance, no doubt.
        let rows = of(3, 2);
        assert_eq!((&rows[0]["p_value"], &rows[0]["p_adjusted"]), (&json!(0.0), &json!(0.0)));
        assert_eq!(rows[0]["distinguishable"], true);
    }

    #[test]
    fn layouts_that_drop_requests_do_not_compete() {
        let mut runs = layouts();
        for row in runs.iter_mut().filter(|row| row["layout.kind"] == "c") {
            row.insert("warnings".into(), "drops".into());
        }
        assert!(pairs(&summary(runs)).rows.is_empty());
    }
}
