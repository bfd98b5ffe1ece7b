//! Means and quantiles with their 95 % intervals, and tests of paired differences.

mod common;
mod geometric_interval;
mod holm;
mod mean;
mod paired;
mod quantile;
mod student_interval;
mod t_test;

pub(crate) use common::Common;
pub use geometric_interval::Interval;
pub use holm::holm;
pub use mean::Mean;
pub use paired::{paired_change, paired_difference};
pub use quantile::{quantile, quantile_interval};
pub use student_interval::{Estimate, Range};
pub use t_test::paired_p_value;
