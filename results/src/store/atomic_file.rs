//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

/// Why a result could not be stored, or not be found again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system does not write or read a file.
    #[error("{path}: {error}")]
    File {
        /// The file or folder.
        path: String,
        /// The error of the system.
        error: io::Error,
    },
    /// There are two results for one run, one of which must be wrong: a run has the same result wherever it is made.
    #[error("two different results for {key}: in {} and in {}", segments[0], segments[1])]
    Differs {
        /// What both are of.
        key: String,
        /// Where they are.
        segments: [String; 2],
    },
}

impl StoreError {
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self::File { path: path.display().to_string(), error }
    }
}

/// Writes a file atomically (write, fsync, rename): it is there whole or not at all. Creates its folder if
/// needed.
///
/// # Errors
/// If it cannot be written.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let write = || {
        fs::create_dir_all(folder)?;
        let mut file = temporary_file_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map_err(StoreError::at(path))
}

/// Opens a temporary file in a folder, to be renamed once it is complete.
///
/// # Errors
/// If it cannot be created.
pub fn temporary_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    // Readable like any other new file; temporary ones are private by default.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644));
    builder.prefix(&format!("{PARTIAL}{}-", std::process::id())).tempfile_in(folder)
}

/// The prefix of incomplete files; the id of the process that writes them follows.
const PARTIAL: &str = ".hotset-";

/// Removes incomplete files that killed processes left in a folder. Files of live processes on another machine
/// that shares the folder look the same, but exist for an instant only: so a file must be some seconds old.
pub(super) fn remove_abandoned(folder: &Path) {
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

/// No result takes as long to write.
const SECONDS_MIN: u64 = 10;

/// Whether no such process runs on this machine; false where the system has no `/proc`.
fn is_gone(process: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{process}")).exists()
}
