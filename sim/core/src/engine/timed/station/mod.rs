//! Stations: queues with what serves them.

mod alone;
mod channels;
mod counts;
mod fifo;
mod leaving;
mod queue;
mod service_time;
mod sharing;
mod timing;

pub use alone::{Job, through_one_heap, through_station};
pub use counts::{StationCell, StationCounts};
pub(super) use leaving::Due;
pub(super) use queue::{Offered, Station};
pub use timing::{Discipline, StationTiming};
