//! Samples of the objects, from which results for all of them are estimated.

mod replicates;
mod stratified;

pub use replicates::ReplicatedSamples;
pub use stratified::Sample;
