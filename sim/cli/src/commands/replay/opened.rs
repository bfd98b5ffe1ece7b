//! Where the requests of a replay come from: the file as it is, or its dense form.

use super::super::trace::{open, options};
use crate::arguments::{ReplayArguments, TraceArguments};
use crate::diagnostics::Failure;
use crate::progress::note;
use crate::units::grouped;
use hotset_workloads::dense::{DenseManifest, DenseTrace, SourceFile, densify};
use hotset_workloads::formats::{ReadOptions, ReadReport, TraceReader};
use hotset_workloads::{RequestBatch, SourceError};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Requests that a cache is fed at a time: what it knows of the objects stays in the processor's
/// caches meanwhile.
const BLOCK_REQUESTS: usize = 1 << 17;

/// A trace, open.
pub(super) enum TraceInput {
    /// Read once, from its own file; there are at most so many objects.
    Stream { reader: Box<TraceReader>, objects_max: usize },
    /// In its dense form, which may go when it is closed.
    Dense { trace: Arc<DenseTrace>, next: usize, temporary: Option<tempfile::TempDir> },
}

impl TraceInput {
    /// Opens a trace; `whole` says that something about all of it has to be known before the first
    /// request.
    pub(super) fn open(
        arguments: &ReplayArguments,
        whole: bool,
        quiet: bool,
    ) -> Result<Self, Failure> {
        if let Some(path) = arguments.trace.only().filter(|path| is_dense(path)) {
            let trace = DenseTrace::open(path, None).map_err(Failure::input)?;
            return Ok(Self::of_dense(trace, None));
        }
        let reader = open(&arguments.trace)?.without_objects_resized();
        let source = source_of(&arguments.trace, &reader)?;
        let folder = dense_folder(arguments.trace.first());
        if arguments.trace.only().is_none() {
            if arguments.keep {
                return Err(Failure::input(
                    "found --keep with several files; expected `hotset densify` with --out",
                ));
            }
            let (trace, temporary) =
                make_dense(&arguments.trace, &source, &folder, Keep::No, quiet)?;
            return Ok(Self::of_dense(trace, temporary));
        }
        if folder.is_dir() {
            match DenseTrace::open(&folder, Some(&source)) {
                Ok(trace) => return Ok(Self::of_dense(trace, None)),
                Err(error) => note(quiet, format!("{error}: it is not used")),
            }
        } else if let Some(objects_max) = reader.objects_max().filter(|_| !whole) {
            return Ok(Self::Stream { reader: Box::new(reader), objects_max });
        }
        // What is there but of no use is made anew, in its place.
        let keep = match (arguments.keep, folder.is_dir()) {
            (true, _) => Keep::Yes,
            (false, true) => Keep::IfPossible,
            (false, false) => Keep::No,
        };
        let (trace, temporary) = make_dense(&arguments.trace, &source, &folder, keep, quiet)?;
        Ok(Self::of_dense(trace, temporary))
    }

    fn of_dense(trace: DenseTrace, temporary: Option<tempfile::TempDir>) -> Self {
        Self::Dense { trace: Arc::new(trace), next: 0, temporary }
    }

    /// The dense form, where that is what is open.
    pub(super) fn dense(&self) -> Option<Arc<DenseTrace>> {
        match self {
            Self::Stream { .. } => None,
            Self::Dense { trace, .. } => Some(Arc::clone(trace)),
        }
    }

    /// Takes the names from what is temporary and mapped by now: should the program be ended, nothing
    /// is left behind. Where the system does not allow that, they go with the program.
    pub(super) fn unlink(&mut self) {
        if cfg!(unix)
            && let Self::Dense { temporary, .. } = self
        {
            *temporary = None;
        }
    }

    /// Whether objects can be modified.
    pub(super) fn versions(&self) -> bool {
        match self {
            Self::Stream { reader, .. } => reader.may_have_versions(),
            Self::Dense { trace, .. } => trace.manifest().versions,
        }
    }

