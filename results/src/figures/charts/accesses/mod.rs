//! How objects are accessed: reuse and stack distances, sizes, footprint and working set, one-hit objects, the
//! decay of popularity, and single objects over time.

mod curve;
mod decay;
mod figures;
mod footprint;
mod objects;
mod one_hits;
mod reuse;
mod sizes;

pub(super) use decay::decay;
pub use figures::access_figures;
pub(super) use figures::sampling_note;
pub(super) use footprint::footprint_objects;
pub(super) use one_hits::one_hits;
pub(super) use reuse::{miss_ratio, reuse_distances, reuse_times};
pub(super) use sizes::sizes;
