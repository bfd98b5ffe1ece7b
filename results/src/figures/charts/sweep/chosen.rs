//! What a figure of a sweep shows: as asked for, or by what varies.

use super::choice::{Choice, column};
use super::parameter::{axis_values, has_value, is_log, values};
use crate::figures::error::FigureError;
use crate::figures::scene::Style;
use crate::layouts::{Agreement, is_layout, layout_name, trace_name};
use crate::tables::{distinct, key_words, parameter_columns, text};
use crate::{Row, Table};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const POLICY: &str = "servers.policy";

/// Which parameters go where.
pub(super) struct Chosen<'a> {
    /// The rows that are shown.
    pub(super) rows: Vec<&'a Row>,
    /// The parameter along the horizontal axis, if one is numeric.
    pub(super) x: Option<String>,
    /// Its values, rising, and their unit, if they are written with one.
    pub(super) x_values: Vec<f64>,
    pub(super) x_unit: &'static str,
    pub(super) x_log: bool,
    /// Parameters with a series for each combination of their values.
    pub(super) by: Vec<String>,
    /// Parameters with a panel for each combination of their values.
    pub(super) panel: Vec<String>,
    /// The names of the series, in the order in which they first occur.
    pub(super) labels: Vec<String>,
}

/// The points of a panel, and the predictions for them: those with some values of parameters.
pub(super) struct Context<'a> {
    pub(super) title: String,
    pub(super) rows: Vec<&'a Row>,
    pub(super) predictions: Vec<&'a Row>,
}

impl<'a> Chosen<'a> {
    /// Completes a choice for the points of a summary.
    pub(super) fn of(summary: &'a Table, choice: &Choice) -> Result<Self, FigureError> {
        let rows = only(summary, &choice.only)?;
        let named = |names: &[String]| -> Result<Vec<String>, FigureError> {
            names.iter().map(|name| column(summary, name)).collect()
        };
        let (by, mut panel) = (named(&choice.by)?, named(&choice.panel)?);
        panel.retain(|column| !by.contains(column));
        let taken = |column: &String| by.contains(column) || panel.contains(column);
        let varying = varying(&rows, &by, &panel);
        let free: Vec<String> = varying.iter().filter(|name| !taken(name)).cloned().collect();
        let x = match &choice.x {
            Some(x) => Some(column(summary, x)?),
            None => most_values(&rows, &free),
        };
        let axis = x.as_ref().and_then(|x| axis_values(&rows, x));
        if let (Some(column), None, Some(_)) = (&x, &axis, &choice.x) {
            return Err(FigureError::NoAxis { column: column.clone() });
        }
        let asked = choice.log.iter().any(|axis| axis == "x");
        let x_log = axis.as_ref().is_some_and(|(places, _)| {
            is_log(places) || asked && places.first().is_some_and(|&low| low > 0.0)
        });
        let rest: Vec<String> = free.into_iter().filter(|name| Some(name) != x.as_ref()).collect();
        let (by, panel) = match (by.is_empty(), panel.is_empty()) {
            (true, true) => split(&rows, rest),
            (true, false) => (rest, panel),
            (false, true) => (by, rest),
            (false, false) => (by, [panel, rest].concat()),
        };
        let x = x.filter(|_| axis.is_some());
        let (x_values, x_unit) = axis.unwrap_or_default();
        let mut seen = BTreeSet::new();
        let labels = rows.iter().map(|row| words(row, &by));
        let labels = labels.filter(|label| seen.insert(label.clone())).collect();
        Ok(Self { x, x_values, x_unit, x_log, rows, by, panel, labels })
    }

    /// The panels: the rows and predictions of each combination of their parameters, with its name. Rows that lack a
    /// parameter belong to all its values.
    pub(super) fn panels(&self, predictions: &'a [Row]) -> Vec<Context<'a>> {
        let all = self.rows.iter().copied();
        let complete = all.clone().map(|row| self.combination(row));
        let complete = complete.filter(|values| values.len() == self.panel.len());
        let mut combinations = distinct(complete);
        if combinations.is_empty() {
            combinations.push(Row::new());
        }
        let of_panel = |name: &str| self.panel.iter().any(|parameter| parameter == name);
        let mut agreeing = Agreement::new(all.enumerate(), of_panel);
        let mut predicted = Agreement::new(predictions.iter().enumerate(), of_panel);
        let panel = |values: Row| Context {
            title: words(&values, &self.panel),
            rows: agreeing.with(&values).into_iter().map(|place| self.rows[place]).collect(),
            predictions: predicted.with(&values).into_iter().map(|n| &predictions[n]).collect(),
        };
        combinations.into_iter().map(panel).collect()
    }

    fn combination(&self, row: &Row) -> Row {
        let own = self.panel.iter().filter_map(|name| Some((name.clone(), row.get(name)?.clone())));
        own.filter(|(_, value)| !value.is_null()).collect()
    }

    /// The name of the series of a row.
    pub(super) fn series(&self, row: &Row) -> String {
        words(row, &self.by)
    }
}

/// The rows that have all the values.
fn only<'a>(summary: &'a Table, wanted: &[(String, String)]) -> Result<Vec<&'a Row>, FigureError> {
    let mut rows: Vec<&Row> = summary.rows.iter().collect();
    for (key, value) in wanted {
        let column = column(summary, key)?;
        let known = values(&rows, &column);
        rows.retain(|row| {
            row.get(&column).is_none_or(|own| own.is_null()) || has_value(row, &column, value)
        });
        if !rows.iter().any(|row| has_value(row, &column, value)) {
            let known = known.iter().map(crate::tables::value_text).collect();
            return Err(FigureError::Value { column, asked: value.clone(), known });
        }
    }
    Ok(rows)
}

