//! Columns of a table, and what distinguishes its rows.

use crate::units::short_number;
use hotset_experiment::Plan;
use hotset_results::layouts::{goes_with_trace, is_layout, layout_name, trace_name};
use hotset_results::metrics::Metric;
use hotset_results::{Row, SummaryRow};
use serde_json::Value;

pub(super) fn short_key(key: &str) -> String {
    key.rsplit('.').next().unwrap_or(key).replace("kind", "layout")
}

/// A column: its heading, and its cell for a point.
pub(super) type Column<'a> = (String, Box<dyn Fn(&SummaryRow) -> String + 'a>);

pub(super) fn column<'a>(heading: &str, cell: impl Fn(&SummaryRow) -> String + 'a) -> Column<'a> {
    (heading.to_owned(), Box::new(cell))
}

/// A metric's mean; a dash where it is null.
pub(super) fn mean_column(
    heading: &str,
    metric: Metric,
    show: fn(f64) -> String,
) -> Column<'static> {
    column(heading, move |row| {
        row.estimate(metric).map_or("-".to_owned(), |estimate| show(estimate.mean))
    })
}

/// What tells the points apart: the layout by its name, and what it is looked at under.
pub(super) fn swept_columns(plan: &Plan) -> Vec<Column<'_>> {
    let kind = plan.points[0].parameters.get("layout.kind").and_then(|kind| kind.as_str());
    let varied = plan.swept.iter().any(|key| is_layout(key));
    let swept: Row = plan.swept.iter().map(|key| (key.clone(), Value::Null)).collect();
    let name = column("layout", move |row| match row.parameters.contains_key("layout.kind") {
        true => layout_name(&row.parameters),
        // A sweep over something else of one layout.
        false => {
            let mut parameters = row.parameters.clone();
            parameters.insert("layout.kind".to_owned(), kind.unwrap_or("").into());
            layout_name(&parameters)
        }
    });
    let of_key = |key: &String| {
        let key = key.clone();
        column(&short_key(&key), move |row| match key.as_str() {
            "workload.path" => trace_name(&row.parameter(&key)),
            _ => row.number(&key).map_or_else(|| row.parameter(&key), short_number),
        })
    };
    // Of variations the base alone is shown.
    let shown =
        |key: &&String| *key != "variation" && !is_layout(key) && !goes_with_trace(key, &swept);
    let others = plan.swept.iter().filter(shown).map(of_key);
    match varied || plan.swept.is_empty() {
        true => std::iter::once(name).chain(others).collect(),
        false => others.collect(),
    }
}
