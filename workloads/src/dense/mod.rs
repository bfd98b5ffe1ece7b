//! A trace that was read once, in columns: the form in which it is replayed many times.
//!
//! A folder with Arrow IPC files that are mapped into memory, not read: `requests.arrow` (time,
//! object, size of each request), `objects.arrow` (name, largest size, requests of each object),
//! `uses.arrow` (where each request's object was asked for before and will be next; made when it
//! is first needed), and `manifest.json`, which says what they were made from and has the checksum
//! of each. pandas and polars read the files as they are.

mod columns;
mod drawn;
mod manifest;
mod mapped;
mod trace;
mod write;

pub use drawn::{Truth, write_drawn};
pub use manifest::{DenseManifest, Drawn, SourceFile};
pub use trace::{DenseTrace, NO_USE, Uses};
pub use write::densify;

use crate::SourceError;
use std::path::Path;

/// What a file or folder error says, with the path.
fn io_error(path: &Path) -> impl FnOnce(std::io::Error) -> SourceError + '_ {
    |error| SourceError::Io { path: path.display().to_string(), error }
}

/// Something is wrong with a file as a whole.
fn unusable(path: &Path, what: impl Into<String>) -> SourceError {
    SourceError::Unusable { path: path.display().to_string(), what: what.into() }
}
