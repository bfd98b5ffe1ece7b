//! Stations: queues with their servers, in the terms of queueing theory.

mod alone;
mod channels;
mod counts;
mod fifo;
mod leaving;
mod queue;
mod service_time;
mod sharing;
mod timing;

pub use alone::{Job, simulate_station, simulate_stations};
pub use counts::{StationCell, StationCounts};
pub(super) use leaving::Due;
pub(super) use queue::{Offered, Station};
pub use timing::{Discipline, StationTiming};
