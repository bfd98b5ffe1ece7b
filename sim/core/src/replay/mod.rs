//! Replays of one cache over a trace: what a single-cache simulator does.
//!
//! All ways to replay give the same counts; they differ in speed. Which is fastest depends on the policy and on
//! what is known of the trace, and the caller decides: [`replay_of`] serves every policy,
//! [`multi_size_caches_of`] returns `None` unless several sizes can share their state, [`TracePointerLru`]
//! needs a dense trace with its uses, and [`linked_replay_of`] a trace in which every request names the
//! next one for its object.
//!
//! | file | what it defines |
//! |---|---|
//! | `counts.rs` | [`Replay`], [`MultiSizeCaches`], [`ReplayCounts`]: the interface of all replays |
//! | `table.rs` | [`replay_of`] and [`replay_with`]: one cache with any policy, over a table of objects |
//! | `multi_size/` | FIFO, CLOCK and SIEVE at up to eight sizes in one pass |
//! | `recency.rs` | LRU as two pointers into a dense trace |
//! | `linked/` | next-access-linked replay, without a table of objects |
//! | `infinite.rs` | the infinite cache: cold misses only |
//! | `curve/` | miss-ratio curves of LRU from stack distances, exact or sampled (SHARDS) |
//! | `pfoo.rs` | an upper bound on the hits of any policy (PFOO) |

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
