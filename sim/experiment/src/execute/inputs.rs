//! The files that an experiment reads, by their content.

use super::options::ExperimentError;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::spec::workload::WorkloadSpec;
use hotset_results::{Entry, FileHash, RunStore, StoreError, sha256_of_bytes, sha256_of_reader};
use hotset_workloads::files::open_regular;
use hotset_workloads::series::hour_in_name;
use hotset_workloads::{SimTime, SourceError};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// A file, or a folder of files, that an experiment reads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Input {
    pub(crate) path: PathBuf,
    pub(crate) hash: FileHash,
    /// The hour in the name of a file, if its page views are of that hour. A folder's hash has the names of its files.
    hour: Option<SimTime>,
}

impl Input {
    fn new(path: &Path, sha256: String, plan: &Plan) -> Self {
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_series = |point: &Point| {
            let workload = &point.workload;
            matches!(workload, WorkloadSpec::Series { .. }) && workload.paths().contains(&path)
        };
        let hour =
            hour_in_name(path).filter(|_| !path.is_dir() && plan.points.iter().any(is_series));
        Self { path: path.to_owned(), hash: FileHash { file, sha256 }, hour }
    }

    /// What it is known by: its content, wherever it lies.
    pub(super) fn known_as(&self) -> String {
        match self.hour {
            Some(hour) => format!("{} at {}", self.hash.sha256, hour.0),
            None => self.hash.sha256.clone(),
        }
    }
}

/// The inputs of a plan, each once.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Inputs {
    inputs: Vec<Input>,
}

impl Inputs {
    /// Hashes them; a large one that has not changed since an earlier run is known to the store.
    pub(crate) fn read(plan: &Plan, store: &RunStore) -> Result<Self, ExperimentError> {
        let mut inputs: Vec<Input> = Vec::new();
        for path in plan.points.iter().flat_map(|point| point.workload.paths()) {
            if !inputs.iter().any(|known| known.path == path) {
                inputs.push(Input::new(path, known_sha256(path, store)?, plan));
            }
        }
        Ok(Self { inputs })
    }

    /// Inputs that were hashed before.
    pub(crate) fn known(plan: &Plan, inputs: impl Iterator<Item = (PathBuf, String)>) -> Self {
        Self { inputs: inputs.map(|(path, sha256)| Input::new(&path, sha256, plan)).collect() }
    }

    /// Whether the inputs of some points still are what they were.
    pub(crate) fn check<'a>(
        &self,
        points: impl Iterator<Item = &'a Point>,
        store: &RunStore,
    ) -> Result<(), ExperimentError> {
        let paths: BTreeSet<&Path> = points.flat_map(|point| point.workload.paths()).collect();
        for Input { path, hash, .. } in &self.inputs {
            if paths.contains(path.as_path()) && known_sha256(path, store)? != hash.sha256 {
                return Err(ExperimentError::Refused(format!(
                    "{}: has changed since the sweep was planned",
                    path.display()
                )));
            }
        }
        Ok(())
    }

    /// All of them.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Input> {
        self.inputs.iter()
    }

    /// Those that a point reads.
    pub(super) fn of_point(&self, point: &Point) -> Vec<&Input> {
        let paths = point.workload.paths();
        let find = |path: &&Path| self.inputs.iter().find(|known| known.path == *path);
        paths.iter().filter_map(find).collect()
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

/// The hash of a file; of a folder of page views, the hash of the names and hashes of their files.
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
    files.retain(|file| file.is_file() && hour_in_name(file).is_some());
    files.sort();
    let mut text = String::new();
    for file in &files {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        text += &format!("{} {name}\n", sha256_of_reader(open_regular(file)?)?);
    }
    Ok(sha256_of_bytes(text.as_bytes()))
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
