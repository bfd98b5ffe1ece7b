//! Reading the tables that figures are drawn from.

use crate::figures::error::FigureError;
use crate::{Row, Table};
use std::path::Path;

/// A table from a file.
pub(super) fn read_table(path: &Path) -> Result<Table, FigureError> {
    let file = path.display().to_string();
    let text =
        std::fs::read(path).map_err(|error| FigureError::Read { file: file.clone(), error })?;
    Table::from_csv(&text).map_err(|error| FigureError::Table { file, error })
}

/// The rows of a table, read one by one: it may be long.
pub(super) fn read_rows(
    path: &Path,
) -> Result<impl Iterator<Item = Result<Row, FigureError>>, FigureError> {
    let file = path.display().to_string();
    let text = std::fs::File::open(path)
        .map_err(|error| FigureError::Read { file: file.clone(), error })?;
    let rows = Table::rows_of_csv(std::io::BufReader::new(text));
    let rows = rows.map_err(|error| FigureError::Table { file: file.clone(), error })?;
    Ok(rows.map(move |row| row.map_err(|error| FigureError::Table { file: file.clone(), error })))
}
