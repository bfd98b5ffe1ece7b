//! What runs ask from: made once, and shared by all runs that do.

pub mod columnar;
pub(crate) mod content;
pub(crate) mod generate;
pub(crate) mod shared;
