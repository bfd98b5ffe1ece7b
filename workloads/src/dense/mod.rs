//! A trace that was read once, in columns: the form in which it is replayed many times.
//!
//! A folder with a file for each column, mapped into memory, not read: of the requests `time_ns.npy`,
//! `object.npy` and `bytes.npy`, and where they are told `ttl_s.npy`, `version.npy` and `site.npy`; of the
//! objects `object_bytes.npy` (the largest size), `object_requests.npy`, and `object_names.bin`, their names
//! one behind the other, which end where `object_name_end.npy` says; `previous.npy` and `next.npy`, where
//! each request's object was asked for before and will be next, made when they are first needed; and
//! `manifest.json`, which says what they were made from and has the checksum of each. numpy maps them as
//! they are (`numpy.load("time_ns.npy", mmap_mode="r")`).

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
