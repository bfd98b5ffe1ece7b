//! Bounds that layouts are compared with.

use super::columns::short_key;
use super::first_rows::first_rows;
use crate::commands::notes::BELADY_NOTE;
use crate::units::{bytes, grouped};
use hotset_results::{REPLICATION, Row, RunRow, Table};
use serde_json::Value;
use std::collections::BTreeMap;

/// What layouts are compared with: means over replications, in the order of the sweep.
pub(in crate::commands::run) fn bounds_table(bounds: &Table) -> String {
    let mut rows: Vec<(Row, Vec<&Row>)> = Vec::new();
    let mut place_of: BTreeMap<String, usize> = BTreeMap::new();
    for row in &bounds.rows {
        let swept = RunRow(row).parameters();
        let mut keys: Row = swept.map(|(key, value)| (key.clone(), value.clone())).collect();
        keys.insert("bound".to_owned(), row["bound"].clone());
        let text = Value::Object(keys.clone()).to_string();
        match place_of.get(&text) {
            Some(&place) => rows[place].1.push(row),
            None => {
                place_of.insert(text, rows.len());
                rows.push((keys, vec![row]));
            }
        }
    }
    let columns = bounds.columns();
    let keys: Vec<String> =
        columns.into_iter().take_while(|column| *column != REPLICATION).collect();
    let mut header = vec!["bound".to_owned()];
    header.extend(keys.iter().map(|key| short_key(key)));
    header.extend(["one cache of", "origin", "hit ratio", "byte hit ratio"].map(str::to_owned));
    let cells = |(known, alike): &(Row, Vec<&Row>)| {
        let mean = |column: &str| {
            let numbers = alike.iter().filter_map(|row| row.get(column)?.as_f64());
            numbers.sum::<f64>() / alike.len() as f64
        };
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let room = match known["bound"] == "infinite" {
            true => "room for all".to_owned(),
            false if alike[0]["cache_bytes"].is_null() => {
                format!("{} obj", grouped(mean("cache_objects") as u64))
            }
            false => bytes(mean("cache_bytes")),
        };
        let mut cells = vec![text(&known["bound"])];
        cells.extend(keys.iter().map(|key| known.get(key).map_or(String::new(), text)));
        cells.extend([
            room,
            bytes(mean("origin_bytes")),
            format!("{:.4}", mean("hit_ratio")),
            format!("{:.4}", mean("byte_hit_ratio")),
        ]);
        cells
    };
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    let table = first_rows(&header, &rows, cells, "bounds.csv");
    let belady = bounds.rows.iter().any(|row| row["bound"] == "belady");
    let blind = if belady { BELADY_NOTE } else { "" };
    format!(
        "{table}\nreferences: the room of all servers in one cache, whatever its layout; pfoo-l: no policy \
         hits more, nor saves more bytes, unless objects are there from the start{blind}"
    )
}
