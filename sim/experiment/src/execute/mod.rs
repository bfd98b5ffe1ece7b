//! Runs what is missing and writes the tables: identity, finished runs, the runner.

mod answer;
mod check;
mod execute;
mod finished;
mod identity;
mod inputs;
mod options;
mod runner;
mod tables;
mod units;

pub use execute::{Executed, execute, result_folder};
pub use finished::TraceRead;
pub use inputs::{sha256_of_input, sha256_of_inputs};
pub use options::{ExperimentError, Options, Progress};
