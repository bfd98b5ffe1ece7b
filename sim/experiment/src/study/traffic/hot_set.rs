//! The hot set of a run: how many objects, and which.

use super::traffic_run::TrafficRun;
use crate::plan::seeds::{Purpose, stream};
use crate::spec::layout::{AdaptiveSpec, HotKnown, HotRule, HotSpec};
use crate::study::planned_run::{RunError, measured_bins};
use hotset_sim::layout::HotSet;
use hotset_workloads::{RequestBatch, SourceError};
use rand::RngExt;

/// The number of objects in a hot set that takes this share of a catalog: the nearest whole one.
pub(crate) fn hot_objects(share: f64, objects: usize) -> usize {
    (share * objects as f64).round() as usize
}

impl TrafficRun<'_> {
    /// The number of objects in an adaptive hot set.
    pub(crate) fn hot_objects(&self, spec: &AdaptiveSpec) -> usize {
        match spec.hot.rule {
            HotRule::ShareOfObjects(share) => hot_objects(share, self.content.catalog().len()),
            HotRule::Objects(count) => count as usize,
            HotRule::ShareOfRequests(_) | HotRule::Sites(_) => 0,
        }
    }

    /// The hot set of the `hot` layout.
    pub(super) fn hot_set(&self, spec: &HotSpec) -> Result<HotSet, RunError> {
        let catalog = self.content.catalog();
        let weights = match spec.known {
            HotKnown::Oracle => self.content.weights(),
            HotKnown::Past { last_s } => self.past_weights(last_s)?,
        };
        Ok(match spec.rule {
            HotRule::Objects(n) => HotSet::top_objects(&weights, n as usize),
            HotRule::Sites(n) => HotSet::top_sites(&weights, catalog, n as usize),
            HotRule::ShareOfObjects(share) => {
                HotSet::top_objects(&weights, hot_objects(share, catalog.len()))
            }
            HotRule::ShareOfRequests(share) => HotSet::top_requests(&weights, share),
        })
    }

    /// The requests for each object before those that are measured, or in the last seconds of them.
    /// Ties are broken at random: an object's number may be its true rank.
    fn past_weights(&self, last_s: Option<f64>) -> Result<Vec<f64>, RunError> {
        let bins = self.bins()?;
        let end = bins.start_of(measured_bins(bins.count, self.study.warm_up_share).start).0;
        let start = last_s.map_or(0, |last_s| end.saturating_sub((last_s * 1e9) as u64));
        let mut counts = vec![0.0; self.content.catalog().len()];
        let mut any = false;
        self.with_requests(|source| {
            let mut batch = RequestBatch::default();
            while source.next_batch(&mut batch)? && batch.time[0].0 < end {
                for (time, &object) in batch.time.iter().zip(&batch.object) {
                    if (start..end).contains(&time.0) {
                        counts[object as usize] += 1.0;
                        any = true;
                    }
                }
            }
            Ok::<_, SourceError>(())
        })?;
        if !any {
            let what = "there are no requests before those that are measured; expected a longer \
                        warm-up, or layout.hot.known = \"oracle\"";
            return Err(RunError::Spec { key: "layout.hot.known", what: what.to_owned() });
        }
        // Over all objects, less than one request.
        let mut chance = stream(self.seed, self.replication, Purpose::Ties, 0);
        counts.iter_mut().for_each(|count| *count += 1e-9 * chance.random::<f64>());
        Ok(counts)
    }
}
