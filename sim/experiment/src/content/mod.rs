//! What runs request, made once and shared: catalogs with their requests.

pub mod columnar;
pub(crate) mod content;
pub(crate) mod generate;
pub(crate) mod kept;
mod make;
pub(crate) mod shared;
mod sites;
mod time;
mod trace;
mod trace_counts;
mod trace_reading;
mod trace_requests;
