//! The study of single caches: a trace, replayed through every policy at every size.

mod builder;
mod curve;
mod estimate;
mod groups;
mod linked;
mod placement;
mod replay;
mod request;
mod result;
mod samples;
mod timeline;
mod trace_input;

pub use estimate::{Estimate, Estimates};
pub use replay::replay;
pub use request::{CacheStudy, Host, TraceSummary};
pub use result::{CacheResult, CacheResults, capacity_text};
