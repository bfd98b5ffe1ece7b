//! The figure of a study of eviction policies: by how much less than a baseline each misses, over many traces,
//! with a row per policy.

mod contexts;
mod figure;
mod panel;
mod ranking;

pub(super) use figure::{figure, has_few_traces};
