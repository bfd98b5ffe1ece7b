//! Which runs, with which seeds: from a spec to results.
//!
//! A [`Spec`] is what was written, with places for diagnostics; a [`Plan`] is valid by
//! construction: every point of the sweep, every replication. [`execute`] makes the runs that are
//! not there yet and writes the tables.

mod axes;
mod bounds;
mod cache_size;
mod caches;
mod capacity;
mod content;
mod contents;
mod days;
mod execute;
mod generate;
mod keys;
mod laid_out;
mod layout;
mod optimize;
mod parallel;
mod plan;
mod point;
mod pools;
mod predict;
mod reader;
mod reserve;
mod run;
mod seeds;
mod spec;
mod timed;
mod timing;
mod variation;
mod warm_up;
mod workload;

pub use cache_size::CacheSize;
pub use execute::{
    Executed, ExperimentError, Options, Progress, TraceRead, execute, sha256_of_input,
};
pub use generate::generate;
pub use keys::{KEYS, Key};
pub use layout::LayoutSpec;
pub use plan::Plan;
pub use point::{BoundsSpec, Point, ReserveSpec};
pub use reader::SpecError;
pub use run::RunError;
pub use spec::Spec;

pub use hotset_sim::ledger::{KnownLoad, Machines};
pub use warm_up::WarmUp;
pub use workload::{TraceSites, WorkloadSpec};

/// The built-in default experiment, as a spec.
pub const DEFAULT_SPEC: &str = include_str!("default.toml");
