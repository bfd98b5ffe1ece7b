//! From a planned run to rows of results.

pub mod cache;
mod content_metrics;
pub(crate) mod error;
mod make;
pub(crate) mod packing;
pub(crate) mod planned_run;
pub(crate) mod reserve;
pub(crate) mod single_caches;
pub(crate) mod traffic;
pub mod variation;
mod warn;
