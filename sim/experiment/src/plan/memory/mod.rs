//! How much memory a run takes at most, and the tables of results.

mod caches;
pub(in crate::plan) mod residents;
mod run;
mod tables;
mod timed;
mod together;

pub(crate) use together::{
    SPARED_BYTES_MAX, SPARED_TRACES_BYTES_MAX, UNIT_BYTES_MAX, cache_bytes, content_bytes,
    kept_bytes,
};
