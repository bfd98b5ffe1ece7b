//! The Parquet form of a table on disk.

use super::atomic_file::temporary_file_in;
use super::kept_file::{keep, parquet_form};
use crate::{Columns, FileHash, Grid, ParquetTable, Row};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// The file `<name>.parquet`, written row by row.
pub(super) struct ParquetFile {
    folder: PathBuf,
    name: String,
    table: ParquetTable<NamedTempFile>,
}

impl ParquetFile {
    pub(super) fn create(
        folder: &Path,
        name: &str,
        columns: &Columns,
        version: &str,
    ) -> io::Result<Self> {
        let table = ParquetTable::new(temporary_file_in(folder)?, columns, version)?;
        Ok(Self { folder: folder.to_owned(), name: parquet_form(name), table })
    }

    pub(super) fn write_row(&mut self, row: &Row) -> io::Result<()> {
        self.table.write_row(row)
    }

    pub(super) fn write_grid(&mut self, run_id: &str, grid: &Grid) -> io::Result<()> {
        self.table.write_grid(run_id, grid)
    }

    /// Puts the file in its place.
    pub(super) fn finish(self) -> io::Result<Option<FileHash>> {
        keep(self.table.finish()?, &self.folder, &self.name).map(Some)
    }
}
