//! The search for the best value of a key.

mod optimize;
mod range;
mod search;

pub(crate) use optimize::Optimize;
pub(crate) use search::Search;
