//! The study of traffic: layouts, the engine, and what is measured of a run.

pub(crate) mod bootstrap;
pub(crate) mod caches;
pub(crate) mod capacity;
mod check;
pub(crate) mod grids;
pub(crate) mod hot_set;
pub(crate) mod layouts;
pub(crate) mod metrics;
mod parts;
pub(crate) mod run;
pub(crate) mod stationarity;
pub(crate) mod timed;
pub(crate) mod traffic_run;
pub(crate) mod warm_up;
pub(crate) mod whole_sites;
