//! Whether a point fits its content, before anything is run.

use super::traffic_run::TrafficRun;
use crate::spec::layout::{AdaptiveSpec, HotRule};
use crate::study::planned_run::{RunError, measured_bins};
use hotset_sim::layout::When;
use hotset_sim::ledger::Bins;

/// Copies of hot objects that are made at a time: 24 bytes each, and an event of 56 in a timed run.
const MOVES_MAX: usize = 20_000_000;

impl TrafficRun<'_> {
    /// Whether the point fits its content, before anything is run.
    pub(crate) fn check(&self) -> Result<(), RunError> {
        self.shared_servers()?;
        let bins = self.bins()?;
        self.check_epoch(bins)?;
        self.check_past(bins)?;
        let catalog = self.content.catalog();
        if self.study.timing.is_some() && self.servers() >= usize::from(u16::MAX) {
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

    /// A capacity that is set from the past needs past bins, and later ones.
    fn check_past(&self, bins: Bins) -> Result<(), RunError> {
        let measured = measured_bins(bins.count, self.study.warm_up_share);
        let (set_from, judged) = self.study.known.split(measured.clone());
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

    /// A hot set is planned at the end of an epoch, which must be within the run.
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
}
