//! What the charts and the table of the page show, as JSON.

use super::error::ReportError;
use super::folder::Folder;
use super::parameters::{Parameter, parameters, parameters_json};
use super::quantities::label_without_unit;
use super::series::series;
use crate::layouts::is_layout;
use crate::metrics::{
    CAPACITY_FLOOR_PER_EGRESS, CAPACITY_PER_EGRESS, COST_PER_EGRESS, DROPPED_REQUESTS, HIT_RATIO,
    INTER_SERVER_PER_EGRESS, LATENCY_NS_P50, LATENCY_NS_P99, METRICS, MIGRATION_PER_EGRESS, Metric,
    ORIGIN_PER_EGRESS, RESERVE, TOTAL_PER_EGRESS, UTILISATION, Unit,
};
use crate::stats::Mean;
use crate::tables::REPLICATIONS;
use crate::{Table, WARNINGS};
use serde_json::{Value, json};

/// Metrics that come first in the lists, and in the table: what the question is about.
const PRINCIPAL: [Metric; 12] = [
    TOTAL_PER_EGRESS,
    ORIGIN_PER_EGRESS,
    INTER_SERVER_PER_EGRESS,
    MIGRATION_PER_EGRESS,
    CAPACITY_PER_EGRESS,
    COST_PER_EGRESS,
    HIT_RATIO,
    LATENCY_NS_P50,
    LATENCY_NS_P99,
    DROPPED_REQUESTS,
    RESERVE,
    UTILISATION,
];

/// Everything that the scripts show.
///
/// # Errors
/// If the time series cannot be read.
pub(super) fn data(folder: &Folder) -> Result<Value, ReportError> {
    let summary = &folder.summary;
    let columns = summary.columns();
    let parameters = parameters(summary);
    let metrics = metrics(folder, &columns);
    let (x, lines) = default_axes(&parameters);
    // Prices change nothing but weighted traffic.
    let priced = parameters.iter().any(|p| p.name.starts_with("cost.") && p.values.len() > 1);
    let first = if priced { COST_PER_EGRESS } else { ORIGIN_PER_EGRESS };
    let y = [first.name, HIT_RATIO.name, RESERVE.name];
    let named = |name: &&str| metrics.iter().any(|metric| metric["name"] == *name);
    let y = y.into_iter().find(named).map(Value::from);
    let y = y.or_else(|| metrics.first().map(|metric| metric["name"].clone()));
    let (parameters_of_page, layouts) = parameters_json(&parameters, &summary.rows);
    Ok(json!({
        "name": folder.name,
        "points": summary.rows.len(),
        "columns": columns,
        "cells": columns.iter().map(|column| cells(summary, column)).collect::<Vec<_>>(),
        "parameters": parameters_of_page,
        "layouts": layouts,
        "metrics": metrics,
        "replications": columns.iter().position(|column| column == REPLICATIONS),
        "warnings": columns.iter().position(|column| column == WARNINGS),
        "start": {"x": x, "series": lines, "y": y},
        "time": series(folder)?,
    }))
}

/// The cells of a column: one value if all are the same.
fn cells(summary: &Table, column: &str) -> Value {
    let values = summary.rows.iter().map(|row| row.get(column).cloned().unwrap_or(Value::Null));
    let values: Vec<Value> = values.collect();
    match values.first() {
        Some(first) if values.iter().all(|value| value == first) => json!({"all": first}),
        _ => Value::Array(values),
    }
}

/// The axes with which the chart opens: the context's numeric parameter with most values; else one of the
/// layout; else the context's other parameter with most values; else the layouts side by side.
fn default_axes(parameters: &[Parameter]) -> (String, String) {
    let longest = |numeric: bool, of_layout: bool| {
        let fits = |p: &&Parameter| {
            p.values.len() > 1 && p.numbers.is_some() == numeric && is_layout(&p.name) == of_layout
        };
        // Of equals, the first.
        parameters.iter().filter(fits).rev().max_by_key(|p| p.values.len()).map(|p| p.name.clone())
    };
    let axes = longest(true, false).or_else(|| longest(true, true));
    let x = axes.or_else(|| longest(false, false)).unwrap_or_else(|| "layout".to_owned());
    let has_layout = parameters.iter().any(|p| is_layout(&p.name) && p.name != x);
    let others = |p: &&Parameter| p.name != x && p.values.len() > 1;
    let lines = match has_layout && x != "layout" {
        true => Some("layout".to_owned()),
        false => parameters
            .iter()
            .filter(others)
            .filter(|p| !is_layout(&p.name))
            .map(|p| p.name.clone())
            .next(),
    };
    (x, lines.unwrap_or_default())
}

