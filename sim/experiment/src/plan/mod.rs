//! What will be run: the points of a sweep, their seeds, their memory, the search for a best value.

mod checks;
mod memory;
pub(crate) mod optimize;
pub(crate) mod plan;
pub(crate) mod point;
pub(crate) mod seeds;
pub(crate) mod traffic;
