//! Replays without a table of objects: what a cache knows of an object, the object carries with it.
//!
//! Where a trace tells the next request of every object, each request can leave a baton for that
//! one: where in the cache the object is. It comes back when it is needed, in order, so that neither
//! names have to be looked up nor is there anything in memory by object: what there is lies in the
//! order of the requests, or is as small as the cache.

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
