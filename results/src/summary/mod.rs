//! Runs summarized over their replications: means, intervals, and changes against a baseline.

mod columns;
mod row;
mod sweep;
mod values;
mod warm_ups;

pub use row::{SummaryRow, WARNINGS};
pub use sweep::Summary;
