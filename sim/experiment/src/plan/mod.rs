//! The plan of an experiment: the points of its sweep, their seeds and memory, the search for a best value.

mod checks;
pub(crate) mod memory;
pub(crate) mod optimize;
pub(crate) mod plan;
pub(crate) mod point;
pub(crate) mod precision;
pub(crate) mod seeds;
pub(crate) mod settled;
pub(crate) mod traffic;
