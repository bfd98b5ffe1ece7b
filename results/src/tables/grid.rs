//! A dense table: the finer results of a run, of which there can be millions of rows.

use super::csv_cell::{csv_line, write_cell};
use super::row::Row;
use super::table::Table;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::Write;

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

    /// The grids of several runs as one CSV table; each row starts with the parameters and the replication of
    /// its run. Columns that a grid does not have are empty.
    pub fn to_csv(runs: &[(&Row, &Self)]) -> Vec<u8> {
        let heads = Table { rows: runs.iter().map(|(head, _)| (*head).clone()).collect() };
        let head_columns = heads.columns();
        let mut columns: Vec<&String> = Vec::new();
        for column in runs.iter().flat_map(|(_, grid)| &grid.columns) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let mut text = Vec::new();
        if !runs.is_empty() {
            text = csv_line(head_columns.iter().chain(columns.iter().copied()));
        }
        for (head, grid) in runs {
            // Formatted once per run, not once per row: there can be thousands of rows.
            let start = line_start(head, &head_columns);
            let places: Vec<Option<usize>> = columns
                .iter()
                .map(|column| grid.columns.iter().position(|own| own == *column))
                .collect();
            for row in &grid.rows {
                text.extend_from_slice(&start);
                for (column, place) in places.iter().enumerate() {
                    if column > 0 {
                        text.push(b',');
                    }
                    push_cell(&mut text, place.and_then(|place| row.get(place)));
                }
                text.push(b'\n');
            }
        }
        text
    }
}

/// The first cells of the rows of a run, with a comma behind each.
fn line_start(head: &Row, columns: &[String]) -> Vec<u8> {
    if columns.is_empty() {
        return Vec::new();
    }
    let cells = columns.iter().map(|name| head.get(name).map_or(String::new(), write_cell));
    let mut start = csv_line(cells);
    start.pop();
    start.push(b',');
    start
}

fn push_cell(text: &mut Vec<u8>, value: Option<&Value>) {
    match value {
        // Writing to memory cannot fail.
        Some(Value::Number(number)) => drop(write!(text, "{number}")),
        Some(Value::Null) | None => {}
        Some(Value::String(empty)) if empty.is_empty() => {}
        Some(other) => {
            text.extend(csv_line(&[write_cell(other)]));
            text.pop();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn grids_with_unlike_columns_share_a_table() {
        let head = |layout: &str| Row::from_iter([("layout".to_owned(), layout.into())]);
        let mut untimed = Grid::new(&["bin", "bytes"]);
        untimed.rows.push(vec![json!(0), json!(7)]);
        let mut timed = Grid::new(&["bin", "note"]);
        timed.rows = vec![vec![json!(0), json!("a,b")], vec![json!(1), Value::Null]];
        let text = Grid::to_csv(&[(&head("hashed"), &untimed), (&head("=hot"), &timed)]);
        let expected = "layout,bin,bytes,note\nhashed,0,7,\n'=hot,0,,\"a,b\"\n'=hot,1,,\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
        assert!(Grid::to_csv(&[]).is_empty());
    }
}
