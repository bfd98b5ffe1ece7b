//! Eviction policies against a baseline: how much less each misses, over many traces.

mod columns;
mod contest;
mod distribution;
mod offline;
mod reduction;
mod table;

pub(crate) use crate::summary::POLICY;
pub(crate) use columns::{MISSES, prefix, reduction_column};
pub(crate) use reduction::{Reduction, reductions};
pub use table::policies;
