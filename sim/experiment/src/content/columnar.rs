//! The columnar form of a trace: where it is kept, and how it is made.

use crate::parallel::NEVER;
use hotset_workloads::SourceError;
use hotset_workloads::dense::{DenseManifest, SourceFile, densify};
use hotset_workloads::formats::{ReadOptions, TraceReader};
use std::path::{Path, PathBuf};

/// Whether a path is that of a columnar trace itself.
pub fn is_dense(path: &Path) -> bool {
    path.join("manifest.json").is_file()
}

/// What distinguishes trace files, as they are read, from others.
///
/// # Errors
/// If one cannot be read.
pub fn source_of(traces: &[PathBuf], reader: &TraceReader) -> Result<SourceFile, SourceError> {
    SourceFile::of(traces, reader.read_as())
}

/// Where the columnar form of a trace is kept: beside it.
pub fn dense_folder(trace: &Path) -> PathBuf {
    let mut name = trace.as_os_str().to_owned();
    name.push(".hotset");
    PathBuf::from(name)
}

/// Reads a trace and writes its columnar form.
///
/// # Errors
/// If the trace cannot be read, or the folder not be written.
pub fn write_dense(
    paths: &[PathBuf],
    options: &ReadOptions,
    source: &SourceFile,
    folder: &Path,
) -> Result<DenseManifest, SourceError> {
    let reader = || {
        let reader = TraceReader::open_all(paths, options)?;
        Ok(reader.without_objects_resized().checking_next_access())
    };
    Ok(densify(&reader, source, folder, &NEVER)?.0)
}
