//! Runs what is missing and writes the tables: identity, finished runs, the runner.

mod answer;
mod check;
mod execute;
mod finished;
mod identity;
mod options;
mod run_tables;
mod runner;

pub use execute::{Executed, execute, result_folder};
pub use finished::TraceRead;
pub use identity::{sha256_of_input, sha256_of_inputs};
pub use options::{ExperimentError, Options, Progress};
