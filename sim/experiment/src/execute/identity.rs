//! The identity of an experiment: the hash of its spec, version and inputs.

use super::options::{ExperimentError, Options};
use crate::plan::plan::Plan;
use hotset_results::{FileHash, Machine, Manifest, sha256_of_bytes, sha256_of_reader};
use hotset_workloads::SourceError;
use hotset_workloads::files::open_regular;
use std::path::{Path, PathBuf};

/// The files that the plan's traces are in, each once.
pub(super) fn hash_inputs(plan: &Plan) -> Result<Vec<(PathBuf, FileHash)>, ExperimentError> {
    let mut inputs: Vec<(PathBuf, FileHash)> = Vec::new();
    for point in &plan.points {
        for path in point.workload.paths() {
            if inputs.iter().any(|(known, _)| known == path) {
                continue;
            }
            let sha256 = sha256_of_input(path)
                .map_err(|error| SourceError::Io { path: path.display().to_string(), error })?;
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            inputs.push((path.to_owned(), FileHash { file, sha256 }));
        }
    }
    Ok(inputs)
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

/// Whether a line of a resolved spec is the path of a file.
fn is_path(line: &str) -> bool {
    let key = line.split(" = ").next().unwrap_or("");
    matches!(key, "path" | "paths" | "popularity.file" | "sizes.file")
}

/// The identity of a result: its spec, version and inputs. The place of a trace makes no difference, its
/// content does.
pub(super) fn identity(plan: &Plan, inputs: &[(PathBuf, FileHash)], version: &str) -> String {
    let mut text = format!("hotset {version}\n");
    for line in plan.resolved.lines().filter(|line| !is_path(line)) {
        text += line;
        text.push('\n');
    }
    for (_, input) in inputs {
        text += &input.sha256;
    }
    sha256_of_bytes(text.as_bytes())
}

pub(super) fn manifest(
    plan: &Plan,
    options: &Options<'_>,
    identity_sha256: String,
    inputs: Vec<(PathBuf, FileHash)>,
) -> Manifest {
    Manifest {
        hotset: options.version.to_owned(),
        git_revision: options.git_revision.map(str::to_owned),
        name: plan.name.clone(),
        seed: plan.seed,
        identity_sha256,
        runs: plan.runs(),
        machine: Machine {
            os: std::env::consts::OS.to_owned(),
            arch: std::env::consts::ARCH.to_owned(),
            threads: rayon::current_num_threads(),
        },
        inputs: inputs.into_iter().map(|(_, hash)| hash).collect(),
        read: Vec::new(),
        outputs: Vec::new(),
    }
}
