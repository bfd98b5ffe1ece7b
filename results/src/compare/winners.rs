//! The best layout of each context, and whether the next best differs by more than noise.

use super::difference::{COMPARED, Difference};
use super::drops::competes;
use crate::layouts::layout_name;
use crate::metrics::Metric;
use crate::{Row, Summary, SummaryRow, Table};
use serde_json::Value;

/// The best layout by each metric in each context, the runner-up, and whether their paired difference is more
/// than noise. Layouts that drop requests do not compete.
pub fn winners(summary: &Summary) -> Table {
    let mut table = Table::default();
    for context in summary.contexts() {
        for metric in COMPARED {
            table.rows.extend(winner(&context.points, &context.parameters, metric));
        }
    }
    table
}

fn winner(rows: &[&SummaryRow], context: &Row, metric: Metric) -> Option<Row> {
    let mut ranked: Vec<(f64, &SummaryRow)> = rows
        .iter()
        .filter(|row| competes(row))
        .filter_map(|row| Some((row.mean(metric)?, *row)))
        .collect();
    ranked.sort_by(|a, b| a.0.total_cmp(&b.0));
    let [(best, winner), (next, runner_up), ..] = ranked.as_slice() else { return None };
    let mut row = context.clone();
    row.insert("metric".into(), metric.name.into());
    row.insert("winner".into(), layout_name(&winner.parameters).into());
    row.insert("winner_value".into(), (*best).into());
    row.insert("runner_up".into(), layout_name(&runner_up.parameters).into());
    row.insert("runner_up_value".into(), (*next).into());
    // There is no relative change against zero.
    let difference = Difference::of(runner_up, winner, metric);
    if let Some(difference) = &difference {
        difference.insert_into(&mut row, "runner_up_change");
    }
    // One replication says nothing about noise.
    let significant = difference.filter(|difference| difference.has_interval);
    let significant = significant.map_or(Value::Null, |d| d.is_significant().into());
    row.insert("significant".into(), significant);
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::super::example::summary;
    use super::*;

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
}
