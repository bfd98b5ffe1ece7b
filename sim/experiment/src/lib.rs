//! Experiments on web caching: from a spec to tables of results.
//!
//! An experiment compares ways of placing the content of many sites on servers, on the same requests.
//! It goes through four stages, each a type or a function of this crate:
//!
//! 1. A [`Spec`] is what was written, in TOML: a workload, servers, a layout, and lists of values to
//!    sweep. An unknown key is an error with its place in the text and the nearest known key;
//!    [`keys()`] lists all keys, and [`schema()`] is their JSON schema.
//! 2. A [`Plan`] is valid by construction: every point of the sweep, with all defaults, and the number of
//!    replications.
//! 3. [`execute`] makes the runs that are not finished yet, in the current rayon pool. Results do not
//!    depend on the number of threads.
//! 4. [`Executed`] has the tables, which are also in the experiment's folder: a row for each run,
//!    and a summary with confidence intervals over replications.
//!
//! ```
//! use hotset_experiment::{Options, Plan, Spec, execute};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"
//!     name = "two-layouts"
//!     replications = 2
//!
//!     [workload]               # Poisson arrivals, Zipf popularity
//!     objects = 1_000
//!     sites = 4
//!     requests = 20_000
//!
//!     [servers]
//!     count = 4
//!     cache = "5%"             # of the catalog's bytes, each
//!
//!     [sweep]
//!     "layout.kind" = ["mirrored", "hashed"]
//! "#;
//! let spec = Spec::parse(text, &["seed=7".to_owned()])?;
//! let plan = Plan::new(&spec)?;
//! assert_eq!(plan.runs(), 4);
//!
//! let folder = tempfile::tempdir()?;
//! let done = execute(&plan, &Options::new(folder.path()))?;
//!
//! // Hashing keeps one copy of an object, mirroring one on each server: it fetches more.
//! let runs = done.runs()?;
//! let origin = |kind: &str| -> f64 {
//!     let rows = runs.rows.iter().filter(|row| row["layout.kind"] == kind);
//!     rows.filter_map(|row| row["origin_bytes"].as_f64()).sum()
//! };
//! assert!(origin("mirrored") > origin("hashed"));
//! assert!(done.folder.join("summary.csv").is_file());
//! # Ok(())
//! # }
//! ```
//!
//! A wrong spec says what is wrong, and where:
//!
//! ```
//! use hotset_experiment::Spec;
//!
//! let error = Spec::parse("servers.cout = 3", &[]).unwrap_err();
//! assert_eq!(error.key, "servers.cout");
//! assert_eq!(error.help.as_deref(), Some("did you mean `servers.count`?"));
//! ```
//!
//! Two studies of a trace need no spec: [`cache`] replays it through single caches, [`variation`]
//! describes how its popular content varies over time.
//!
//! The crate never prints, and reads neither a clock nor the environment. All random numbers come from
//! the seed of the spec. Caches, layouts and the engine are in `hotset-sim`, requests in
//! `hotset-workloads`, tables and figures in `hotset-results`.

#![allow(clippy::module_inception, reason = "the main noun of a room has a file of its own name")]

mod compare;
mod content;
mod execute;
mod parallel;
mod plan;
pub mod reproduce;
pub mod shards;
mod spec;
mod study;

pub use compare::predict::predict_traffic;
pub use content::columnar;
pub use content::generate::generate;
pub use execute::{
    Executed, ExperimentError, Options, Progress, TraceRead, execute, result_folder,
    sha256_of_input, sha256_of_inputs,
};
pub use plan::optimize::Optimize;
pub use plan::plan::Plan;
pub use plan::point::{Point, Study};
pub use plan::traffic::TrafficStudy;
pub use spec::bins::BinSpec;
pub use spec::bounds::BoundsSpec;
pub use spec::cache_size::CacheSize;
pub use spec::capacity::PowerSpec;
pub use spec::document::Spec;
pub use spec::error::SpecError;
pub use spec::keys::ValueKind;
pub use spec::keys::all::{Key, keys};
pub use spec::keys::schema::schema;
pub use spec::layout::{
    AdaptiveSpec, CacheSplit, EntrySpec, GroupSpec, HotKnown, HotRule, HotSpec, LayoutSpec,
    OwnLayout, PackSpec, RestSpec, TierSpec, TieredSpec, register_layout,
};
pub use spec::quantity::Quantity;
pub use spec::reserve::{OverloadHours, ReserveSpec};
pub use spec::series_by::SeriesBy;
pub use spec::warm_up::WarmUp;
pub use spec::workload::register_law;
pub use spec::workload::{Model, TraceSites, WorkloadSpec};
pub use study::error::StudyError;
pub use study::planned_run::RunError;
pub use study::{cache, variation};

// The crates whose types this one's signatures have, and the most used of those types.
pub use hotset_results as results;
pub use hotset_sim as sim;
pub use hotset_workloads as workloads;

pub use hotset_results::{Row, StoreError, Summary, Table};
pub use hotset_sim::cache::{Capacity, Policy};
pub use hotset_sim::ledger::{KnownLoad, Machines};
pub use hotset_workloads::SourceError;
pub use hotset_workloads::formats::ReadOptions;

/// The built-in default experiment, as a spec.
pub const DEFAULT_SPEC: &str = include_str!("default.toml");
