//! Files that were written piece by piece, put in their place.

use crate::{FileHash, sha256_of_reader};
use std::io::{self, Seek};
use std::path::Path;
use tempfile::NamedTempFile;

/// Puts a complete temporary file in its place (fsync, rename).
pub(super) fn keep(mut file: NamedTempFile, folder: &Path, name: &str) -> io::Result<FileHash> {
    file.as_file().sync_all()?;
    file.rewind()?;
    let sha256 = sha256_of_reader(file.as_file())?;
    file.persist(folder.join(name))?;
    Ok(FileHash { file: name.to_owned(), sha256 })
}

/// The name of a table as Parquet.
pub(super) fn parquet_form(name: &str) -> String {
    format!("{name}.parquet")
}