/// The parameters in which points differ, but for those that follow from another, as the second of two that a
/// sweep moves in step.
fn varying(rows: &[&Row], by: &[String], panel: &[String]) -> Vec<String> {
    let several = |column: &String| values(rows, column).len() > 1;
    let all: Vec<String> =
        parameter_columns(rows.iter().copied()).into_iter().filter(several).collect();
    let follows = |place: usize, column: &String| {
        all.iter().enumerate().any(|(other, known)| {
            let mutual = || follows_from(rows, known, column);
            other != place && follows_from(rows, column, known) && (other < place || !mutual())
        })
    };
    let asked = |column: &String| by.contains(column) || panel.contains(column);
    let kept = all.iter().enumerate().filter(|(place, name)| asked(name) || !follows(*place, name));
    kept.map(|(_, column)| column.clone()).collect()
}

/// Whether rows with the same value of `known`, of which there are several, have the same value of `column`,
/// and all that have the one have the other.
fn follows_from(rows: &[&Row], column: &str, known: &str) -> bool {
    let mut value_at: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        let of = |name: &str| row.get(name).filter(|value| !value.is_null()).map(Value::to_string);
        match (of(known), of(column)) {
            (Some(known), Some(own)) => {
                if *value_at.entry(known).or_insert_with(|| own.clone()) != own {
                    return false;
                }
            }
            (None, Some(_)) => return false,
            (_, None) => {}
        }
    }
    column != "layout.kind" && value_at.len() > 1
}

/// The numeric parameter with the most values; of several, the last, which changes fastest. Prices change
/// nothing but the weighted traffic.
fn most_values(rows: &[&Row], columns: &[String]) -> Option<String> {
    let count = |column: &&String| {
        let places = axis_values(rows, column).map_or(0, |(places, _)| places.len());
        (!column.starts_with("cost."), places)
    };
    let numeric = columns.iter().filter(|column| axis_values(rows, column).is_some());
    numeric.max_by_key(count).cloned()
}

/// Series and panels among the parameters that are left: series are the layouts, or else the policies, or
/// else the first parameter that has not too many values.
fn split(rows: &[&Row], rest: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (layouts, others): (Vec<String>, Vec<String>) =
        rest.into_iter().partition(|column| is_layout(column));
    if !layouts.is_empty() {
        return (layouts, others);
    }
    let few = |column: &&String| values(rows, column).len() <= Style::DISTINCT;
    let policy = others.iter().find(|column| *column == POLICY);
    match policy.or(others.iter().find(few)).cloned() {
        Some(by) => {
            let panel = others.into_iter().filter(|column| *column != by).collect();
            (vec![by], panel)
        }
        None => (Vec::new(), others),
    }
}

/// The values of some parameters in words: the layout by its name, then all else.
fn words(row: &Row, columns: &[String]) -> String {
    let own = columns.iter().filter(|column| row.get(*column).is_some_and(|own| !own.is_null()));
    let (of_layout, others): (Vec<&String>, Vec<&String>) =
        own.partition(|column| is_layout(column));
    let mut words = Vec::new();
    if of_layout.iter().any(|column| *column == "layout.kind") {
        let parameters = of_layout.iter().map(|&column| (column.clone(), row[column].clone()));
        words.push(crate::figures::charts::labels::layout_label(&layout_name(
            &parameters.collect(),
        )));
    } else {
        words.extend(of_layout.into_iter().map(|column| value_in_words(row, column)));
    }
    words.extend(others.into_iter().map(|column| value_in_words(row, column)));
    words.join(", ")
}

fn value_in_words(row: &Row, column: &str) -> String {
    use crate::figures::charts::labels::{capitalised, policy_label, short_label};
    let value = text(row, column);
    match column {
        POLICY => policy_label(&value),
        "workload.path" => trace_name(&value),
        "layout.kind" => capitalised(&value),
        "variation" => value,
        _ => match short_label(column) {
            Some(label) => format!("{label} {value}"),
            None => match key_words(column).strip_suffix(" s") {
                Some(name) => format!("{name} {value} s"),
                None => format!("{} {value}", key_words(column)),
            },
        },
    }
}
