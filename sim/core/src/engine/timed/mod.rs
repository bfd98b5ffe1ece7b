//! Timed (queueing) runs: servers with finite rates, links with latencies, and a remote origin.
//!
//! Servers and the origin are logical processes that exchange messages over links with a latency. A process
//! sees its events in one total order, whatever the driver: the sequential one takes all events from one event
//! list; the parallel one advances each process through a window of time in which no other can reach it
//! (conservative synchronisation with lookahead; Nicol, JACM 1993). Both give bit-identical results (except
//! where times saturate at 2^64 ns). [`TimedOutcome::driver`] tells which of them ran: layouts that read loads, or which
//! servers hold an object, are always sequential.
//!
//! Without any delay the ledger is that of an untimed run, except for layouts that read loads, which are
//! measured differently there.
//!
//! | file | what it defines |
//! |---|---|
//! | `run.rs`, `timing.rs` | [`TimedRun`]; rates, latencies, limits ([`Timing`]) and the [`Driver`] |
//! | `outcome.rs`, `metrics.rs`, `latency.rs` | [`TimedOutcome`]; counts of a server; latency histograms |
//! | `event.rs` | events, and their total order |
//! | `nodes/` | the dispatcher, servers and the origin: what each does at an event |
//! | `station/` | FIFO and processor-sharing queues |
//! | `links.rs` | links between nodes |
//! | `drivers/` | sequential, and in windows on several threads |

mod drivers;
mod event;
mod latency;
mod links;
mod metrics;
mod nodes;
mod outcome;
mod run;
mod station;
mod timing;

pub use latency::{Histogram, LATENCY_CLASSES, Latencies, LatencyBins};
pub use links::LinkUse;
pub use metrics::TimedCell;
pub use outcome::TimedOutcome;
pub use run::TimedRun;
pub use station::{
    Discipline, Job, StationCell, StationCounts, StationTiming, simulate_station, simulate_stations,
};
pub use timing::{Driver, Links, Timing};
