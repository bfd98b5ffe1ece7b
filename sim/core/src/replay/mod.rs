//! Replays of one cache over a trace: what a single-cache simulator does.
//!
//! All ways to replay count the same. Which is fastest depends on the policy and on what is known of
//! the trace: a table of objects serves every policy ([`replay_of`]); several sizes of one policy go
//! together ([`bank_of`]); LRU over a trace whose uses are known needs no list ([`LruByUses`]); and where
//! every request tells the next one of its object, no table ([`relay_of`]).

mod counts;
pub mod curve;
mod infinite;
mod linked;
mod multi_size;
mod pfoo;
mod recency;
mod table;

pub use counts::{Bank, Replay, ReplayCounts};
pub use infinite::Infinite;
pub use linked::{Footprint, Relay, relay_of};
pub use multi_size::{BANK_CACHES_MAX, bank_of};
pub use pfoo::Optimum;
pub use recency::LruByUses;
pub use table::replay_of;
