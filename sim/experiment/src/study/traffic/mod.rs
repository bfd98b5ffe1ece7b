//! The study of traffic: layouts, the engine, and what is measured of a run.

pub(crate) mod bootstrap;
pub(crate) mod caches;
pub(crate) mod capacity;
pub(crate) mod grids;
pub(crate) mod layout_builder;
pub(crate) mod metrics;
pub(crate) mod run;
pub(crate) mod stationarity;
pub(crate) mod timed;
pub(crate) mod warm_up;
