//! The folder of an experiment, with the runs that are finished.

use super::atomic_file::{StoreError, remove_abandoned, temporary_file_in, write_atomically};
use crate::sha256_of_bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of an experiment. Each finished run is kept in a file of its own, so that an interrupted sweep
/// resumes where it stopped.
#[derive(Clone, Debug)]
pub struct RunStore {
    folder: PathBuf,
}

impl RunStore {
    /// Opens the folder; creates it if needed.
    ///
    /// # Errors
    /// If it cannot be created or written to.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::at(folder))?;
        // A folder that cannot be written to fails now, not after the runs.
        temporary_file_in(folder).map_err(StoreError::at(folder))?;
        remove_abandoned(folder);
        remove_abandoned(&folder.join("runs"));
        Ok(Self { folder: folder.to_owned() })
    }

    /// The folder as it is, if it exists, to look for finished runs.
    pub fn existing(folder: &Path) -> Option<Self> {
        folder.is_dir().then(|| Self { folder: folder.to_owned() })
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn run_path(&self, run: &str) -> PathBuf {
        self.folder.join("runs").join(format!("{run}.json"))
    }

    /// A run that finished earlier, or another record kept under a name; `None` if there is none, or if the
    /// file is damaged or of another experiment.
    pub fn finished<T: DeserializeOwned>(&self, identity: &str, run: &str) -> Option<T> {
        let text = fs::read_to_string(self.run_path(run)).ok()?;
        let (seal, record) = text.split_once('\n')?;
        let whole = seal == Self::seal(identity, run, record);
        whole.then(|| serde_json::from_str(record).ok()).flatten()
    }

    /// Keeps a finished run, or another record that is not to be computed again.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn keep<T: Serialize>(
        &self,
        identity: &str,
        run: &str,
        record: &T,
    ) -> Result<(), StoreError> {
        let path = self.run_path(run);
        let record = serde_json::to_string(record)
            .map_err(|error| StoreError::at(&path)(io::Error::other(error)))?;
        let seal = Self::seal(identity, run, &record);
        write_atomically(&path, format!("{seal}\n{record}").as_bytes())
    }

    /// The checksum before a record, which depends on its experiment and its name.
    fn seal(identity: &str, run: &str, record: &str) -> String {
        sha256_of_bytes(format!("{identity}\n{run}\n{record}").as_bytes())
    }

    /// Removes the folder if it is empty.
    pub fn abandon(&self) {
        // Removing a folder that is not empty fails, as it should.
        let _ = fs::remove_dir(self.folder.join("runs"));
        let _ = fs::remove_dir(&self.folder);
    }

    /// Removes a file of the experiment that an earlier build left, if it exists.
    pub fn remove(&self, file: &str) {
        let _ = fs::remove_file(self.folder.join(file));
    }

    /// Writes one of the experiment's files.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.folder.join(file);
        write_atomically(&path, bytes)?;
        Ok(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RunRecord;

    #[test]
    fn finished_runs_are_found_and_damaged_ones_ignored() {
        let folder = tempfile::tempdir().unwrap();
        let store = RunStore::open(&folder.path().join("a/b")).unwrap();
        let mut record = RunRecord::default();
        record.run.insert("x".into(), 0.1.into());
        let finished = |identity, run| store.finished::<RunRecord>(identity, run);
        assert_eq!(finished("id", "0-0"), None);
        store.keep("id", "0-0", &record).unwrap();
        assert_eq!(finished("id", "0-0"), Some(record));
        // Truncated, modified, or of another run.
        let kept = fs::read_to_string(store.run_path("0-0")).unwrap();
        for wrong in [&kept[..kept.len() - 9], &kept.replace("0.1", "0.2"), &kept] {
            fs::write(store.run_path("0-1"), wrong).unwrap();
            assert_eq!(finished("id", "0-1"), None);
        }
        assert_eq!(finished("other", "0-0"), None);
    }

    #[test]
    fn a_folder_that_is_a_file_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        fs::write(&path, "x").unwrap();
        let error = RunStore::open(&path.join("out")).unwrap_err();
        assert!(error.to_string().contains("file"), "{error}");
    }
}
