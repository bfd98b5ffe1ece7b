//! Queueing runs.

mod grids;
mod metrics;
mod record;

pub(super) use record::extend;
