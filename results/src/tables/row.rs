//! One row of a table, and its parts: the parameters of a run, its replication, and its metrics.

use serde_json::Value;

/// One row: values by column, in the order of the columns.
pub type Row = serde_json::Map<String, Value>;

/// The column of `runs.csv` between a run's parameters and its metrics.
pub const REPLICATION: &str = "replication";

/// The column of `runs.csv` after the replication, by which the finer tables are joined.
pub const RUN_ID: &str = "run_id";

/// The column of `summary.csv` between a point's parameters and its metrics.
pub(crate) const REPLICATIONS: &str = "replications";

/// The row of a run: parameters, then the replication and the run's id, then metrics. The column
/// [`REPLICATION`] separates them, and this type alone relies on that.
#[derive(Clone, Copy, Debug)]
pub struct RunRow<'a>(pub &'a Row);

impl<'a> RunRow<'a> {
    /// The parameters that the run was given.
    pub fn parameters(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        before(self.0, REPLICATION)
    }

    /// Its replication.
    pub fn replication(self) -> Option<u64> {
        self.0.get(REPLICATION).and_then(Value::as_u64)
    }

    /// The metrics: numbers, and null where the run has no value. Texts, such as warnings, are not metrics.
    pub fn metrics(self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        let measured = self.0.iter().skip_while(|(name, _)| *name != REPLICATION).skip(1);
        let measured = measured.filter(|(name, _)| *name != RUN_ID);
        measured.filter(|(_, value)| value.is_null() || value.is_number())
    }

    /// The id by which the rows of finer tables are joined; empty if the row has none.
    pub fn run_id(self) -> &'a str {
        self.0.get(RUN_ID).and_then(Value::as_str).unwrap_or_default()
    }
}

/// The parameters of a row of `summary.csv`.
pub fn point_of_summary(row: &Row) -> Row {
    let parameters = before(row, REPLICATIONS);
    parameters.map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn before<'a>(row: &'a Row, column: &'static str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    row.iter().take_while(move |(name, _)| *name != column)
}

/// The number in a column, if there is one.
pub(crate) fn number(row: &Row, column: &str) -> Option<f64> {
    row.get(column).and_then(Value::as_f64)
}

/// What is in a column, as text; empty where there is nothing.
pub(crate) fn text(row: &Row, column: &str) -> String {
    row.get(column).map_or_else(String::new, value_text)
}

/// A value as text.
pub(crate) fn value_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The last part of a dotted key, as words.
pub(crate) fn key_words(key: &str) -> String {
    key.rsplit('.').next().unwrap_or(key).replace('_', " ")
}
