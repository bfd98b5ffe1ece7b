//! A dense table: the finer results of a run, of which there can be millions of rows.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A table in which every row has every column: it stores cells alone, without names.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows, each with a cell per column.
    pub rows: Vec<Vec<Value>>,
}

impl Grid {
    /// A grid without rows.
    pub fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// Where columns of a table are in this grid; `None` for those that it does not have.
    pub(super) fn places<'a>(&self, columns: impl Iterator<Item = &'a str>) -> Vec<Option<usize>> {
        columns.map(|column| self.columns.iter().position(|own| own == column)).collect()
    }
}
