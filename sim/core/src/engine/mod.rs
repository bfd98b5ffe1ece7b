//! The engine: takes requests through the servers.
//!
//! In an untimed run ([`Run`]) a request is served at once, and its time only decides in which bin it counts.
//! A timed run ([`timed`]) has queues, links with latencies, and fetches in progress.
//!
//! | file | what it defines |
//! |---|---|
//! | `run.rs` | [`Run`] and its [`Outcome`]; static placement |
//! | `router.rs` | a layout that routes blocks of requests, whatever its type |
//! | `batches.rs` | blocks of requests, server by server, where routes do not depend on what caches hold |
//! | `offline.rs` | runs of policies that know the requests to come |
//! | `cluster.rs` | the servers of an untimed run: the path of one request, step by step |
//! | `copies.rs` | what becomes of migrated objects |
//! | `timed/` | timed (queueing) runs |

mod batches;
mod cluster;
mod copies;
mod offline;
mod router;
mod run;
pub mod timed;

pub use cluster::Cluster;
pub use copies::CopyStats;
pub use offline::OfflineRun;
pub use run::{Outcome, Redundancy, Run, SampledRun};
