//! Runs summarized over their replications: means, intervals, and changes against a baseline.

mod columns;
mod point_of_run;
mod row;
mod sweep;
mod values;

pub(crate) use point_of_run::PointOfRun;
pub use row::{SummaryRow, WARNINGS};
pub use sweep::Summary;
