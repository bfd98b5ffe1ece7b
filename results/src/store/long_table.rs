//! A finer table of an experiment, with rows of all its runs.

use super::ParquetFile;
use super::atomic_file::StoreError;
use super::kept_file::parquet_form;
use super::long_csv::{self, LongCsv};
use crate::{Columns, FileHash, Grid, GridWriter, Row};
use std::io;
use std::path::{Path, PathBuf};

/// A finer table, as of the time bins of all runs, written run by run: as CSV, which is compressed where it is
/// longer than 64 MiB, and as Parquet where hotset is built with it. What it holds in memory does not depend
/// on the number of rows.
pub struct LongTable {
    path: PathBuf,
    csv: GridWriter<LongCsv>,
    parquet: ParquetFile,
}

impl LongTable {
    /// The table of this name in a folder that exists; `name` is without an ending, and `columns` are those of
    /// all runs. `version` is that of hotset.
    ///
    /// # Errors
    /// If its files cannot be created.
    pub fn create(
        folder: &Path,
        name: &str,
        columns: &Columns,
        version: &str,
    ) -> Result<Self, StoreError> {
        let path = folder.join(name);
        let create = || {
            let csv = GridWriter::new(LongCsv::create(folder, name)?, columns);
            Ok((csv, ParquetFile::create(folder, name, columns, version)?))
        };
        let (csv, parquet) = create().map_err(StoreError::at(&path))?;
        Ok(Self { path, csv, parquet })
    }

    /// Adds the rows of a run.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn write(&mut self, run_id: &str, grid: &Grid) -> Result<(), StoreError> {
        let written = self.csv.write(run_id, grid);
        written
            .and_then(|()| self.parquet.write_grid(run_id, grid))
            .map_err(StoreError::at(&self.path))
    }

    /// Puts the files in their places, whole, and removes other forms that an earlier build left.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn finish(self) -> Result<Vec<FileHash>, StoreError> {
        let finish = || {
            let csv = self.csv.finish()?.finish()?;
            Ok([Some(csv), self.parquet.finish()?].into_iter().flatten().collect())
        };
        finish().map_err(StoreError::at(&self.path))
    }

    /// Removes all forms of a table that an earlier build left, and that an experiment does not have.
    pub fn remove(folder: &Path, name: &str) {
        for file in long_csv::forms(name).into_iter().chain([parquet_form(name)]) {
            let _ = std::fs::remove_file(folder.join(file));
        }
    }
}

/// Writes a table of rows as `<name>.parquet` where hotset is built with it; else removes one that another
/// build left. `columns` are those of all `rows`. `version` is that of hotset.
///
/// # Errors
/// If it cannot be written.
pub fn write_parquet<'a>(
    folder: &Path,
    name: &str,
    columns: &Columns,
    rows: impl IntoIterator<Item = &'a Row>,
    version: &str,
) -> Result<Option<FileHash>, StoreError> {
    let write = || -> io::Result<Option<FileHash>> {
        let mut file = ParquetFile::create(folder, name, columns, version)?;
        for row in rows {
            file.write_row(row)?;
        }
        file.finish()
    };
    write().map_err(StoreError::at(&folder.join(parquet_form(name))))
}