/// The metrics that can be shown: the principal ones, changes against the baseline, and all others.
fn metrics(folder: &Folder, columns: &[String]) -> Vec<Value> {
    let measured = columns.iter().skip_while(|column| *column != REPLICATIONS).skip(1);
    let measured: Vec<&String> =
        measured.filter(|c| *c != WARNINGS && is_number(&folder.summary, c)).collect();
    let has = |name: &str| measured.iter().any(|column| *column == name);
    let principal = PRINCIPAL.iter().filter(|metric| has(metric.name));
    let mut all: Vec<Value> =
        principal.clone().map(|metric| metric_json(metric, columns, "The question")).collect();
    let changes = measured.iter().filter_map(|column| change_json(folder, columns, column));
    all.extend(changes);
    let others = METRICS.iter().filter(|metric| has(metric.name));
    let others = others.filter(|metric| !PRINCIPAL.contains(metric));
    all.extend(others.map(|metric| metric_json(metric, columns, "All metrics")));
    let unknown = measured.iter().filter(|c| Metric::named(c).is_none() && !is_derived(columns, c));
    all.extend(unknown.map(|column| entry(columns, column, column, "", "All metrics")));
    all
}

fn is_number(summary: &Table, column: &str) -> bool {
    summary.rows.iter().any(|row| row.get(column).is_some_and(Value::is_number))
}

/// Whether a column says something about another: an interval, a change.
fn is_derived(columns: &[String], column: &str) -> bool {
    const ENDS: [&str; 13] = [
        "_ci95",
        "_ci95_low",
        "_ci95_high",
        "_n",
        "_geomean",
        "_geomean_low",
        "_geomean_high",
        "_within_low",
        "_within_high",
        "_change",
        "_ratio",
        "_ratio_low",
        "_ratio_high",
    ];
    let base = ENDS.iter().filter_map(|end| column.strip_suffix(end));
    base.into_iter().any(|base| columns.iter().any(|known| known == base))
}

fn metric_json(metric: &Metric, columns: &[String], group: &str) -> Value {
    let column = match metric.mean {
        Mean::Geometric if columns.contains(&metric.geomean()) => metric.geomean(),
        _ => metric.name.to_owned(),
    };
    let mut json = entry(columns, &column, label_without_unit(metric), unit(metric.unit), group);
    json["name"] = metric.name.into();
    let in_table = PRINCIPAL.contains(metric) || *metric == CAPACITY_FLOOR_PER_EGRESS;
    json["in_table"] = in_table.into();
    json
}

/// A change, or a ratio, against the baseline.
fn change_json(folder: &Folder, columns: &[String], column: &str) -> Option<Value> {
    let (of, what, unit) = match (column.strip_suffix("_change"), column.strip_suffix("_ratio")) {
        (Some(metric), _) => (metric, "change against", "change"),
        (_, Some(metric)) => (metric, "over that of", "ratio"),
        _ => return None,
    };
    let metric = Metric::named(of)?;
    let baseline = folder.baseline.as_deref().unwrap_or("the baseline");
    let label = format!("{}, {what} {baseline}", label_without_unit(&metric));
    let mut json = entry(columns, column, &label, unit, "Against the baseline");
    json["in_table"] = true.into();
    Some(json)
}

/// A metric for the page: its columns, and those of its interval.
fn entry(columns: &[String], column: &str, label: &str, unit: &str, group: &str) -> Value {
    let place = |end: &str| columns.iter().position(|known| *known == format!("{column}{end}"));
    let ends = ["_ci95_low", "_low"].iter().find_map(|end| place(end));
    let high = ["_ci95_high", "_high"].iter().find_map(|end| place(end));
    json!({"name": column, "label": label, "unit": unit, "group": group, "value": place(""),
        "low": ends, "high": high, "half": place("_ci95")})
}

/// The name of a unit, by which the scripts format values.
pub(super) fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Bytes => "bytes",
        Unit::BytesPerSecond => "bytes_per_s",
        Unit::Count => "count",
        Unit::CountPerSecond => "count_per_s",
        Unit::Seconds => "s",
        Unit::Nanoseconds => "ns",
        Unit::Ratio => "ratio",
        Unit::Share => "share",
    }
}
