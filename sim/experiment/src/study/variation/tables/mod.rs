//! Tables of an analysis.

mod bursts;
mod over_time;
mod popularity;

pub(super) use bursts::{bursts, curves, heat};
pub(super) use over_time::{churn, churn_means, concentration, rate, rhythm, staleness};
pub(super) use popularity::{popularity, popularity_curve};
