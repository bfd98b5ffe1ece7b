//! The files that an experiment reads, by their content.

use super::options::ExperimentError;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use hotset_results::{Entry, FileHash, RunStore, StoreError, sha256_of_bytes, sha256_of_reader};
use hotset_workloads::SourceError;
use hotset_workloads::files::open_regular;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// The hashes of the files of a plan, each once.
#[derive(Clone, Debug)]
pub(crate) struct Inputs {
    files: Vec<(PathBuf, FileHash)>,
}

impl Inputs {
    /// Hashes them; a large one that has not changed since an earlier run is known to the store.
    pub(crate) fn read(plan: &Plan, store: &RunStore) -> Result<Self, ExperimentError> {
        let mut files: Vec<(PathBuf, FileHash)> = Vec::new();
        for path in plan.points.iter().flat_map(|point| point.workload.paths()) {
            if files.iter().any(|(known, _)| known == path) {
                continue;
            }
            let sha256 = known_sha256(path, store)?;
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            files.push((path.to_owned(), FileHash { file, sha256 }));
        }
        Ok(Self { files })
    }

    /// Files that were hashed before.
    pub(crate) fn known(files: impl Iterator<Item = (PathBuf, String)>) -> Self {
        let hash = |(path, sha256): (PathBuf, String)| {
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (path, FileHash { file, sha256 })
        };
        Self { files: files.map(hash).collect() }
    }

    /// Whether the files of some points still are what they were.
    pub(crate) fn check<'a>(
        &self,
        points: impl Iterator<Item = &'a Point>,
        store: &RunStore,
    ) -> Result<(), ExperimentError> {
        let paths: BTreeSet<&Path> = points.flat_map(|point| point.workload.paths()).collect();
        for (path, hash) in self.files.iter().filter(|(path, _)| paths.contains(path.as_path())) {
            if known_sha256(path, store)? != hash.sha256 {
                return Err(ExperimentError::Refused(format!(
                    "{}: has changed since the sweep was planned",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    /// The files, with their hashes.
    pub(crate) fn files(&self) -> impl Iterator<Item = (&Path, &FileHash)> {
        self.files.iter().map(|(path, hash)| (path.as_path(), hash))
    }

    /// The hashes of the files that a point reads.
    pub(crate) fn of_point(&self, point: &Point) -> Vec<&str> {
        let paths = point.workload.paths();
        let find = |path: &&Path| self.files.iter().find(|(known, _)| known == path);
        paths.iter().filter_map(find).map(|(_, hash)| hash.sha256.as_str()).collect()
    }

    /// All hashes.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = &FileHash> {
        self.files.iter().map(|(_, hash)| hash)
    }
}

/// Smaller files are hashed faster than they are looked up.
const LARGE_BYTES: u64 = 1 << 26;

fn known_sha256(path: &Path, store: &RunStore) -> Result<String, ExperimentError> {
    let failed = |error| SourceError::Io { path: path.display().to_string(), error };
    let Some(key) = state_of(path) else {
        return Ok(sha256_of_input(path).map_err(failed)?);
    };
    if let Some(known) = store.get(Entry::Input, &key)? {
        return Ok(known);
    }
    let sha256 = sha256_of_input(path).map_err(failed)?;
    // A store that cannot be written to matters once there is a result to keep.
    match store.put(Entry::Input, &key, &sha256) {
        Ok(()) | Err(StoreError::File { .. }) => Ok(sha256),
        Err(error) => Err(error.into()),
    }
}

/// What changes when a large file does: its place, size and time of change.
fn state_of(path: &Path) -> Option<String> {
    let metadata = path.metadata().ok().filter(|metadata| metadata.is_file())?;
    let place = path.canonicalize().ok()?;
    let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_nanos();
    let state = format!("{}\n{}\n{changed}", place.display(), metadata.len());
    (metadata.len() >= LARGE_BYTES).then(|| sha256_of_bytes(state.as_bytes()))
}

/// The hash of a file; of a folder, the hash of those of its files, by name.
///
/// # Errors
/// If it cannot be read.
pub fn sha256_of_input(path: &Path) -> std::io::Result<String> {
    // The manifest of a dense trace has the checksums of what stands beside it.
    let manifest = path.join("manifest.json");
    let file = if manifest.is_file() { &manifest } else { path };
    if !file.is_dir() {
        return sha256_of_reader(open_regular(file)?);
    }
    let entries = std::fs::read_dir(path)?.collect::<Result<Vec<_>, _>>()?;
    let mut files: Vec<PathBuf> = entries.iter().map(|entry| entry.path()).collect();
    files.retain(|file| file.is_file());
    files.sort();
    let hash = |file: &PathBuf| sha256_of_reader(open_regular(file)?);
    let hashes = files.iter().map(hash).collect::<Result<Vec<_>, _>>()?;
    Ok(sha256_of_bytes(hashes.concat().as_bytes()))
}

/// The hash of an input; of several files, that of their hashes.
///
/// # Errors
/// If one cannot be read.
pub fn sha256_of_inputs(paths: &[PathBuf]) -> std::io::Result<String> {
    let hashes = paths.iter().map(|path| sha256_of_input(path)).collect::<Result<Vec<_>, _>>()?;
    Ok(match hashes.as_slice() {
        [one] => one.clone(),
        several => sha256_of_bytes(several.concat().as_bytes()),
    })
}
