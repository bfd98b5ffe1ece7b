//! The closed forms for the points of a plan that have one.

mod hot;
mod predict;
mod reserve;

pub(crate) use predict::predict;
