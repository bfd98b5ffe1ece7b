//! The closed forms of hot sets under independent requests.

use crate::content::content::Content;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::plan::traffic::TrafficStudy;
use crate::spec::layout::{EntrySpec, HotKnown, HotRule, HotSpec, RestSpec, TierSpec};
use crate::spec::workload::WorkloadSpec;
use crate::study::traffic::hot_set::hot_objects;
use hotset_results::metrics::{
    COST_PER_EGRESS, INTER_SERVER_PER_EGRESS, ORIGIN_PER_EGRESS, TOTAL_PER_EGRESS,
};
use hotset_results::{Row, Table};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::theory::{HotLruModel, HybridCost, StaticHybrid};

/// The predictions for the hot layout on all servers.
const LRU: &str = "lru-characteristic-time";
const STATIC: &str = "static-placement";
pub(super) const OPTIMUM: &str = "static-optimum";
/// And for sites together on one server.
pub(super) const CROWDED: &str = "independent-crowds";
pub(super) const FLOOR: &str = "floor";
/// Where crowds are common to several sites.
pub(super) const COMMON: &str = "common-crowds";
pub(super) const CORRELATED_CAP: &str = "correlated-cap";

/// Whether requests are independent of those before, or may be assumed to be: the closed forms of
/// caches need it. A trace is compared with them to see how far it is from that.
pub(crate) fn independent(workload: &WorkloadSpec) -> bool {
    match workload {
        WorkloadSpec::Synthetic(model) => {
            model.flash.is_none() && model.churn.is_none() && model.shots.is_none()
        }
        WorkloadSpec::Trace { .. } => true,
        WorkloadSpec::Series { .. } | WorkloadSpec::Twin(_) => false,
    }
}

/// Predictions for the points that share `content`, with each swept parameter a column: for the
/// hot sets of the points, and for enough between them to draw a smooth line. Only the hot layout
/// with a mirrored tier on all servers, a hashed rest and random ingress servers has a closed form here, for
/// capacities in bytes.
pub(super) fn predictions(plan: &Plan, points: &[&Point], content: &Content) -> Table {
    let weights = content.weights();
    let bytes = content.mean_bytes();
    let mut rows = Vec::new();
    // Points that differ in the hot set alone share their models.
    let mut left: Vec<(&Point, &TrafficStudy, usize, f64)> = points
        .iter()
        .filter_map(|&point| {
            let study = point.traffic()?;
            let capacity = capacity_bytes(study, content)?;
            Some((point, study, hot_count(point, bytes.len())?, capacity))
        })
        .collect();
    while let Some(&(first, study, ..)) = left.first() {
        let alike = |point: &Point| {
            point
                .parameters
                .iter()
                .filter(|(key, _)| !key.starts_with("layout.hot."))
                .eq(first.parameters.iter().filter(|(key, _)| !key.starts_with("layout.hot.")))
        };
        let (group, others): (Vec<_>, Vec<_>) = left.iter().partition(|(point, ..)| alike(point));
        left = others;
        let capacity_bytes = group[0].3;
        let lru = HotLruModel::new(&weights, &bytes, first.servers, capacity_bytes);
        let hybrid = StaticHybrid::new(&weights, &bytes, first.servers, capacity_bytes);
        let row = |model: &str, hot: usize, cost: HybridCost| {
            row(plan, (first, study), model, hot, bytes.len(), cost)
        };
        for hot in hot_grid(group.iter().map(|&(_, _, hot, _)| hot)) {
            if study.policy.kind == PolicyKind::Lru {
                rows.push(row(LRU, hot, lru.cost(hot)));
            }
            if hot <= hybrid.replicated_max() {
                rows.push(row(STATIC, hot, hybrid.cost(hot)));
            }
        }
        let [_, inter_server, origin] = study.prices;
        let (best, _) = hybrid.optimum(inter_server, origin);
        rows.push(row(OPTIMUM, best, hybrid.cost(best)));
    }
    Table { rows }
}

/// The given sizes of the hot set, and ten a decade between the smallest and the largest.
fn hot_grid(given: impl Iterator<Item = usize>) -> Vec<usize> {
    let mut grid: Vec<usize> = given.collect();
    let ends = grid.iter().min().copied().zip(grid.iter().max().copied());
    if let Some((low, high)) = ends.filter(|(low, high)| low < high) {
        let mut next = low.max(1) as f64;
        while next < high as f64 {
            grid.push(next.round() as usize);
            next *= libm::pow(10.0, 0.1);
        }
    }
    grid.sort_unstable();
    grid.dedup();
    grid
}

fn capacity_bytes(study: &TrafficStudy, content: &Content) -> Option<f64> {
    let catalog = content.catalog();
    match study.cache.capacity(catalog.total_bytes(), catalog.len() as u64, 1.0).ok()? {
        Capacity::Bytes(bytes) => Some(bytes as f64),
        Capacity::Objects(_) => None,
    }
}

/// The size of the hot set of a point that has a closed form for requests that come in anywhere.
fn hot_count(point: &Point, objects: usize) -> Option<usize> {
    let hot = point.layout.planned_hot()?;
    let here = hot.entry == EntrySpec::Any && hot.known == HotKnown::Oracle;
    here.then(|| hot_count_of(point, objects))?
}

/// The size of the hot set, if it is mirrored on all servers beside a hashed rest.
pub(super) fn hot_count_of(point: &Point, objects: usize) -> Option<usize> {
    let Some(HotSpec { rule, servers: None, tier: TierSpec::Mirrored, rest, .. }) =
        point.layout.planned_hot()
    else {
        return None;
    };
    match (rest, rule) {
        (RestSpec::Hashed(_), HotRule::Objects(hot)) => Some((*hot as usize).min(objects)),
        (RestSpec::Hashed(_), HotRule::ShareOfObjects(share)) => Some(hot_objects(*share, objects)),
        _ => None,
    }
}

fn row(
    plan: &Plan,
    (point, study): (&Point, &TrafficStudy),
    model: &str,
    hot: usize,
    objects: usize,
    cost: HybridCost,
) -> Row {
    let [egress, inter_server, origin] = study.prices;
    let mut row: Row = plan
        .swept
        .iter()
        .filter(|key| !key.starts_with("layout.hot."))
        .filter_map(|key| Some((key.clone(), point.parameters.get(key)?.clone())))
        .collect();
    row.insert("layout.hot.objects".into(), hot.into());
    row.insert("layout.hot.share_of_objects".into(), (hot as f64 / objects as f64).into());
    row.insert("model".into(), model.into());
    row.insert(INTER_SERVER_PER_EGRESS.name.into(), cost.inter_server.into());
    row.insert(ORIGIN_PER_EGRESS.name.into(), cost.origin.into());
    row.insert(TOTAL_PER_EGRESS.name.into(), (1.0 + cost.inter_server + cost.origin).into());
    let priced = egress + cost.priced(inter_server, origin);
    row.insert(COST_PER_EGRESS.name.into(), priced.into());
    row
}
