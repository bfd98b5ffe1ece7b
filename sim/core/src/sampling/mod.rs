//! Samples of the objects that stand for all of them.

mod replicates;
mod stratified;

pub use replicates::ReplicatedSamples;
pub use stratified::Sample;
