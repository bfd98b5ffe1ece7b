//! The search for the best value of a key.

mod optimize;
mod range;
mod search;

pub use optimize::Optimize;
pub(crate) use search::{Costs, Search};
