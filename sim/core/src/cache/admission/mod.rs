//! Who may come in: rules in front of any policy, one file a rule.
//!
//! A rule sees every request and is asked about every miss. Where it says no, the object passes
//! the cache by and nothing is evicted for it.

mod gate;
mod registry;
mod rule;

mod adapt_size;
mod probability;
mod second_hit;
mod size;
mod tiny_lfu;

pub(super) use gate::AdmissionFilter;
pub use registry::{Admission, AdmissionKind};
pub use rule::{AdmissionInfo, AdmissionRule};
