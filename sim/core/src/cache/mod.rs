//! Caches over dense object ids: eviction policies, admission policies, and the cache around them.
//!
//! An eviction policy orders objects and picks victims ([`EvictionPolicy`]); capacity, sizes, admission and
//! bypassing are the same for all ([`Cache`]). The semantics are those of the field's simulators: a request is
//! a hit or a miss first; a miss evicts until the object fits, then inserts it at the size of that request; a
//! later hit with another size does not change the space it takes; an object larger than the cache bypasses it.
//!
//! | file | what it defines |
//! |---|---|
//! | `cache.rs` | [`Cache`]: lookup, admission, eviction until the object fits |
//! | `eviction.rs` | [`EvictionPolicy`], [`PolicyInfo`] and [`CacheConfig`]: what a policy of one's own implements |
//! | `policies/` | one file per policy; SIEVE chooses its victim in `policies/sieve.rs` |
//! | `admission/` | one file per admission policy ([`AdmissionRule`]) |
//! | `structures/` | queues, rings, heaps and sketches of which policies are made |
//! | `registry.rs` | policies by name ([`PolicyKind`]), and the syntax `s3-fifo:small=0.05` ([`Policy`]) |
//! | `registered.rs`, `any_eviction.rs` | policies of one's own by name ([`PolicyKind::register`]) |
//! | `choice.rs` | the policy of a run: by name, or a type of one's own ([`CustomPolicy`]) |
//! | `parameters.rs`, `capacity.rs`, `access.rs` | parameters of policies; bytes or objects; a request as a policy sees it |

mod access;
mod admission;
pub mod any_eviction;
#[expect(clippy::module_inception, reason = "a file is named by what it defines")]
mod cache;
mod capacity;
mod choice;
mod eviction;
mod parameters;
mod policies;
mod registered;
mod registry;
mod structures;

/// Parameters of policies are those of all named parts.
pub use hotset_workloads::parts::{Parameter, ParameterValues, Range};

pub use access::{Access, NEVER};
pub use admission::{
    Admission, AdmissionConfig, AdmissionInfo, AdmissionKind, AdmissionRule, NamedAdmission,
    RegisteredAdmission,
};
pub use cache::Cache;
pub use capacity::Capacity;
pub use choice::{CustomPolicy, PolicyChoice};
pub use eviction::{AdmissionFactory, CacheConfig, EvictionFactory, EvictionPolicy, PolicyInfo};
pub use policies::*;
pub use registered::{AnyPolicy, RegisteredPolicy};
pub use registry::{Policy, PolicyKind, PolicyVisitor};

pub(crate) use capacity::Occupancy;
pub(crate) use policies::{WTinyLfuLimits, climbs};
pub(crate) use structures::{InsertionOrder, Marks, ProbationLimits, Sketch, Table, mix};

#[cfg(test)]
mod tests;
