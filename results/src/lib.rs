//! What it means: tables, statistics and figures.
//!
//! Everything here works on files alone: a figure can be redrawn years later from the tables that
//! a run left behind, without the simulator.

mod answer;
pub mod compare;
pub mod figures;
pub mod layouts;
mod manifest;
pub mod metrics;
mod numbers;
mod stats;
mod store;
mod summary;
mod tables;

pub use answer::answer;
pub use manifest::{FileHash, Machine, Manifest, sha256_of_bytes, sha256_of_reader};
pub use numbers::{bytes, grouped};
pub use stats::{Estimate, Interval, Mean, Range, paired_change, paired_difference};
pub use store::{RunRecord, RunStore, StoreError, partial_in, write_whole};
pub use summary::{Summary, SummaryRow, WARNINGS};
pub use tables::{
    Grid, REPLICATION, Row, RunRow, Table, plain_name, point_of_summary, safe_name, terminal_table,
    text_table,
};
