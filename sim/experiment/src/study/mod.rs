//! From a planned run to rows of results.

pub mod cache;
pub(crate) mod error;
pub(crate) mod make;
pub(crate) mod packing;
pub(crate) mod planned_run;
pub(crate) mod reserve;
pub(crate) mod traffic;
pub mod variation;
