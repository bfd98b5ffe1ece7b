//! `hotset predict`.

use crate::arguments::PredictArguments;
use crate::commands::spec::load;
use crate::diagnostics::Failure;
use crate::progress::{note, result};
use crate::version::version;
use hotset_experiment::{Plan, predict_traffic, result_folder};
use hotset_results::metrics::{
    INTER_SERVER_PER_EGRESS, Metric, ORIGIN_PER_EGRESS, TOTAL_PER_EGRESS,
};
use hotset_results::{Row, Table, layouts, terminal_table};
use serde_json::Value;
use std::path::Path;

const METRICS: [(Metric, &str); 3] = [
    (ORIGIN_PER_EGRESS, "origin"),
    (INTER_SERVER_PER_EGRESS, "inter-server"),
    (TOTAL_PER_EGRESS, "total"),
];

/// Prints the closed forms of a spec, beside the simulation where it was run.
pub(crate) fn predict(arguments: &PredictArguments) -> Result<(), Failure> {
    let (_, plan) = load(arguments.spec.as_deref(), &arguments.settings)?;
    plan.notes.iter().for_each(|text| note(arguments.json, text));
    let mut table = predict_traffic(&plan)?;
    if table.rows.is_empty() {
        let message = "a reserve study has its closed forms in predictions.csv, beside its runs";
        return Err(Failure::input(message));
    }
    let simulated = simulated(&plan, &arguments.out)?;
    if let Some(simulated) = &simulated {
        table.rows.iter_mut().for_each(|row| join(row, &plan, simulated));
    }
    if arguments.json {
        result(Value::Array(table.rows.into_iter().map(Value::Object).collect()));
        return Ok(());
    }
    result(in_words(&plan, &table, simulated.is_some()));
    Ok(())
}

/// The summary of the plan's results, if it was run.
fn simulated(plan: &Plan, out: &Path) -> Result<Option<Table>, Failure> {
    let folder = result_folder(plan, out, version()).map_err(Failure::input)?;
    let file = folder.join("summary.csv");
    let Ok(text) = std::fs::read(&file) else { return Ok(None) };
    let wrong = |error| Failure::input(format!("{}: {error}", file.display()));
    Table::from_csv(&text).map(Some).map_err(wrong)
}

/// Adds what was simulated of a point.
fn join(row: &mut Row, plan: &Plan, simulated: &Table) {
    let value = |row: &Row, key: &str| row.get(key).filter(|value| !value.is_null()).cloned();
    let same = |other: &&Row| plan.swept.iter().all(|key| value(other, key) == value(row, key));
    let Some(found) = simulated.rows.iter().find(same).cloned() else { return };
    for (metric, _) in METRICS {
        for column in [metric.name.to_owned(), metric.ci95()] {
            let value = found.get(&column).cloned().unwrap_or(Value::Null);
            row.insert(format!("simulated_{column}"), value);
        }
    }
}

fn in_words(plan: &Plan, table: &Table, simulated: bool) -> String {
    let swept: Vec<&String> = plan.swept.iter().filter(|key| !layouts::is_layout(key)).collect();
    let mut header = vec!["layout".to_owned()];
    header.extend(swept.iter().map(|key| key.rsplit('.').next().unwrap_or(key).to_owned()));
    for (_, name) in METRICS {
        header.push(name.to_owned());
        header.extend(simulated.then(|| "simulated".to_owned()));
    }
    header.push("closed form".to_owned());
    let rows: Vec<Vec<String>> =
        table.rows.iter().map(|row| cells(plan, &swept, row, simulated)).collect();
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let mut text = terminal_table(&header, &rows);
    text += "\nbytes over those to clients, in full caches; means over the contents of all replications";
    let sources = distinct(table, "source");
    if !sources.is_empty() {
        text += &format!("\nsources: {}", sources.join("; "));
    }
    let broken = distinct(table, "broken_assumptions");
    if !broken.is_empty() {
        text +=
            "\nthe closed forms assume independent requests of constant popularity; this spec has ";
        text += &broken.join("; ");
    }
    text
}

fn cells(plan: &Plan, swept: &[&String], row: &Row, simulated: bool) -> Vec<String> {
    let text = |key: &str| match row.get(key) {
        Some(Value::String(text)) => text.clone(),
        Some(value) if !value.is_null() => value.to_string(),
        _ => String::new(),
    };
    let number = |key: &str| row.get(key).and_then(Value::as_f64);
    let mut layout = row.clone();
    if let Some(kind) = plan.points[0].parameters.get("layout.kind") {
        layout.entry("layout.kind").or_insert(kind.clone());
    }
    layout.retain(|key, _| layouts::is_layout(key));
    let mut cells = vec![layouts::layout_name(&layout)];
    cells.extend(swept.iter().map(|key| text(key)));
    for (metric, _) in METRICS {
        cells.push(number(metric.name).map_or("-".to_owned(), |value| format!("{value:.4}")));
        if simulated {
            let of = |name: &str| number(&format!("simulated_{name}"));
            let half = of(&metric.ci95()).map_or(String::new(), |half| format!(" ± {half:.4}"));
            cells.push(of(metric.name).map_or("-".to_owned(), |value| format!("{value:.4}{half}")));
        }
    }
    cells.push(text("model"));
    cells
}

/// The texts of a column, each once.
fn distinct(table: &Table, column: &str) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for text in table.rows.iter().filter_map(|row| row.get(column)?.as_str()) {
        for part in text.split("; ").filter(|part| !part.is_empty()) {
            if !texts.iter().any(|known| known == part) {
                texts.push(part.to_owned());
            }
        }
    }
    texts
}
