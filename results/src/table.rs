//! Tidy tables: one row an observation, one column a variable, units last in the column's name.

use comfy_table::{CellAlignment, ContentArrangement};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;
use std::io::Write;

/// One row: values by column, in the order of the columns.
pub type Row = serde_json::Map<String, Value>;

/// Rows that may lack some of the columns; a missing value is an empty cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// All columns: those of the first row, and what other rows have besides, each behind the
    /// column that it follows there.
    pub fn columns(&self) -> Vec<String> {
        let mut columns: Vec<String> = Vec::new();
        for row in &self.rows {
            let mut place = 0;
            for name in row.keys() {
                // Rows mostly agree: only search where the next column is not the expected one.
                if columns.get(place) != Some(name) {
                    match columns.iter().position(|known| known == name) {
                        Some(known) => place = known,
                        None => columns.insert(place, name.clone()),
                    }
                }
                place += 1;
            }
        }
        columns
    }

    /// The table as CSV with a header; numbers in the shortest form that reads back the same.
    pub fn to_csv(&self) -> Vec<u8> {
        let columns = self.columns();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let mut write = |cells: Vec<String>| {
            // Writing to memory cannot fail, and every record has the same length.
            let _ = writer.write_record(cells);
        };
        write(columns.clone());
        for row in &self.rows {
            write(columns.iter().map(|name| row.get(name).map_or(String::new(), cell)).collect());
        }
        writer.into_inner().unwrap_or_default()
    }

    /// Reads a CSV table; cells that are numbers become numbers, empty ones are left out.
    ///
    /// # Errors
    /// What the CSV parser says.
    pub fn from_csv(text: &[u8]) -> Result<Self, csv::Error> {
        Ok(Self { rows: Self::rows_of_csv(text)?.collect::<Result<_, csv::Error>>()? })
    }

    /// As [`Table::from_csv`], row by row.
    ///
    /// # Errors
    /// What the CSV parser says of the header.
    pub(crate) fn rows_of_csv(
        text: impl std::io::Read,
    ) -> Result<impl Iterator<Item = Result<Row, csv::Error>>, csv::Error> {
        let mut reader = csv::Reader::from_reader(text);
        let header = reader.headers()?.clone();
        Ok(reader.into_records().map(move |record| {
            let record = record?;
            let cells = header.iter().zip(&record).filter(|(_, text)| !text.is_empty());
            Ok(cells.map(|(name, text)| (name.to_owned(), value(text))).collect())
        }))
    }
}

/// A table of which all rows have all columns: little more than its cells.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Grid {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Value>>,
}

impl Grid {
    /// A grid without rows.
    pub fn new(columns: &[&str]) -> Self {
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// The grids of several runs as one CSV table; each run's head stands before each of its rows.
    /// Grids that lack some of the columns have empty cells there.
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
            text = record(head_columns.iter().chain(columns.iter().copied()));
        }
        for (head, grid) in runs {
            // Written once a run: there can be thousands of rows.
            let mut known =
                record(head_columns.iter().map(|name| head.get(name).map_or(String::new(), cell)));
            known.pop();
            match head_columns.is_empty() {
                true => known.clear(),
                false => known.push(b','),
            }
            let places: Vec<Option<usize>> = columns
                .iter()
                .map(|column| grid.columns.iter().position(|own| own == *column))
                .collect();
            for row in &grid.rows {
                text.extend_from_slice(&known);
                for (column, place) in places.iter().enumerate() {
                    if column > 0 {
                        text.push(b',');
                    }
                    match place.and_then(|place| row.get(place)) {
                        // Writing to memory cannot fail.
                        Some(Value::Number(number)) => drop(write!(text, "{number}")),
                        Some(Value::Null) | None => {}
                        Some(Value::String(empty)) if empty.is_empty() => {}
                        Some(other) => {
                            text.extend(record(&[cell(other)]));
                            text.pop();
                        }
                    }
                }
                text.push(b'\n');
            }
        }
        text
    }
}

/// A line of CSV.
fn record(cells: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory cannot fail.
    let _ = writer.write_record(cells.into_iter().map(|cell| cell.as_ref().as_bytes().to_vec()));
    writer.into_inner().unwrap_or_default()
}

fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => safe_name(text).into_owned(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

/// A text as it is written in a CSV cell. One with control characters in it, or that begins with what a
/// spreadsheet takes for a formula (`=`, `+`, `-`, `@`) or with an apostrophe, gets an apostrophe in
/// front; behind it, control characters stand as `\u{9}`, and a backslash twice. [`plain_name`] takes that
/// back, so that two texts never become one.
pub fn safe_name(text: &str) -> Cow<'_, str> {
    let begins = text.starts_with(['=', '+', '-', '@', '\'']) && text != "-";
    if !begins && !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::from("'");
    for sign in text.chars() {
        match sign {
            '\\' => safe.push_str("\\\\"),
            sign if sign.is_control() => safe.extend(sign.escape_unicode()),
            sign => safe.push(sign),
        }
    }
    Cow::Owned(safe)
}

/// The text that [`safe_name`] wrote.
pub fn plain_name(written: &str) -> Cow<'_, str> {
    let Some(mut rest) = written.strip_prefix('\'') else { return Cow::Borrowed(written) };
    let mut plain = String::new();
    while let Some(place) = rest.find('\\') {
        plain.push_str(&rest[..place]);
        rest = &rest[place + 1..];
        let code = rest.strip_prefix("u{").and_then(|code| code.split_once('}'));
        let sign = code.and_then(|(code, after)| {
            let sign = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
            Some((sign, after))
        });
        match sign {
            Some((sign, after)) => {
                plain.push(sign);
                rest = after;
            }
            None => {
                plain.push('\\');
                rest = rest.strip_prefix('\\').unwrap_or(rest);
            }
        }
    }
    plain.push_str(rest);
    Cow::Owned(plain)
}

fn value(text: &str) -> Value {
    if let Ok(whole) = text.parse::<u64>() {
        return whole.into();
    }
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => number.into(),
        _ => plain_name(text).into(),
    }
}

/// A table for a terminal: the first column to the left, numbers to the right.
pub fn terminal_table(header: &[&str], rows: &[Vec<String>]) -> String {
    aligned_table(header, rows, CellAlignment::Right)
}

/// A table of texts for a terminal: all to the left.
pub fn text_table(header: &[&str], rows: &[Vec<String>]) -> String {
    aligned_table(header, rows, CellAlignment::Left)
}

fn aligned_table(header: &[&str], rows: &[Vec<String>], others: CellAlignment) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::ASCII_MARKDOWN);
    table.set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.clone());
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        let side = if index == 0 { CellAlignment::Left } else { others };
        column.set_cell_alignment(side);
    }
    table.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn harmful_names_are_made_harmless_and_come_back() {
        for (name, written) in [
            ("/a?b=c", "/a?b=c"),
            ("-", "-"),
            ("=1+1", "'=1+1"),
            ("-x", "'-x"),
            ("'x", "''x"),
            ("a\tb\u{1b}c", "'a\\u{9}b\\u{1b}c"),
            ("@\\u{9}", "'@\\\\u{9}"),
            ("\\u{9}", "\\u{9}"),
        ] {
            assert_eq!(safe_name(name), written);
            assert_eq!(plain_name(written), name);
        }
    }

    #[test]
    fn csv_keeps_numbers_texts_and_gaps() {
        let row = |value: Value| value.as_object().unwrap().clone();
        let table = Table {
            rows: vec![
                row(
                    json!({"layout": "hot, static", "share": 0.1, "bytes": 18_446_744_073_709_551_615_u64}),
                ),
                row(json!({"layout": "hashed", "bytes": 3})),
            ],
        };
        let text = table.to_csv();
        let expected = "layout,share,bytes\n\"hot, static\",0.1,18446744073709551615\nhashed,,3\n";
        assert_eq!(String::from_utf8(text.clone()).unwrap(), expected);
        assert_eq!(Table::from_csv(&text).unwrap(), table);
        let turned = Table { rows: table.rows.into_iter().rev().collect() };
        assert_eq!(turned.columns(), ["layout", "share", "bytes"]);
    }
}
