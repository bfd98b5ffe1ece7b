//! A table, to CSV and back.

use super::columns::Columns;
use super::csv_cell::{parse_cell, write_cell};
use super::row::{REPLICATIONS, Row};
use serde::{Deserialize, Serialize};

/// A table whose rows may lack columns; a missing value is an empty cell.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    /// The rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// All columns: those of the first row, and those that only later rows have, each inserted after the
    /// column that precedes it there.
    pub fn columns(&self) -> Vec<String> {
        columns(&self.rows)
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
            write(
                columns
                    .iter()
                    .map(|name| row.get(name).map_or(String::new(), write_cell))
                    .collect(),
            );
        }
        writer.into_inner().unwrap_or_default()
    }

    /// Reads a CSV table; cells that are numbers become numbers, empty ones are left out.
    ///
    /// # Errors
    /// The error of the CSV parser.
    pub fn from_csv(text: &[u8]) -> Result<Self, csv::Error> {
        Self::columns_of_csv(text, |_| true)
    }

    /// As [`Table::from_csv`], of some columns: a row of all takes several kilobytes.
    ///
    /// # Errors
    /// The error of the CSV parser.
    pub(crate) fn columns_of_csv(
        text: impl std::io::Read,
        keep: impl Fn(&str) -> bool,
    ) -> Result<Self, csv::Error> {
        Ok(Self { rows: rows_of_csv(text, keep)?.collect::<Result<_, csv::Error>>()? })
    }

    /// As [`Table::from_csv`], row by row.
    ///
    /// # Errors
    /// The error of the CSV parser in the header.
    pub(crate) fn rows_of_csv(
        text: impl std::io::Read,
    ) -> Result<impl Iterator<Item = Result<Row, csv::Error>>, csv::Error> {
        rows_of_csv(text, |_| true)
    }
}

fn rows_of_csv(
    text: impl std::io::Read,
    keep: impl Fn(&str) -> bool,
) -> Result<impl Iterator<Item = Result<Row, csv::Error>>, csv::Error> {
    let mut reader = csv::Reader::from_reader(text);
    let header = reader.headers()?;
    let kept: Vec<(usize, String)> = (0..).zip(header.iter().map(str::to_owned)).collect();
    let kept: Vec<(usize, String)> = kept.into_iter().filter(|(_, name)| keep(name)).collect();
    Ok(reader.into_records().map(move |record| {
        let record = record?;
        let cells = kept.iter().filter_map(|(place, name)| Some((name, record.get(*place)?)));
        let cells = cells.filter(|(_, text)| !text.is_empty());
        Ok(cells.map(|(name, text)| (name.clone(), parse_cell(text))).collect())
    }))
}

fn columns<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Vec<String> {
    let mut columns = Columns::default();
    rows.into_iter().for_each(|row| columns.add_row(row));
    columns.names().map(str::to_owned).collect()
}

/// The columns of the parameters in rows of a summary.
pub(crate) fn parameter_columns<'a>(summary: impl IntoIterator<Item = &'a Row>) -> Vec<String> {
    columns(summary).into_iter().take_while(|column| column != REPLICATIONS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

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
