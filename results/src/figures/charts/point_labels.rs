//! Names of the points of a sweep.

use super::labels::{layout_label, policy_label};
use crate::layouts::{is_layout, layout_name};
use crate::tables::{key_words, parameter_columns, text};
use crate::{Row, Table};

/// How the rows of a summary are told apart: by the names of their points.
pub(super) struct PointLabels {
    /// Columns of parameters.
    parameters: Vec<String>,
}

impl PointLabels {
    /// Every point by its name, whatever its parameters.
    pub(super) fn named(summary: &Table) -> Self {
        Self { parameters: parameter_columns(&summary.rows) }
    }

    /// The layout by its name, then all else.
    pub(super) fn label(&self, row: &Row) -> String {
        let others = self.parameters.iter().filter(|column| row.contains_key(*column));
        let (of_layout, others): (Vec<&String>, Vec<&String>) =
            others.partition(|column| is_layout(column));
        let mut words = Vec::new();
        if of_layout.iter().any(|column| *column == "layout.kind") {
            let parameters = of_layout.iter().map(|&column| (column.clone(), row[column].clone()));
            words.push(layout_label(&layout_name(&parameters.collect())));
        }
        let named = !words.is_empty();
        let shown = of_layout.into_iter().filter(|_| !named).chain(others);
        words.extend(shown.map(|column| match key_words(column).strip_suffix(" s") {
            _ if column == "servers.policy" => policy_label(&text(row, column)),
            Some(name) => format!("{name} {} s", text(row, column)),
            None => format!("{} {}", key_words(column), text(row, column)),
        }));
        words.join(", ")
    }
}
