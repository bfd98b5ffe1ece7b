//! A flash crowd under way.

use super::variation::PlannedCrowd;
use crate::synthetic::popularity::Ranks;
use std::sync::Arc;

/// The first slot of a site, and what draws ranks from there on.
pub(super) type SiteRanks = (u32, Arc<Ranks>);

/// A crowd under way.
#[derive(Debug)]
pub(super) struct ActiveCrowd {
    pub(super) planned: PlannedCrowd,
    /// Mean rate of its site.
    pub(super) rate_per_s: f64,
    /// The slot that stands for its object, or what draws slots of its site.
    pub(super) slot: Result<u32, SiteRanks>,
    /// Upper bound of the excess rate in the current slice.
    pub(super) bound_per_s: f64,
}
