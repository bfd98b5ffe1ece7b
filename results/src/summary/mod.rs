//! Runs summarized over their replications: means, intervals, and changes against a baseline.

mod baseline;
mod columns;
mod common;
mod names;
mod point_of_run;
mod row;
mod sweep;
mod values;
mod warm_ups;

pub(crate) use baseline::POLICY;
pub(crate) use point_of_run::PointOfRun;
pub use row::{SummaryRow, WARNINGS};
pub use sweep::{Summary, SummaryBuilder};
