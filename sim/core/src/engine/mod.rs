//! The engine: requests through servers, untimed. A request is served at once; time only decides
//! into which bin it is counted.

mod cluster;
mod recency;
mod replay;
mod run;

pub use cluster::Cluster;
pub use recency::{Infinite, LruByUses};
pub use replay::{Replay, ReplayCounts, replay_of};
pub use run::{Outcome, Redundancy, Run};
