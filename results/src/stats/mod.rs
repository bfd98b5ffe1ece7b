//! Means over replications and their 95 % intervals.

mod geometric_interval;
mod mean;
mod paired;
mod student_interval;

pub use geometric_interval::Interval;
pub use mean::Mean;
pub use paired::{paired_change, paired_difference};
pub use student_interval::{Estimate, Range};
