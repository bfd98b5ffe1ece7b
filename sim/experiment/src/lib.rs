//! Which runs, with which seeds: from a spec to results.
//!
//! A [`Spec`] is what was written, with places for diagnostics; a [`Plan`] is valid by
//! construction: every point of the sweep, every replication. [`execute`] makes the runs that are
//! not there yet and writes the tables.

#![allow(clippy::module_inception, reason = "the main noun of a room has a file of its own name")]

mod compare;
mod content;
mod execute;
mod parallel;
mod plan;
mod spec;
mod study;

pub use content::columnar;
pub use content::generate::generate;
pub use execute::{
    Executed, ExperimentError, Options, Progress, TraceRead, execute, sha256_of_input,
    sha256_of_inputs,
};
pub use hotset_sim::ledger::{KnownLoad, Machines};
pub use plan::plan::Plan;
pub use plan::point::Point;
pub use spec::bounds::BoundsSpec;
pub use spec::cache_size::CacheSize;
pub use spec::document::Spec;
pub use spec::error::SpecError;
pub use spec::keys::ValueKind;
pub use spec::keys::all::{Key, keys};
pub use spec::keys::schema::schema;
pub use spec::layout::LayoutSpec;
pub use spec::reserve::ReserveSpec;
pub use spec::warm_up::WarmUp;
pub use spec::workload::{Model, TraceSites, WorkloadSpec};
pub use study::error::StudyError;
pub use study::planned_run::RunError;
pub use study::{cache, variation};

/// The built-in default experiment, as a spec.
pub const DEFAULT_SPEC: &str = include_str!("default.toml");
