//! Replays of one cache over a trace: what a single-cache simulator does.
//!
//! All ways to replay count the same. Which is fastest depends on the policy and on what is known of
//! the trace: a table of objects serves every policy ([`replay_of`]); several sizes of one policy go
//! together ([`multi_size_caches_of`]); LRU over a trace whose uses are known needs no list ([`TracePointerLru`]); and where
//! every request tells the next one of its object, no table ([`linked_replay_of`]).

mod counts;
pub mod curve;
mod infinite;
mod linked;
mod multi_size;
mod pfoo;
mod recency;
mod table;

pub use counts::{MultiSizeCaches, Replay, ReplayCounts};
pub use infinite::InfiniteCache;
pub use linked::{Footprint, LinkedReplay, linked_replay_of};
pub use multi_size::{MULTI_SIZE_CACHES_MAX, multi_size_caches_of};
pub use pfoo::PfooBound;
pub use recency::TracePointerLru;
pub use table::{replay_of, replay_with};
