//! How much memory a run takes at most, and the tables of results.

mod caches;
mod run;
mod tables;
mod timed;
mod together;

pub(crate) use caches::residents_max;
pub(crate) use together::{
    SPARED_BYTES_MAX, SPARED_TRACES_BYTES_MAX, UNIT_BYTES_MAX, cache_bytes, content_bytes,
    kept_bytes,
};
