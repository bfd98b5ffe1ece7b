//! Miss-ratio curves: hits at every size of the cache, from one pass over the trace.

mod distances;
mod shards;
mod stack;

pub use distances::{DistanceCounts, log_sizes};
pub use shards::{KeySample, Shards};
pub use stack::StackDistances;
