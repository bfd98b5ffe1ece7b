//! Names of the points of a sweep.

use super::labels::capitalised;
use crate::layouts::{is_layout, layout_name};
use crate::tables::{key_words, number, parameter_columns, text};
use crate::{Row, Table};

/// How the rows of a summary are told apart: by an axis, and by the names of series.
pub(super) struct PointLabels {
    /// Columns of parameters.
    parameters: Vec<String>,
    /// The numeric parameter along the horizontal axis, if one varies.
    pub(super) x: Option<String>,
}

impl PointLabels {
    /// Every point by its name, whatever its parameters.
    pub(super) fn named(summary: &Table) -> Self {
        Self { parameters: parameter_columns(summary), x: None }
    }

    /// With the numeric parameter that has most values along the horizontal axis.
    pub(super) fn along_axis(summary: &Table) -> Self {
        let Self { parameters, .. } = Self::named(summary);
        let values = |column: &String| {
            let mut values: Vec<f64> =
                summary.rows.iter().filter_map(|row| number(row, column)).collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            values.len()
        };
        let x = parameters.iter().filter(|column| values(column) > 1).max_by_key(|c| values(c));
        let x = x.cloned();
        Self { parameters, x }
    }

    /// A series for each combination of the parameters that are not on the axis: the layout by its name,
    /// then all else.
    pub(super) fn label(&self, row: &Row) -> String {
        let others = self.parameters.iter().filter(|column| Some(*column) != self.x.as_ref());
        let others = others.filter(|column| row.contains_key(*column));
        let (of_layout, others): (Vec<&String>, Vec<&String>) =
            others.partition(|column| is_layout(column));
        let mut words = Vec::new();
        if of_layout.iter().any(|column| *column == "layout.kind") {
            let parameters = of_layout.iter().map(|&column| (column.clone(), row[column].clone()));
            words.push(capitalised(&layout_name(&parameters.collect())));
        }
        let named = !words.is_empty();
        let shown = of_layout.into_iter().filter(|_| !named).chain(others);
        words.extend(shown.map(|column| match key_words(column).strip_suffix(" s") {
            Some(name) => format!("{name} {} s", text(row, column)),
            None => format!("{} {}", key_words(column), text(row, column)),
        }));
        words.join(", ")
    }
}
