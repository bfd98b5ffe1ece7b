//! In place of the Parquet form of a table, where hotset is built without it.

use super::kept_file::parquet_form;
use crate::{Columns, FileHash, Grid, Row};
use std::io;
use std::path::{Path, PathBuf};

/// No file; one that another build left is removed, since it may be of other results.
pub(super) struct ParquetFile {
    other: PathBuf,
}

impl ParquetFile {
    pub(super) fn create(folder: &Path, name: &str, _: &Columns, _: &str) -> io::Result<Self> {
        Ok(Self { other: folder.join(parquet_form(name)) })
    }

    pub(super) fn write_row(&mut self, _: &Row) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn write_grid(&mut self, _: &str, _: &Grid) -> io::Result<()> {
        Ok(())
    }

    pub(super) fn finish(self) -> io::Result<Option<FileHash>> {
        let _ = std::fs::remove_file(self.other);
        Ok(None)
    }
}