    /// What was read; complete at the end.
    pub(super) fn read(&self) -> serde_json::Value {
        match self {
            Self::Stream { reader, .. } => serde_json::json!(reader.report()),
            Self::Dense { trace, .. } => trace.manifest().read.clone(),
        }
    }

    /// A number that no object reaches.
    pub(super) fn objects_max(&self) -> usize {
        match self {
            Self::Stream { objects_max, .. } => *objects_max,
            Self::Dense { trace, .. } => trace.objects(),
        }
    }

    /// The next requests; `false` at the end.
    pub(super) fn next(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        match self {
            Self::Stream { reader, .. } => reader.next_requests(BLOCK_REQUESTS, batch),
            Self::Dense { trace, next, .. } => {
                *next += 1;
                Ok(trace.block(*next - 1, batch))
            }
        }
    }

    /// What was read, in words; complete at the end.
    pub(super) fn report(&self) -> String {
        match self {
            Self::Stream { reader, .. } => in_words(&reader.report()),
            Self::Dense { trace, .. } => {
                let manifest = trace.manifest();
                told(manifest.requests, manifest.objects, &manifest.report)
            }
        }
    }
}

/// What was read, in words.
pub(super) fn in_words(report: &ReadReport) -> String {
    told(report.requests, report.objects, &report.to_string())
}

fn told(requests: u64, objects: u64, report: &str) -> String {
    format!("{} requests, {} objects; {report}", grouped(requests), grouped(objects))
}

/// Whether a path is that of a dense trace itself.
pub(in super::super) fn is_dense(path: &Path) -> bool {
    path.join("manifest.json").is_file()
}

/// What tells a trace file, as it is read, from others.
pub(in super::super) fn source_of(
    arguments: &TraceArguments,
    reader: &TraceReader,
) -> Result<SourceFile, Failure> {
    SourceFile::of(&arguments.traces, reader.read_as()).map_err(Failure::input)
}

/// Where the dense form of a trace is kept: beside it.
pub(in super::super) fn dense_folder(trace: &Path) -> PathBuf {
    let mut name = trace.as_os_str().to_owned();
    name.push(".hotset");
    PathBuf::from(name)
}

/// Whether the dense form is kept beside the trace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Yes,
    IfPossible,
    No,
}

fn make_dense(
    arguments: &TraceArguments,
    source: &SourceFile,
    folder: &Path,
    keep: Keep,
    quiet: bool,
) -> Result<(DenseTrace, Option<tempfile::TempDir>), Failure> {
    let (paths, options) = (&arguments.traces, options(arguments)?);
    if keep != Keep::No {
        match write_dense(paths, &options, source, folder) {
            Ok(_) => {
                note(quiet, format!("kept in columns in {}", folder.display()));
                return Ok((DenseTrace::open(folder, None).map_err(Failure::input)?, None));
            }
            // Nobody asked for it to be kept: it is enough that the trace can be read.
            Err(error) if keep == Keep::IfPossible => note(quiet, format!("not kept: {error}")),
            Err(error) => return Err(Failure::input(error)),
        }
    }
    let temporary = tempfile::tempdir().map_err(Failure::other)?;
    let folder = temporary.path().join("dense");
    write_dense(paths, &options, source, &folder).map_err(Failure::input)?;
    Ok((DenseTrace::open(&folder, None).map_err(Failure::input)?, Some(temporary)))
}

/// Reads a trace and writes it in columns.
pub(in super::super) fn write_dense(
    paths: &[PathBuf],
    options: &ReadOptions,
    source: &SourceFile,
    folder: &Path,
) -> Result<DenseManifest, SourceError> {
    let reader = || {
        let reader = TraceReader::open_all(paths, options)?;
        Ok(reader.without_objects_resized().checking_next_access())
    };
    densify(&reader, source, folder)
}
