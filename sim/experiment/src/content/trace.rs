//! A trace as content, with its catalog.

use super::trace_counts::Counts;
use super::trace_requests::TraceRequests;
use hotset_workloads::Catalog;
use hotset_workloads::dense::Drawn;
use hotset_workloads::formats::ReadReport;

/// From this share of the hit bytes on, copies of another size are worth a warning.
const OTHER_SIZE_SHARE_MAX: f64 = 0.01;

/// A trace with its catalog.
pub(crate) struct TraceContent {
    pub(super) requests: TraceRequests,
    pub(super) catalog: Catalog,
    pub(super) report: ReadReport,
    pub(super) site_names: Vec<String>,
    /// Whether most requests are for objects whose names do not contain a site.
    pub(super) unclear_sites: bool,
    /// The truth about a trace that was drawn from a model.
    pub(super) drawn: Option<DrawnTruth>,
    pub(super) counts: Counts,
}

/// The truth about a trace that was drawn from a model.
pub(crate) struct DrawnTruth {
    pub(super) drawn: Drawn,
    pub(super) weights: Vec<f64>,
}

impl TraceContent {
    /// Whether most requests are for objects whose names do not contain a site.
    pub(crate) fn has_unclear_sites(&self) -> bool {
        self.unclear_sites
    }

    /// Whether more than 1 % of the hit bytes of an infinite cache come from copies of another size.
    pub(crate) fn has_other_sizes(&self) -> bool {
        self.counts.other_size_share > OTHER_SIZE_SHARE_MAX
    }
}
