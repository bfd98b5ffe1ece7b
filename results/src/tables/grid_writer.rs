//! The grids of many runs as one CSV table, written run by run.

use super::columns::Columns;
use super::csv_cell::{csv_line, write_cell};
use super::grid::Grid;
use serde_json::Value;
use std::io::{self, Write};

/// Text is handed on in pieces of about this size.
const PIECE_BYTES: usize = 1 << 16;

/// Writes the grids of many runs as one CSV table. It holds one piece of text in memory, however many rows
/// there are.
///
/// ```
/// use hotset_results::{Columns, Grid, GridWriter};
///
/// let mut grid = Grid::new(&["bin", "origin_bytes"]);
/// grid.rows.push(vec![0.into(), 700.into()]);
/// let mut columns = Columns::by_run();
/// columns.add_grid(&grid);
///
/// let mut writer = GridWriter::new(Vec::new(), &columns);
/// writer.write("r0123456789ab", &grid)?;
/// assert_eq!(writer.finish()?, b"run_id,bin,origin_bytes\nr0123456789ab,0,700\n");
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct GridWriter<W> {
    out: W,
    /// Names of the columns after the run's id.
    names: Vec<String>,
    text: Vec<u8>,
}

impl<W: Write> GridWriter<W> {
    /// A table with these columns, of which the first is the run's id, as of [`Columns::by_run`].
    pub fn new(out: W, columns: &Columns) -> Self {
        let names = columns.names().skip(1).map(str::to_owned).collect();
        Self { out, names, text: csv_line(columns.names()) }
    }

    /// Adds the rows of a run. Columns that its grid does not have are empty.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, run_id: &str, grid: &Grid) -> io::Result<()> {
        let start = line_start(run_id);
        let places = grid.places(self.names.iter().map(String::as_str));
        for row in &grid.rows {
            self.text.extend_from_slice(&start);
            for place in &places {
                self.text.push(b',');
                push_cell(&mut self.text, place.and_then(|place| row.get(place)));
            }
            self.text.push(b'\n');
            if self.text.len() >= PIECE_BYTES {
                self.hand_on()?;
            }
        }
        Ok(())
    }

    /// Hands on what is left, and returns what was written to.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn finish(mut self) -> io::Result<W> {
        self.hand_on()?;
        self.out.flush()?;
        Ok(self.out)
    }

    fn hand_on(&mut self) -> io::Result<()> {
        self.out.write_all(&self.text)?;
        self.text.clear();
        Ok(())
    }
}

/// The first cell of the rows of a run: formatted once per run, not once per row.
fn line_start(run_id: &str) -> Vec<u8> {
    let mut start = csv_line([write_cell(&run_id.into())]);
    start.pop();
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
        let mut untimed = Grid::new(&["bin", "bytes"]);
        untimed.rows.push(vec![json!(0), json!(7)]);
        let mut timed = Grid::new(&["bin", "note"]);
        timed.rows = vec![vec![json!(0), json!("a,b")], vec![json!(1), Value::Null]];
        let mut columns = Columns::by_run();
        columns.add_grid(&untimed);
        columns.add_grid(&timed);
        let mut writer = GridWriter::new(Vec::new(), &columns);
        writer.write("r1", &untimed).unwrap();
        writer.write("r2", &timed).unwrap();
        let expected = "run_id,bin,note,bytes\nr1,0,,7\nr2,0,\"a,b\",\nr2,1,,\n";
        assert_eq!(String::from_utf8(writer.finish().unwrap()).unwrap(), expected);
    }
}
