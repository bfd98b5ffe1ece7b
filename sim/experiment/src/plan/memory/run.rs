//! How much memory a run takes at most.

use super::timed::timed;
use super::together::{cache_bytes, content_bytes, kept_bytes};
use crate::plan::point::{Point, Study};
use crate::spec::bins::BinSpec;
use crate::spec::bounds::BoundsSpec;
use crate::spec::layout::{HotKnown, LayoutSpec};
use crate::spec::single_cache::SingleCache;
use crate::spec::workload::WorkloadSpec;
use hotset_workloads::SimTime;
use hotset_workloads::synthetic::Synthetic;

impl Point {
    /// A bound on the memory of one run, catalog included; `None` for a trace, whose length is
    /// not known before it is read.
    pub fn memory_bytes_max(&self) -> Option<f64> {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return None };
        let model = &self.lengthened(model);
        let study = match &self.study {
            Study::Traffic(study) => study,
            Study::Reserve(_) => return Some(self.reserve_memory_bytes_max(model)),
            Study::Cache(study) => return Some(single_cache(study, model)),
        };
        let objects = model.objects_max();
        let requests = model.requests_max();
        let (servers, bins) = (self.servers_of(model), self.bins_of(model));
        // Size, site, and the sampler's table with its making, of which the weights stay; of contents that are
        // born, when and where.
        let born = if model.shots.is_some() || model.churn.is_some() { 64.0 } else { 0.0 };
        let catalog = objects * (8.0 + 2.0 + 8.0 + 24.0 + born);
        // Weights and ranks of all, a mark; owners.
        let laid_out = match &self.layout {
            LayoutSpec::Hot(spec) if matches!(spec.known, HotKnown::Past { .. }) => 56.0 * objects,
            LayoutSpec::Hot(_) | LayoutSpec::Own(_) => 40.0 * objects,
            LayoutSpec::Adaptive(spec) => 8.0 * objects + spec.how.memory_bytes_max(objects),
            LayoutSpec::Dedicated(_)
            | LayoutSpec::Packed(..)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_) => 4.0 * objects,
        };
        let caches = self.caches_bytes_max(study, model, objects, requests);
        let timed = study.timing.map_or(0.0, |timing| timed(&timing, model, servers, bins));
        // The optimum's tables, what is known of each object; and the stream's objects, in a vector that
        // doubles, with their next uses.
        let bounds = match study.bounds {
            BoundsSpec::None => 0.0,
            BoundsSpec::Static => 49.0 * objects,
            BoundsSpec::All => 85.0 * objects + 12.0 * requests,
        };
        let ledger = servers * bins * (112.0 + 24.0);
        // Bounds are found when the runs are done.
        Some(catalog + bounds.max(laid_out + caches + ledger + timed))
    }

    /// The requests that are drawn once for all runs on them; none of a reserve, which has no requests.
    pub(crate) fn kept_requests_bytes(&self) -> f64 {
        match &self.workload {
            WorkloadSpec::Synthetic(model) if self.reserve().is_none() => {
                kept_bytes(self.lengthened(model).requests_max())
            }
            _ => 0.0,
        }
    }

    /// The content of the point, as far as it is known before it is made.
    pub(crate) fn content_bytes(&self) -> f64 {
        match &self.workload {
            WorkloadSpec::Synthetic(model) => content_bytes(model.objects_max(), 0.0),
            _ => 0.0,
        }
    }

    /// The tables of a single cache; none of other studies, and of a trace, whose objects are not known before it
    /// is read.
    pub(crate) fn cache_tables_bytes(&self) -> f64 {
        let WorkloadSpec::Synthetic(model) = &self.workload else { return 0.0 };
        self.cache().map_or(0.0, |study| cache_bytes(study, model.objects_max() as usize))
    }

    /// The model of the longest stream that it can become.
    pub(super) fn lengthened(&self, model: &Synthetic) -> Synthetic {
        let lengthens = self.traffic().map_or(1.0, |study| study.warm_up.lengthens());
        let requests = (model.requests as f64 * lengthens) as u64;
        Synthetic { requests, ..model.clone() }
    }

    pub(super) fn servers_of(&self, model: &Synthetic) -> f64 {
        self.layout.servers(self.servers, model.sites.count) as f64
    }

    /// Time bins, the remainder among them.
    pub(super) fn bins_of(&self, model: &Synthetic) -> f64 {
        let duration_s = model.duration_s();
        match self.bins {
            BinSpec::Count(count) => count as f64 + 1.0,
            BinSpec::Auto => {
                (duration_s / SimTime(BinSpec::AUTO_NS).as_s()).max(BinSpec::AUTO_COUNT) + 2.0
            }
            BinSpec::WidthNs(width_ns) => duration_s * 1e9 / width_ns as f64 + 2.0,
        }
    }

    /// Without requests: the expectation of one server or, for packing, of all sites.
    fn reserve_memory_bytes_max(&self, model: &Synthetic) -> f64 {
        let bins = self.bins_of(model);
        // Expected and drawn loads of every server; for packing, those of every site, twice.
        let sites = model.sites.count as f64;
        let series = match self.layout {
            LayoutSpec::Packed(..) if self.servers > 1 => 4.0 * sites + self.servers as f64,
            LayoutSpec::Packed(..) => 1.0,
            LayoutSpec::Dedicated(_)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Hot(_)
            | LayoutSpec::Adaptive(_)
            | LayoutSpec::Own(_) => sites,
        };
        let catalog = model.objects_max() * 100.0;
        catalog + bins * (24.0 + 40.0 + 16.0 * series)
    }
}

/// The catalog; and, for policies that look ahead, the stream's objects with their next uses. Tables are those of all
/// caches that are replayed together.
fn single_cache(study: &SingleCache, model: &Synthetic) -> f64 {
    let (objects, requests) = (model.objects_max(), model.requests_max());
    let ahead = if study.policy.kind.info().offline { 12.0 * requests } else { 0.0 };
    objects * (8.0 + 2.0 + 8.0 + 24.0 + 64.0) + ahead
}
