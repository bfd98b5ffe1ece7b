//! Where the requests of a replay come from: the file as it is, or its columnar form.

use super::request::{CacheStudy, Host, TraceSummary};
use crate::content::columnar::{dense_folder, is_dense, source_of, write_dense};
use crate::study::error::StudyError;
use hotset_workloads::dense::{DenseTrace, SourceFile};
use hotset_workloads::formats::TraceReader;
use hotset_workloads::{RequestBatch, SourceError};
use std::path::Path;
use std::sync::Arc;

/// Requests that a cache is fed at a time, so that its state stays in the processor's caches.
const BLOCK_REQUESTS: usize = 1 << 17;

/// A trace, open.
pub(super) enum TraceInput {
    /// Read once, from its own file; with a bound on the number of objects.
    Stream { reader: Box<TraceReader>, objects_max: usize },
    /// In its columnar form, which may go when it is closed.
    Dense { trace: Arc<DenseTrace>, next: usize, temporary: Option<tempfile::TempDir> },
}

impl TraceInput {
    /// Opens a trace; `whole` if something about all of it must be known before the first request.
    pub(super) fn open(
        study: &CacheStudy,
        whole: bool,
        host: &Host<'_>,
    ) -> Result<Self, StudyError> {
        if let Some(path) = study.only_trace().filter(|path| is_dense(path)) {
            let trace = DenseTrace::open(path, None).map_err(StudyError::input)?;
            return Ok(Self::of_dense(trace, None));
        }
        let reader = study.open()?.without_objects_resized();
        let source = source_of(&study.traces, &reader).map_err(StudyError::input)?;
        let folder = dense_folder(study.first_trace());
        if study.only_trace().is_none() {
            if study.keep {
                return Err(StudyError::input(
                    "found --keep with several files; expected `hotset densify` with --out",
                ));
            }
            let (trace, temporary) = make_dense(study, &source, &folder, Keep::No, host)?;
            return Ok(Self::of_dense(trace, temporary));
        }
        if folder.is_dir() {
            match DenseTrace::open(&folder, Some(&source)) {
                Ok(trace) => return Ok(Self::of_dense(trace, None)),
                Err(error) => (host.note)(&format!("{error}: it is not used")),
            }
        } else if let Some(objects_max) = reader.objects_max().filter(|_| !whole) {
            return Ok(Self::Stream { reader: Box::new(reader), objects_max });
        }
        // An unusable columnar form is rebuilt in its place.
        let keep = match (study.keep, folder.is_dir()) {
            (true, _) => Keep::Yes,
            (false, true) => Keep::IfPossible,
            (false, false) => Keep::No,
        };
        let (trace, temporary) = make_dense(study, &source, &folder, keep, host)?;
        Ok(Self::of_dense(trace, temporary))
    }

    fn of_dense(trace: DenseTrace, temporary: Option<tempfile::TempDir>) -> Self {
        Self::Dense { trace: Arc::new(trace), next: 0, temporary }
    }

    /// The columnar form, where that is what is open.
    pub(super) fn dense(&self) -> Option<Arc<DenseTrace>> {
        match self {
            Self::Stream { .. } => None,
            Self::Dense { trace, .. } => Some(Arc::clone(trace)),
        }
    }

    /// Unlinks temporary files that are mapped by now: nothing is left behind if the program is killed. Where
    /// the system does not allow that, they are removed at the end.
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

    /// A bound on the numbers of objects.
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

    /// What was read; complete at the end.
    pub(super) fn summary(&self) -> TraceSummary {
        match self {
            Self::Stream { reader, .. } => TraceSummary::of(&reader.report()),
            Self::Dense { trace, .. } => {
                let manifest = trace.manifest();
                TraceSummary {
                    requests: manifest.requests,
                    objects: manifest.objects,
                    text: manifest.report.clone(),
                    report: manifest.read.clone(),
                }
            }
        }
    }
}

/// Whether the columnar form is kept beside the trace.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Yes,
    IfPossible,
    No,
}

fn make_dense(
    study: &CacheStudy,
    source: &SourceFile,
    folder: &Path,
    keep: Keep,
    host: &Host<'_>,
) -> Result<(DenseTrace, Option<tempfile::TempDir>), StudyError> {
    let (paths, options) = (&study.traces, &study.reading);
    if keep != Keep::No {
        match write_dense(paths, options, source, folder) {
            Ok(_) => {
                (host.note)(&format!("kept in columns in {}", folder.display()));
                return Ok((DenseTrace::open(folder, None).map_err(StudyError::input)?, None));
            }
            // It was not to be kept: it is enough that the trace can be read.
            Err(error) if keep == Keep::IfPossible => (host.note)(&format!("not kept: {error}")),
            Err(error) => return Err(StudyError::input(error)),
        }
    }
    let temporary = tempfile::tempdir().map_err(StudyError::other)?;
    let folder = temporary.path().join("dense");
    write_dense(paths, options, source, &folder).map_err(StudyError::input)?;
    Ok((DenseTrace::open(&folder, None).map_err(StudyError::input)?, Some(temporary)))
}
