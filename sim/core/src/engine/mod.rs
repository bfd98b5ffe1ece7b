//! The engine: requests through servers. Without time ([`Run`]) a request is served at once, and
//! time only decides into which bin it is counted; in time ([`timed`]) there are queues, links and
//! fetches under way.

mod cluster;
mod copies;
mod router;
mod run;
pub mod timed;

pub use cluster::Cluster;
pub use copies::CopyStats;
pub use run::{Outcome, Redundancy, Run, SampledRun};
