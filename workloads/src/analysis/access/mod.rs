//! How objects are accessed: reuse, sizes, footprint and working set, popularity decay, one-hit objects.

mod footprint;
mod log_bins;
mod object;
mod one_hit;
mod popularity_decay;
mod sample;
mod study;
#[cfg(test)]
mod tests;

pub use footprint::{Footprint, FootprintBin};
pub use log_bins::{LogBin, LogBins};
pub use one_hit::{OneHitCurve, OneHitPrefix};
pub use popularity_decay::PopularityDecay;
pub use sample::{AccessSample, SampledObject};
pub use study::AccessStudy;
