//! How much memory the caches of a run take at most.

use super::residents::residents_max;
use crate::plan::point::Point;
use crate::plan::traffic::TrafficStudy;
use crate::spec::layout::{CacheSplit, LayoutSpec};
use hotset_workloads::synthetic::Synthetic;

/// A table that is read and written at random is in memory page by page.
const PAGE_BYTES: f64 = 4_096.0;

impl Point {
    /// What all caches take: tables of the objects that each sees, what each can hold, and the future if it is known.
    pub(super) fn caches_bytes_max(
        &self,
        study: &TrafficStudy,
        model: &Synthetic,
        objects: f64,
        requests: f64,
    ) -> f64 {
        let servers = self.servers_of(model);
        let each = residents_max(study.cache, &study.policy, model, objects) * self.servers as f64
            / servers;
        let of = |objects: f64, residents: f64| {
            study.policy.memory_bytes_max(objects, residents, requests)
        };
        let holders = match &self.layout {
            LayoutSpec::Cooperative(_) | LayoutSpec::Hot(_) | LayoutSpec::Own(_) => {
                objects * 8.0 * (servers / 64.0).ceil()
            }
            LayoutSpec::Dedicated(_)
            | LayoutSpec::Packed(..)
            | LayoutSpec::Mirrored(_)
            | LayoutSpec::Hashed { .. }
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Adaptive(_) => 0.0,
        };
        let own = objects / servers;
        let caches = match &self.layout {
            // The objects of a site lie side by side: of an array, their pages alone are in memory. A hash table takes
            // at most half a byte an object of the catalog.
            LayoutSpec::Dedicated(split) | LayoutSpec::Packed(_, split) => {
                let sites = model.sites.count as f64;
                let tables = 4.0 * PAGE_BYTES * sites.max(servers) + 0.5 * objects * servers;
                let arrays = of(objects, each * servers) + (servers - 1.0) * of(0.0, 0.0) + tables;
                match split {
                    CacheSplit::Equal => arrays.min(servers * of(objects, each)),
                    CacheSplit::Demand => arrays,
                }
            }
            // An owner has its own, spread over its whole table.
            LayoutSpec::Hashed { .. } => servers * of(objects, each.min(2.0 * own)),
            LayoutSpec::Mirrored(_)
            | LayoutSpec::Cooperative(_)
            | LayoutSpec::Tiered(_)
            | LayoutSpec::Hot(_)
            | LayoutSpec::Adaptive(_)
            | LayoutSpec::Own(_) => servers * of(objects, each),
        };
        let asked = requests.min(objects * servers);
        let future = match study.policy.kind.info().offline {
            true => 24.0 * requests + 40.0 * asked,
            false => 0.0,
        };
        holders + caches + future
    }
}
