//! Results on disk: a file appears whole or not at all.

use crate::{Grid, Row, sha256_of_bytes};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// What a finished run left: its row of the main table, and the rows of the finer ones.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunRecord {
    /// The run's row of `runs.csv`.
    pub run: Row,
    /// Its part of `series.csv`: a row a time bin.
    pub series: Grid,
    /// Its part of `servers.csv`: a row a server.
    pub servers: Grid,
    /// Its part of `loads.csv`, where that is asked for: a row a time bin and server.
    pub loads: Grid,
}

/// Why a result could not be stored.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {path}: {error}")]
pub struct StoreError {
    /// The file or folder.
    pub path: String,
    /// What the system said.
    pub error: io::Error,
}

impl StoreError {
    fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self { path: path.display().to_string(), error }
    }
}

/// The folder of an experiment. Finished runs are kept one a file until the experiment is whole,
/// so that a killed sweep takes up where it stopped.
#[derive(Clone, Debug)]
pub struct RunStore {
    folder: PathBuf,
}

impl RunStore {
    /// Opens the folder, made if it is not there.
    ///
    /// # Errors
    /// If it cannot be made or written to.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        fs::create_dir_all(folder).map_err(StoreError::at(folder))?;
        // Found out now, not after the runs.
        partial_in(folder).map_err(StoreError::at(folder))?;
        sweep(folder);
        sweep(&folder.join("runs"));
        Ok(Self { folder: folder.to_owned() })
    }

    /// The folder as it is, if it is there: to see what was kept in it.
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

    /// A run finished earlier, or whatever else was kept under a name; `None` if there is none, or if the
    /// file is not what was kept under this name by this experiment.
    pub fn finished<T: DeserializeOwned>(&self, identity: &str, run: &str) -> Option<T> {
        let text = fs::read_to_string(self.run_path(run)).ok()?;
        let (seal, record) = text.split_once('\n')?;
        let whole = seal == Self::seal(identity, run, record);
        whole.then(|| serde_json::from_str(record).ok()).flatten()
    }

    /// Keeps a finished run, or what else is not to be made again.
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
        write_whole(&path, format!("{seal}\n{record}").as_bytes())
    }

    /// Stands before a record, and fits no other.
    fn seal(identity: &str, run: &str, record: &str) -> String {
        sha256_of_bytes(format!("{identity}\n{run}\n{record}").as_bytes())
    }

    /// Takes the folder away if nothing was kept in it.
    pub fn abandon(&self) {
        // Removing fails where something is in it, which is as it should be.
        let _ = fs::remove_dir(self.folder.join("runs"));
        let _ = fs::remove_dir(&self.folder);
    }

    /// Removes one of the experiment's files that another build left, if it is there.
    pub fn remove(&self, file: &str) {
        let _ = fs::remove_file(self.folder.join(file));
    }

    /// Writes one of the experiment's files.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, file: &str, bytes: &[u8]) -> Result<PathBuf, StoreError> {
        let path = self.folder.join(file);
        write_whole(&path, bytes)?;
        Ok(path)
    }
}

/// Writes a file that is there whole or not at all, making its folder if need be.
///
/// # Errors
/// If it cannot be written.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = partial_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(StoreError::at(path))
}

/// Begins a file that is to get its name once it is complete.
///
/// # Errors
/// If it cannot be made.
pub fn partial_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // As any other new file, not private as a temporary one.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder.prefix(&format!("{PARTIAL}{}-", std::process::id())).tempfile_in(folder)
}

/// How the names of files begin that are not complete yet; the process that writes them follows.
const PARTIAL: &str = ".hotset-";

/// Removes what killed programs left half-written in a folder: the files of processes that are no more.
/// Those of another machine that shares the folder look the same, but are written in an instant: so
/// they have to be some seconds old.
fn sweep(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(rest) = name.to_str().and_then(|name| name.strip_prefix(PARTIAL)) else {
            continue;
        };
        let process = rest.split('-').next().and_then(|number| number.parse::<u32>().ok());
        let seconds = entry.metadata().and_then(|metadata| metadata.modified()).ok();
        let seconds = seconds.and_then(|time| time.elapsed().ok()).map_or(0, |age| age.as_secs());
        let here = process.is_some_and(|process| process != std::process::id() && is_gone(process));
        if (here && seconds >= SECONDS_MIN) || seconds > 86_400 {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// No file of a result takes as long to write.
const SECONDS_MIN: u64 = 10;

/// Whether there is no such process on this machine; not known where the system has no `/proc`.
fn is_gone(process: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{process}")).exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_kept_and_broken_ones_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = RunStore::open(&folder.path().join("a/b")).unwrap();
        let mut record = RunRecord::default();
        record.run.insert("x".into(), 0.1.into());
        let finished = |identity, run| store.finished::<RunRecord>(identity, run);
        assert_eq!(finished("id", "0-0"), None);
        store.keep("id", "0-0", &record).unwrap();
        assert_eq!(finished("id", "0-0"), Some(record));
        // Cut, changed, of another run, of another experiment.
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
