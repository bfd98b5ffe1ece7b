//! Means over replications and their 95 % intervals.

mod estimate;
mod interval;
mod mean;
mod paired;

pub use estimate::{Estimate, Range};
pub use interval::Interval;
pub use mean::Mean;
pub use paired::{paired_change, paired_difference};
