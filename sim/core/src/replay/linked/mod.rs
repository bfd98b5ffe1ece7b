//! Next-access-linked replay: what a cache knows of an object travels with the object.
//!
//! Where a trace names the next request of every object, each request can send the cache's state of its object
//! to that one. The state arrives when it is needed, in order, so that no object is looked up by name and
//! nothing is stored by object: memory is read in the order of the requests, or is as small as the cache.

mod arc;
mod buckets;
mod cache;
mod clock_sieve;
mod dense_id;
mod fifo;
mod footprint;
mod gdsf;
mod lru;
mod places;
mod replay;
mod s3_fifo;
mod w_tiny_lfu;
mod window;

pub use footprint::Footprint;
pub use replay::{LinkedReplay, linked_replay_of};
