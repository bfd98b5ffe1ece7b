//! Tables of an analysis.

mod accesses;
mod bursts;
mod over_time;
mod popularity;
mod reuse;

pub(super) use accesses::{accesses, footprint, one_hits, popularity_decay, sizes};
pub(super) use bursts::{bursts, curves, heat};
pub(super) use over_time::{churn, churn_means, concentration, rate, rhythm, staleness};
pub(super) use popularity::{popularity, popularity_curve};
pub(super) use reuse::{miss_ratios, reuse_requests, reuse_times, stack_distances};
