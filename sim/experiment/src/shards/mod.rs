//! A sweep that several processes run: a plan on disk, shards of it, and what they made merged into one result.
//!
//! The processes share nothing but a folder, and need no scheduler that keeps promises: a shard can run twice, at the
//! same time, or be killed at any moment.

mod calibrate;
mod cut;
mod merge;
mod plan_file;
mod progress;
mod run;
mod shares;
mod source;
mod sweep;

pub use calibrate::estimate_seconds;
pub use merge::merge;
pub use progress::{ShardProgress, SweepProgress};
pub use run::run_shard;
pub use source::SweepSource;
pub use sweep::{ShardCount, SharedSweep};
