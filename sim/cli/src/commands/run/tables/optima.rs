//! The best values of a search.

use super::columns::short_key;
use super::first_rows::first_rows;
use crate::units::{grouped, short_number};
use hotset_experiment::Plan;
use hotset_results::{Row, Table};
use serde_json::Value;

/// The best values that were found, a row a point of the sweep.
pub(in crate::commands::run) fn optima_table(plan: &Plan, optima: &Table) -> String {
    let Some(optimize) = &plan.optimize else { return String::new() };
    let (key, metric) = (&optimize.key, optimize.metric().name);
    let others: Vec<&String> = plan.swept.iter().filter(|swept| *swept != key).collect();
    let mut header: Vec<String> = others.iter().map(|key| short_key(key)).collect();
    header.extend([format!("best {}", short_key(key)), "as good as".to_owned()]);
    header.extend([metric.to_owned(), "values tried".to_owned()]);
    let number = |row: &Row, column: &str| row.get(column).and_then(Value::as_f64);
    let shown = |row: &Row, column: &str| match row.get(column) {
        Some(Value::String(text)) => text.clone(),
        Some(value) if value.is_u64() => grouped(value.as_u64().unwrap_or(0)),
        _ => number(row, column).map_or("-".to_owned(), short_number),
    };
    let cells = |row: &Row| {
        let mut cells: Vec<String> = others.iter().map(|key| shown(row, key)).collect();
        let best = row.get("best") == Some(&Value::Bool(true)) && optima.rows.len() > 1;
        cells.push(shown(row, key) + if best { " *" } else { "" });
        let (low, high) = (shown(row, "as_good_from"), shown(row, "as_good_to"));
        cells.push(if low == high { low } else { format!("{low} to {high}") });
        let cost = number(row, metric).map_or("-".to_owned(), |cost| format!("{cost:.5}"));
        let half_width = number(row, &format!("{metric}_ci95"));
        cells.push(half_width.map_or(cost.clone(), |half| format!("{cost} +- {half:.5}")));
        cells.push(shown(row, "values_tried"));
        cells
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = first_rows(&header, &optima.rows, cells, "optima.csv");
    format!(
        "{table}\nleast {metric}, by golden section on the same requests; * least of all; as good: values tried \
         next to it whose paired 95 % interval does not tell them apart"
    )
}
