//! The engine: requests through servers, untimed. A request is served at once; time only decides
//! into which bin it is counted.

mod cluster;
mod infinite;
mod recency;
mod replay;
mod run;

pub use cluster::Cluster;
pub use infinite::Infinite;
pub use recency::LruByUses;
pub use replay::{Replay, ReplayCounts, replay_of};
pub use run::{Outcome, Redundancy, Run};
