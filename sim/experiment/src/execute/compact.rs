//! A long table in the store: the names of its columns once, not in every row.

use hotset_results::{Row, Table};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

#[derive(Serialize, Deserialize)]
struct Compact {
    columns: Vec<String>,
    /// A row that lacks a column has an empty list there, which no table has as a value.
    rows: Vec<Vec<Value>>,
}

pub(super) fn serialize<S: Serializer>(table: &Table, serializer: S) -> Result<S::Ok, S::Error> {
    let columns = table.columns();
    let missing = || Value::Array(Vec::new());
    let cells = |row: &Row| -> Vec<Value> {
        columns.iter().map(|name| row.get(name).cloned().unwrap_or_else(missing)).collect()
    };
    let rows = table.rows.iter().map(cells).collect();
    Compact { columns: columns.clone(), rows }.serialize(serializer)
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
