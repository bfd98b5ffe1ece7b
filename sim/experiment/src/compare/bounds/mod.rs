//! Bounds on caching.

mod point_bounds;
mod table;

pub(crate) use table::bounds;
