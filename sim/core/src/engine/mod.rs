//! The engine: requests through servers. Without time ([`Run`]) a request is served at once, and
//! time only decides into which bin it is counted; in time ([`timed`]) there are queues, links and
//! fetches under way.

mod bank;
mod cluster;
mod copies;
mod exchange;
mod infinite;
mod optimum;
mod recency;
mod relay;
mod replay;
mod replicates;
mod run;
mod sample;
mod stamped;
pub mod timed;

pub use bank::{BANK_CACHES_MAX, Bank, bank_of};
pub use cluster::Cluster;
pub use copies::CopyCell;
pub use infinite::Infinite;
pub use optimum::Optimum;
pub use recency::LruByUses;
pub use relay::{Footprint, Relay, relay_of};
pub use replay::{Replay, ReplayCounts, replay_of};
pub use replicates::Replicates;
pub use run::{Outcome, Redundancy, Run};
pub use sample::Sample;
