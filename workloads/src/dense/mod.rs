//! The columnar form of a trace: read once, replayed many times.
//!
//! A folder with one file per column, which are mapped into memory, not read. Of the requests: `time_ns.npy`,
//! `object.npy` and `bytes.npy`, and where they are known `ttl_s.npy`, `version.npy` and `site.npy`. Of the
//! objects: `object_bytes.npy` (the largest size), `object_requests.npy`, and `object_names.bin`, their names
//! one after the other, which end at the offsets in `object_name_end.npy`. `previous.npy` and `next.npy` hold
//! the previous and the next request for each request's object; they are computed when first needed.
//! `manifest.json` says what the columns were made from, and has the checksum of each. numpy maps them as
//! they are (`numpy.load("time_ns.npy", mmap_mode="r")`).
//!
//! Objects have dense ids, which gives the form its name in the code: a [`DenseTrace`].

mod column_names;
mod column_writers;
mod columns;
mod densify;
mod drawn;
mod errors;
mod folder;
mod manifest;
mod mapping;
mod oracle_general;
mod partial;
mod request_blocks;
mod trace;
mod uses;

pub use densify::densify;
pub use drawn::{GroundTruth, write_drawn};
pub use manifest::{DenseManifest, Drawn, SourceFile};
pub use oracle_general::{OmittedPrecision, write_oracle_general};
pub use trace::{DenseRequests, DenseTrace};
pub use uses::{NO_USE, Uses};
