//! What a run reports of its content alone, in every study.

use super::planned_run::{Measured, PlannedRun};
use crate::content::content::Content;
use crate::spec::bins::BinSpec;
use crate::spec::workload::WorkloadSpec;
use hotset_results::metrics::CROWD_CORRELATION;
use hotset_results::warnings::{OTHER_SIZES, SHORT_RUN, UNCLEAR_SITES};

impl PlannedRun<'_> {
    /// The correlation of two sites' loads that their crowds make.
    pub(crate) fn crowd_correlation(&self) -> Option<Measured> {
        let WorkloadSpec::Synthetic(model) = &self.point.workload else { return None };
        let flash = model.flash.filter(|flash| flash.common.is_some())?;
        Some((CROWD_CORRELATION, flash.correlation(model.sites.count).into()))
    }

    /// Warnings about the content, and about how it is divided into bins.
    pub(crate) fn content_warnings(&self) -> Vec<&'static str> {
        let mut warnings = Vec::new();
        if self.point.bins == BinSpec::Auto && self.content.is_short() {
            warnings.push(SHORT_RUN);
        }
        if let Content::Trace(trace) = self.content {
            warnings.extend(trace.has_unclear_sites().then_some(UNCLEAR_SITES));
            warnings.extend(trace.has_other_sizes().then_some(OTHER_SIZES));
        }
        warnings
    }
}
