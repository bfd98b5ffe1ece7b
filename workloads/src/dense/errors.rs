//! Errors of the files of a columnar trace, with their paths.

use crate::SourceError;
use std::path::Path;

/// What a file or folder error says, with the path.
pub(super) fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> SourceError + '_ {
    |error| SourceError::Io { path: path.display().to_string(), error }
}

/// Something is wrong with a file as a whole.
pub(super) fn unusable(path: &Path, what: impl Into<String>) -> SourceError {
    SourceError::Unusable { path: path.display().to_string(), what: what.into() }
}
