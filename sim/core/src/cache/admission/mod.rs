//! Admission policies, which can stand in front of any eviction policy; one file each.
//!
//! An admission policy sees every request and decides on every miss. An object that is not admitted
//! bypasses the cache, and nothing is evicted for it.

mod filter;
mod registered;
mod registry;
mod rule;

mod adapt_size;
mod probability;
mod second_hit;
mod size;
mod tiny_lfu;

pub(super) use filter::AdmissionFilter;
pub use registered::RegisteredAdmission;
pub use registry::{Admission, AdmissionKind};
pub use rule::{AdmissionConfig, AdmissionInfo, AdmissionRule, NamedAdmission};
