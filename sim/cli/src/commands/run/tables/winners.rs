//! The best layouts, under everything that they are compared under.

use super::columns::short_key;
use super::first_rows::first_rows;
use crate::units::short_number;
use hotset_results::layouts::{goes_with_trace, trace_name};
use hotset_results::metrics::COST_PER_EGRESS;
use hotset_results::{Row, Table};
use serde_json::Value;

/// The best layouts under all that they are compared under; empty where that is one thing.
pub(in crate::commands::run) fn winners_table(winners: &Table) -> String {
    let fixed = ["metric", "winner", "winner_value", "runner_up", "runner_up_value"];
    let Some(first) = winners.rows.first() else { return String::new() };
    let columns = winners.columns();
    let keys = columns.iter().take_while(|key| *key != "metric");
    let keys: Vec<&String> = keys.filter(|key| !goes_with_trace(key, first)).collect();
    // What variations do to claims is a table of its own.
    let varied = keys.iter().any(|key| *key != "variation");
    if !varied || winners.rows.iter().all(|row| row.get("metric") == first.get("metric")) {
        return String::new();
    }
    let mut header: Vec<String> = keys.iter().map(|key| short_key(key)).collect();
    header.extend(["by", "best", "value", "next", "value"].map(str::to_owned));
    header.push("next against best".to_owned());
    let shown = |value: &Value| match value {
        Value::String(text) => text.clone(),
        _ => value.as_f64().map_or(String::new(), |n| short_number((n * 1e4).round() / 1e4)),
    };
    let cells = |row: &Row| {
        let number = |name: &str| row.get(name).and_then(Value::as_f64);
        let of_key = |key: &&String| match (key.as_str(), row.get(*key)) {
            ("workload.path", Some(Value::String(file))) => trace_name(file),
            (_, value) => value.map_or(String::new(), shown),
        };
        let mut cells: Vec<String> = keys.iter().map(of_key).collect();
        cells.extend(fixed.map(|name| row.get(name).map_or(String::new(), shown)));
        let percent = 100.0 * number("runner_up_change").unwrap_or(0.0);
        let significant = row.get("significant") == Some(&Value::Bool(true));
        cells.push(format!("{percent:+.1} %{}", if significant { "" } else { " (noise)" }));
        cells
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    // Of many rows those of one metric are enough.
    let many = winners.rows.len() > WINNERS_MAX;
    let shown = winners.rows.iter().filter(|row| {
        let by_cost = row.get("metric").is_some_and(|metric| metric == COST_PER_EGRESS.name);
        !many || by_cost
    });
    let table = first_rows(&header, &shown.collect::<Vec<_>>(), |row| cells(row), "winners.csv");
    let rest = if many { "; winners.csv has those by other metrics" } else { "" };
    format!(
        "{table}\nbest layouts, the less the better; noise: a paired 95 % interval has 0 in it{rest}"
    )
}

/// More rows of winners than this are not read.
const WINNERS_MAX: usize = 24;
