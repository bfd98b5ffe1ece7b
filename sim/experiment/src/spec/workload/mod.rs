//! The `[workload]` section: a file for each kind.

mod files;
mod kind;
mod series;
mod synthetic;
mod trace;
mod twin;
mod workload;

pub(crate) use kind::read;
pub use workload::{TraceSites, WorkloadSpec};
