//! The closed forms of a plan, as means over the contents of all replications.

use super::hot::{OPTIMUM, independent, predictions};
use super::reserve::reserve_predictions;
use crate::content::shared::Contents;
use crate::parallel::in_order;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use hotset_results::{Row, Table};
use hotset_workloads::SourceError;
use serde_json::Value;

/// The closed forms, as the mean over the contents of all replications.
pub(crate) fn predict(
    plan: &Plan,
    contents: &Contents<'_>,
    replications: &[u32],
) -> Result<Table, SourceError> {
    let mut all = Table::default();
    for point in plan.points.iter().filter(|point| point.reserve().is_some()) {
        all.rows.extend(reserve_predictions(plan, point));
    }
    for (workload, spec) in contents.workloads.iter().enumerate() {
        let of_workload = |&(point, of): &(&Point, &usize)| *of == workload && point.is_predicted();
        let points: Vec<&Point> = plan
            .points
            .iter()
            .zip(&contents.workload_of)
            .filter(of_workload)
            .map(|(point, _)| point)
            .collect();
        if points.is_empty() || !independent(spec) {
            continue;
        }
        let replications = if spec.is_drawn() { replications[workload] } else { 1 };
        let replications: Vec<u32> = (0..replications).collect();
        let tables = in_order(&replications, |replication| {
            let content = contents.take(workload, replication)?;
            Ok::<_, SourceError>(predictions(plan, &points, &content))
        })?;
        all.rows.extend(mean(&tables).rows);
    }
    Ok(all)
}

/// The mean of the predictions for each replication, over rows that all of them have. Optima are
/// averaged whatever their size, other rows are for the same hot set.
fn mean(replications: &[Table]) -> Table {
    let Some((first, others)) = replications.split_first() else { return Table::default() };
    let rows = first.rows.iter().filter_map(|row| {
        let mut alike = vec![row];
        for table in others {
            alike.push(table.rows.iter().find(|other| identity(other) == identity(row))?);
        }
        Some(mean_row(&alike))
    });
    Table { rows: rows.collect() }
}

/// The columns that identify a prediction within its replication.
fn identity(row: &Row) -> Vec<(&String, &Value)> {
    let optimum = row.get("model").is_some_and(|model| model == OPTIMUM);
    row.iter()
        .filter(|(column, _)| !column.ends_with("_per_egress"))
        .filter(|(column, _)| !(optimum && column.starts_with("layout.hot.")))
        .collect()
}

fn mean_row(rows: &[&Row]) -> Row {
    let mut mean = rows[0].clone();
    for (column, value) in &mut mean {
        if column.ends_with("_per_egress") || column.starts_with("layout.hot.") {
            let numbers = rows.iter().filter_map(|row| row.get(column)?.as_f64());
            *value = (numbers.sum::<f64>() / rows.len() as f64).into();
        }
    }
    mean
}
