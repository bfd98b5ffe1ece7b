//! Parameters of policies, and the one that several have.

pub(crate) use hotset_workloads::parts::{Parameter, ParameterValues, Range};
pub(crate) use hotset_workloads::parts::{read_all, unknown, value, write};

/// Whether to follow the paper or libCacheSim, where the two differ.
pub(super) const COMPATIBILITY: Parameter = Parameter::word(
    "like",
    &["paper", "libcachesim"],
    "what to follow where libCacheSim 0.3.5 departs from the paper",
);
