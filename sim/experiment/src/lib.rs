//! Which runs, with which seeds: from a spec to results.
//!
//! A [`Spec`] is what was written, with places for diagnostics; a [`Plan`] is valid by
//! construction: every point of the sweep, every replication. [`execute`] makes the runs that are
//! not there yet and writes the tables.

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
pub use spec::keys::{KEYS, Key};
pub use spec::layout::LayoutSpec;
pub use spec::reader::SpecError;
pub use spec::reserve::ReserveSpec;
pub use spec::warm_up::WarmUp;
pub use spec::workload::{TraceSites, WorkloadSpec};
pub use study::error::StudyError;
pub use study::planned_run::RunError;
pub use study::{cache, variation};

/// The built-in default experiment, as a spec.
pub const DEFAULT_SPEC: &str = include_str!("default.toml");
