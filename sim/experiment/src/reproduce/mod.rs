//! Claims about experiments, and whether a run of them bears them out.

mod claims;

pub use claims::{Claim, ClaimedExperiment, Claims, Outcome};
