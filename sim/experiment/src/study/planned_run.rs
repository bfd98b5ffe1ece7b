//! A run that is planned: a point on the content of a replication.

use crate::content::content::Content;
use crate::plan::point::Point;
use crate::spec::bins::{self, BinSpec};
use hotset_results::metrics::Metric;
use hotset_sim::ledger::Bins;
use hotset_workloads::{RequestSource, SourceError, Stoppable};
use serde_json::Value;
use std::ops::Range;
use std::sync::atomic::AtomicBool;

/// A run that is planned.
#[derive(Clone, Copy)]
pub(crate) struct PlannedRun<'a> {
    pub(crate) point: &'a Point,
    pub(crate) content: &'a Content,
    pub(crate) seed: u64,
    pub(crate) replication: u32,
    /// Set to end the run without a result.
    pub(crate) stop: &'a AtomicBool,
}

/// Why a run is not possible.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Its requests cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The spec does not fit the content.
    #[error("{key}: {what}")]
    Spec {
        /// The key that does not fit.
        key: &'static str,
        /// Why.
        what: String,
    },
}

/// The ledger has a cell of 112 bytes for each server and time bin, loads one of 8: at most 2.5 GB.
const CELLS_MAX: usize = 20_000_000;
/// And each bin is a row of a table, the remainder among them.
const BINS_MAX: usize = bins::BINS_MAX as usize + 1;

impl PlannedRun<'_> {
    /// The requests from the beginning, until somebody stops the run.
    pub(crate) fn with_requests<T>(
        &self,
        read: impl FnOnce(&mut (dyn RequestSource + Send)) -> T,
    ) -> T {
        let mut source = self.content.requests();
        read(&mut Stoppable { source: source.as_mut(), stop: self.stop })
    }

    /// Servers of the layout.
    pub(crate) fn servers(&self) -> usize {
        self.point.layout.servers(self.point.servers, self.content.catalog().sites.max(1))
    }

    /// Its time bins.
    pub(crate) fn bins(&self) -> Result<Bins, RunError> {
        let servers = self.servers();
        let bins = self
            .content
            .bins(self.point.bins)
            .map_err(|what| RunError::Spec { key: "bin_s", what })?;
        if bins.count > BINS_MAX || bins.count.saturating_mul(servers) > CELLS_MAX {
            let what = format!(
                "found {} time bins of {servers} servers; expected at most {BINS_MAX} bins, and \
                 {CELLS_MAX} of all servers together",
                bins.count
            );
            let counted = matches!(self.point.bins, BinSpec::Count(_));
            return Err(RunError::Spec { key: if counted { "bins" } else { "bin_s" }, what });
        }
        Ok(bins)
    }
}

/// The measured bins: after the warm-up, and before the last one, which is a remainder.
pub(crate) fn measured_bins(bins: usize, warm_up: f64) -> Range<usize> {
    let whole = bins - 1;
    let from = ((whole as f64 * warm_up).ceil() as usize).min(whole.saturating_sub(1));
    from..whole
}

/// A metric and its value; null where a run has none.
pub(crate) type Measured = (Metric, Value);
