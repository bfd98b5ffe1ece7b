//! Files that appear whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

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
    pub(super) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |error| Self { path: path.display().to_string(), error }
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

/// No file of a result takes as long to write.
const SECONDS_MIN: u64 = 10;

/// Whether there is no such process on this machine; not known where the system has no `/proc`.
fn is_gone(process: u32) -> bool {
    Path::new("/proc/self").exists() && !Path::new(&format!("/proc/{process}")).exists()
}
