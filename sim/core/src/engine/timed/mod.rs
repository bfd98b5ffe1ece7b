//! Requests through servers that take time: queues, links, and an origin that answers late.
//!
//! Servers and the origin are nodes that send each other messages over links with a latency. A node
//! sees its events in one total order, whatever drives it: `one_by_one` takes all events of all
//! nodes from one heap; `windows` takes each node by itself through a span of time in which no
//! other can reach it, several nodes at a time (conservative synchronisation; Nicol, JACM 1993).
//! Both give the same results to the bit (but where something takes beyond the end of all time, 2^64
//! nanoseconds), and with no time spent anywhere the books are those of a run without time (but for
//! layouts that look at loads, which are another thing there). Layouts that look at loads, or at who
//! holds what, are driven one by one: how it is at all nodes at a moment is not known ahead.

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
    Discipline, Job, StationCell, StationCounts, StationTiming, through_one_heap, through_station,
};
pub use timing::{Driver, Links, Timing};
