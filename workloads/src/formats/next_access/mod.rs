//! The requests of a trace, each with the number of the next one for its object.
//!
//! libCacheSim's `oracleGeneral` states next accesses. Where they are right, the state of an object can be
//! carried from each request to the next, and no name has to be looked up. They are verified while they are
//! used: a [`NextAccessCheck`] compares them with the requests that come, and results from links that do not
//! hold are to be discarded.

mod block;
mod check;
mod link_check;
mod trace;

pub use block::{NO_NEXT, NextAccessBlock, NextAccessRequest};
pub use check::NextAccessCheck;
pub(in crate::formats) use link_check::{Link, LinkCheck};
pub use trace::NextAccessTrace;
