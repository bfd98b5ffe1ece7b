//! Reading the tables that figures are drawn from.

use crate::figures::error::FigureError;
use crate::summary::PointOfRun;
use crate::tables::CsvFile;
use crate::{Row, Table};
use std::io::ErrorKind;
use std::path::Path;

/// A table from a file.
pub(super) fn read_table(path: &Path) -> Result<Table, FigureError> {
    read_columns(path, |_| true)
}

/// Some columns of a table from a file.
pub(super) fn read_columns(path: &Path, keep: impl Fn(&str) -> bool) -> Result<Table, FigureError> {
    let name = || path.display().to_string();
    let file =
        std::fs::File::open(path).map_err(|error| FigureError::Read { file: name(), error })?;
    let table = Table::columns_of_csv(file, keep);
    table.map_err(|error| FigureError::Table { file: name(), error })
}

/// The rows of a table, read one by one: it may be long.
pub(super) fn read_rows(
    file: &CsvFile,
) -> Result<impl Iterator<Item = Result<Row, FigureError>>, FigureError> {
    let text = file.open();
    let file = file.path().display().to_string();
    let text = text.map_err(|error| FigureError::Read { file: file.clone(), error })?;
    let rows = Table::rows_of_csv(text);
    let rows = rows.map_err(|error| FigureError::Table { file: file.clone(), error })?;
    Ok(rows.map(move |row| row.map_err(|error| FigureError::Table { file: file.clone(), error })))
}

/// The points of runs, from `runs.csv`; of none where it is missing.
pub(super) fn read_points_of_runs(
    path: &Path,
    summary: &Table,
    places: &[usize],
) -> Result<PointOfRun, FigureError> {
    let file = || path.display().to_string();
    let runs = match std::fs::File::open(path) {
        Ok(runs) => runs,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(PointOfRun::default()),
        Err(error) => return Err(FigureError::Read { file: file(), error }),
    };
    let points = PointOfRun::read(runs, summary, places);
    points.map_err(|error| FigureError::Table { file: file(), error })
}
