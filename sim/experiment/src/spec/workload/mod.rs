//! The `[workload]` section: a file for each kind, and for each part of a model.

pub(in crate::spec) mod churn;
pub(in crate::spec) mod columns;
pub(in crate::spec) mod crowd_shape;
mod files;
pub(crate) mod flash;
pub(in crate::spec) mod kind;
pub(in crate::spec) mod popularity;
pub(in crate::spec) mod rhythm;
pub(in crate::spec) mod series;
pub(in crate::spec) mod shots;
pub(in crate::spec) mod sizes;
pub(in crate::spec) mod synthetic;
pub(in crate::spec) mod trace;
pub(in crate::spec) mod twin;
mod workload;

pub(crate) use kind::read;
pub use popularity::register_law;
pub(crate) use trace::{PATH, PATHS};
pub use workload::{Model, TraceSites, WorkloadSpec};
