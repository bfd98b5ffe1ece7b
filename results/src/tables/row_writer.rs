//! A table as CSV, written row by row.

use super::columns::Columns;
use super::csv_cell::write_cell;
use super::row::Row;
use std::io::{self, Write};

/// Writes a table as CSV without holding it in memory.
#[derive(Debug)]
pub struct RowWriter<W: Write> {
    writer: csv::Writer<W>,
    names: Vec<String>,
    begun: bool,
}

impl<W: Write> RowWriter<W> {
    /// A table with these columns.
    pub fn new(out: W, columns: &Columns) -> Self {
        let names = columns.names().map(str::to_owned).collect();
        Self { writer: csv::Writer::from_writer(out), names, begun: false }
    }

    /// Adds a row. Columns that it does not have are empty; numbers are in the shortest form that reads back the
    /// same.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&mut self, row: &Row) -> io::Result<()> {
        self.begin()?;
        let cells = self.names.iter().map(|name| row.get(name).map_or(String::new(), write_cell));
        Ok(self.writer.write_record(cells)?)
    }

    /// Completes the table.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.begin()?;
        self.writer.flush()
    }

    /// Writes the header, once.
    fn begin(&mut self) -> io::Result<()> {
        if !self.begun {
            self.begun = true;
            self.writer.write_record(&self.names)?;
        }
        Ok(())
    }
}
