//! A long table in the store: the names of its columns once, not in every row.

use hotset_results::{Row, Table};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// A row that lacks a column has an empty list there, which no table has as a value.
static MISSING: Value = Value::Array(Vec::new());

#[derive(Deserialize)]
struct Compact {
    columns: Vec<String>,
    rows: Vec<Vec<Value>>,
}

/// As [`Compact`], without a copy of the cells.
#[derive(Serialize)]
struct Borrowed<'a> {
    columns: &'a [String],
    rows: Rows<'a>,
}

struct Rows<'a> {
    columns: &'a [String],
    rows: &'a [Row],
}

struct Cells<'a> {
    columns: &'a [String],
    row: &'a Row,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let columns = self.columns;
        serializer.collect_seq(self.rows.iter().map(|row| Cells { columns, row }))
    }
}

impl Serialize for Cells<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let cells = self.columns.iter().map(|name| self.row.get(name).unwrap_or(&MISSING));
        serializer.collect_seq(cells)
    }
}

pub(super) fn serialize<S: Serializer>(table: &Table, serializer: S) -> Result<S::Ok, S::Error> {
    let columns = &table.columns();
    Borrowed { columns, rows: Rows { columns, rows: &table.rows } }.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Table, D::Error> {
    let Compact { columns, rows } = Compact::deserialize(deserializer)?;
    let row = |cells: Vec<Value>| -> Row {
        let named = columns.iter().cloned().zip(cells);
        named.filter(|(_, value)| !value.is_array()).collect()
    };
    Ok(Table { rows: rows.into_iter().map(row).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn tables_come_back_with_what_their_rows_lack() {
        #[derive(Serialize, Deserialize)]
        struct Kept(#[serde(with = "super")] Table);
        let rows = [json!({"a": 1, "b": null}), json!({"a": "x", "c": 0.5})];
        let table = Table { rows: rows.iter().filter_map(Value::as_object).cloned().collect() };
        let text = serde_json::to_string(&Kept(table.clone())).unwrap();
        assert_eq!(serde_json::from_str::<Kept>(&text).unwrap().0, table);
    }
}
