//! A run that is planned, and whether its point fits its content.

use crate::content::content::Content;
use crate::plan::point::Point;
use crate::spec::bins::{self, BinSpec};
use crate::spec::layout::{AdaptiveSpec, HotRule};
use hotset_results::Row;
use hotset_sim::layout::When;
use hotset_sim::ledger::Bins;
use hotset_workloads::SourceError;
use serde_json::Value;
use std::ops::Range;

/// A run that is planned.
pub(crate) struct PlannedRun<'a> {
    pub(crate) point: &'a Point,
    pub(crate) content: &'a Content,
    pub(crate) seed: u64,
    pub(crate) replication: u32,
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
/// Copies of hot objects that are made at a time: 24 bytes each, and an event of 56 in time.
const MOVES_MAX: usize = 20_000_000;
/// And each bin is a row of a table, the remainder among them.
const BINS_MAX: usize = bins::BINS_MAX as usize + 1;

impl PlannedRun<'_> {
    /// Servers of the layout.
    pub(crate) fn servers(&self) -> usize {
        self.point.layout.servers(self.point.servers, self.content.catalog().sites.max(1))
    }

    /// Whether the point fits its content, before anything is run.
    pub(crate) fn check(&self) -> Result<(), RunError> {
        if self.point.reserve.is_some() {
            return self.reserve_bins().map(|_| ());
        }
        self.shared_servers()?;
        let bins = self.bins()?;
        self.check_epoch(bins)?;
        self.check_past(bins)?;
        let catalog = self.content.catalog();
        if self.point.timing.is_some() && self.servers() >= usize::from(u16::MAX) {
            let what =
                format!("found {} servers in time; expected fewer than 65535", self.servers());
            return Err(RunError::Spec { key: "time", what });
        }
        self.check_copies()?;
        let wrong = |key, found: u64, most: usize, what: &str| {
            let what = format!("found {found} hot {what} of {most}; expected at most all of them");
            Err(RunError::Spec { key, what })
        };
        match self.point.layout.hot().map(|hot| hot.rule) {
            Some(HotRule::Objects(n)) if n > catalog.len() as u64 => {
                wrong("layout.hot.objects", n, catalog.len(), "objects")
            }
            Some(HotRule::Sites(n)) if n > catalog.sites as u64 => {
                wrong("layout.hot.sites", n, catalog.sites, "sites")
            }
            Some(
                HotRule::Objects(_)
                | HotRule::Sites(_)
                | HotRule::ShareOfObjects(_)
                | HotRule::ShareOfRequests(_),
            )
            | None => Ok(()),
        }
    }

    /// Copies that are pushed at a time.
    fn check_copies(&self) -> Result<(), RunError> {
        let Some(spec) = self.point.layout.adaptive().filter(|spec| spec.how.push) else {
            return Ok(());
        };
        let (objects, servers) = (self.hot_objects(spec), self.point.servers);
        if objects.saturating_mul(servers) <= MOVES_MAX {
            return Ok(());
        }
        let what = format!(
            "found {objects} hot objects on up to {servers} servers; expected at most {MOVES_MAX} copies \
             at a time, or layout.adaptive.warm = \"pull\""
        );
        Err(RunError::Spec { key: "layout.hot", what })
    }

    /// A capacity that is set from the past needs one.
    fn check_past(&self, bins: Bins) -> Result<(), RunError> {
        let measured = measured_bins(bins.count, self.point.warm_up_share);
        let (set_from, judged) = self.point.provisioning.known.split(measured.clone());
        if !set_from.is_empty() && !judged.is_empty() {
            return Ok(());
        }
        let what = format!(
            "leaves {} of {} measured bins to set the capacity from, and {} to judge it on; expected \
             some of both",
            set_from.len(),
            measured.len(),
            judged.len()
        );
        Err(RunError::Spec { key: "capacity.past_share", what })
    }

    /// A hot set that is planned at the end of an epoch is never planned in one without end.
    fn check_epoch(&self, bins: Bins) -> Result<(), RunError> {
        let Some(AdaptiveSpec { how, .. }) = self.point.layout.adaptive() else { return Ok(()) };
        // The last bin is a remainder.
        let span_ns = bins.width_ns.saturating_mul(bins.count as u64);
        if matches!(how.when, When::Trigger { .. }) || how.epoch_ns < span_ns {
            return Ok(());
        }
        let seconds = |ns: u64| ns as f64 / 1e9;
        let what = format!(
            "found {} s; expected less than the {:.0} s of the run, or nothing is ever hot",
            seconds(how.epoch_ns),
            seconds(span_ns)
        );
        Err(RunError::Spec { key: "layout.adaptive.epoch_s", what })
    }

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

    /// The columns that identify the run: its parameters and its replication.
    pub(crate) fn head(&self) -> Row {
        let mut head = self.point.parameters.clone();
        head.insert("replication".into(), self.replication.into());
        head
    }
}

/// The bins that count: after the warm-up, and before the last one, which is a remainder.
pub(crate) fn measured_bins(bins: usize, warm_up: f64) -> Range<usize> {
    let whole = bins - 1;
    let from = ((whole as f64 * warm_up).ceil() as usize).min(whole.saturating_sub(1));
    from..whole
}

/// A name and a value.
pub(crate) type Metric = (&'static str, Value);
