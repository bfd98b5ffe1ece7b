//! The closed forms for the points of a plan that have one.

mod assumptions;
mod hot;
mod layouts;
mod predict;
mod reserve;

pub use layouts::predict_traffic;
pub(crate) use predict::predict;
