//! The folder of a result: its files appear whole or not at all.

use super::atomic_file::{StoreError, remove_abandoned, temporary_file_in, write_atomically};
use super::kept_file::keep;
use crate::FileHash;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// The folder of a result.
#[derive(Clone, Debug)]
pub struct ResultFolder {
    folder: PathBuf,
}

impl ResultFolder {
    /// Opens the folder; creates it if needed.
    ///
    /// # Errors
    /// If it cannot be created or written to.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::at(folder))?;
        // A folder that cannot be written to fails now, not after the runs.
        temporary_file_in(folder).map_err(StoreError::at(folder))?;
        remove_abandoned(folder);
        Ok(Self { folder: folder.to_owned() })
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Removes the folder if it is empty.
    pub fn abandon(&self) {
        // Removing a folder that is not empty fails, as it should.
        let _ = fs::remove_dir(&self.folder);
    }

    /// Removes a file that an earlier result left; whether it existed.
    pub fn remove(&self, file: &str) -> bool {
        fs::remove_file(self.folder.join(file)).is_ok()
    }

    /// Removes the files of a folder in it, if there is one.
    pub fn clear(&self, folder: &str) {
        for entry in fs::read_dir(self.folder.join(folder)).into_iter().flatten().flatten() {
            let _ = fs::remove_file(entry.path());
        }
    }

    /// Writes one of the files.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.folder.join(file);
        write_atomically(&path, bytes)?;
        Ok(path)
    }

    /// Writes one of the files piece by piece; returns its hash.
    ///
    /// # Errors
    /// If it cannot be written, or what `write` returns.
    pub fn write_with(
        &self,
        file: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<FileHash, StoreError> {
        let write = || {
            let mut out = temporary_file_in(&self.folder)?;
            let mut buffered = BufWriter::with_capacity(1 << 16, out.as_file_mut());
            write(&mut buffered)?;
            buffered.flush()?;
            drop(buffered);
            keep(out, &self.folder, file)
        };
        write().map_err(StoreError::at(&self.folder.join(file)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_a_file_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "x").unwrap();
        let error = ResultFolder::open(&path.join("out")).unwrap_err();
        assert!(error.to_string().contains("file"), "{error}");
    }

    #[test]
    fn a_file_that_cannot_be_finished_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let result = ResultFolder::open(folder.path()).unwrap();
        let half = result.write_with("a.csv", |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("full"))
        });
        assert!(half.is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        result.write_with("a.csv", |out| out.write_all(b"whole")).unwrap();
        assert_eq!(fs::read(folder.path().join("a.csv")).unwrap(), b"whole");
    }
}
