//! Caches over dense object ids: one file a policy.
//!
//! A policy only keeps an order and picks victims ([`EvictionPolicy`]); room, sizes and the bypass of
//! objects that cannot fit are the same for all ([`Cache`]). The semantics are those of the
//! field's simulators: a request is a hit or a miss first; a miss evicts until the object fits,
//! then inserts it at the size of that request; a later hit with another size does not change the
//! room it takes; an object larger than the whole cache bypasses it.

mod access;
mod admission;
#[expect(clippy::module_inception, reason = "a file is named by what it defines")]
mod cache;
mod capacity;
mod choice;
mod eviction;
mod parameters;
mod policies;
mod registry;
mod structures;

pub use access::{Access, NEVER};
pub use admission::{Admission, AdmissionInfo, AdmissionKind, AdmissionRule};
pub use cache::Cache;
pub use capacity::Capacity;
pub use choice::{CustomPolicy, PolicyChoice};
pub use eviction::{AdmissionFactory, CacheConfig, EvictionPolicy, PolicyInfo};
pub use parameters::{Parameter, ParameterValues, Range};
pub use policies::*;
pub use registry::{Policy, PolicyKind, PolicyVisitor};

pub(crate) use capacity::Occupancy;
pub(crate) use policies::{WTinyLfuLimits, climbs};
pub(crate) use structures::{Marks, Order, ProbationLimits, Sketch, Table, mix};

#[cfg(test)]
mod tests;
