//! Runs what is missing and writes the tables: identity, finished runs, the runner.

mod answer;
mod check;
mod compact;
pub(crate) mod experiment;
pub(crate) mod finished;
pub(crate) mod identity;
pub(crate) mod inputs;
pub(crate) mod options;
pub(crate) mod runner;
mod tables;
mod units;

pub use experiment::{Executed, execute, result_folder};
pub use finished::TraceRead;
pub use inputs::{sha256_of_input, sha256_of_inputs};
pub use options::{ExperimentError, Options, Progress};
