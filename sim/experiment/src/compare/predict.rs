//! The closed forms for the points of a plan that have one.

use crate::content::content::Content;
use crate::content::shared::Contents;
use crate::parallel::in_order;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::spec::layout::{HotKnown, HotRule, HotSpec, LayoutSpec, RestKind};
use crate::spec::workload::WorkloadSpec;
use crate::study::traffic::layout_builder::hot_objects;
use hotset_results::{Row, Table};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::theory::{
    CommonlyCrowdedSites, CrowdedSites, HotLruModel, HybridCost, StaticHybrid,
};
use hotset_workloads::SourceError;
use hotset_workloads::synthetic::{CrowdTimes, Edge, Flash, Phases, ShapeModel, SiteWeights};
use serde_json::Value;

/// The predictions for the hot layout on all servers.
const LRU: &str = "lru-characteristic-time";
const STATIC: &str = "static-placement";
const OPTIMUM: &str = "static-optimum";
/// And for sites together on one server.
const CROWDED: &str = "independent-crowds";
const FLOOR: &str = "floor";
/// Where crowds are common to several sites.
const COMMON: &str = "common-crowds";
const CORRELATED_CAP: &str = "correlated-cap";

/// Whether requests are, or can be taken for, independent of those before: the closed forms of
/// caches assume it. A trace is held against them to see how far it is from that.
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
fn predictions(plan: &Plan, points: &[&Point], content: &Content) -> Table {
    let weights = content.weights();
    let bytes = content.mean_bytes();
    let mut rows = Vec::new();
    // Points that differ in the hot set alone share their models.
    let mut left: Vec<(&Point, usize, f64)> = points
        .iter()
        .filter_map(|&point| {
            Some((point, hot_count(point, bytes.len())?, capacity_bytes(point, content)?))
        })
        .collect();
    while let Some(&(first, ..)) = left.first() {
        let alike = |point: &Point| {
            point
                .parameters
                .iter()
                .filter(|(key, _)| !key.starts_with("layout.hot."))
                .eq(first.parameters.iter().filter(|(key, _)| !key.starts_with("layout.hot.")))
        };
        let (group, others): (Vec<_>, Vec<_>) = left.iter().partition(|(point, ..)| alike(point));
        left = others;
        let capacity_bytes = group[0].2;
        let lru = HotLruModel::new(&weights, &bytes, first.servers, capacity_bytes);
        let hybrid = StaticHybrid::new(&weights, &bytes, first.servers, capacity_bytes);
        let row = |model: &str, hot: usize, cost: HybridCost| {
            row(plan, first, model, hot, bytes.len(), cost)
        };
        for hot in hot_grid(group.iter().map(|&(_, hot, _)| hot)) {
            if first.policy.kind == PolicyKind::Lru {
                rows.push(row(LRU, hot, lru.cost(hot)));
            }
            if hot <= hybrid.replicated_max() {
                rows.push(row(STATIC, hot, hybrid.cost(hot)));
            }
        }
        let [_, inter_server, origin] = first.prices;
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

fn capacity_bytes(point: &Point, content: &Content) -> Option<f64> {
    let catalog = content.catalog();
    match point.cache.capacity(catalog.total_bytes(), catalog.len() as u64, 1.0).ok()? {
        Capacity::Bytes(bytes) => Some(bytes as f64),
        Capacity::Objects(_) => None,
    }
}

/// The size of the hot set of a point that has a closed form.
fn hot_count(point: &Point, objects: usize) -> Option<usize> {
    let LayoutSpec::Hot(HotSpec {
        rule,
        known: HotKnown::Oracle,
        servers: None,
        hashed: false,
        rest,
        any_ingress: true,
        ..
    }) = &point.layout
    else {
        return None;
    };
    match (rest, rule) {
        (RestKind::Hashed, HotRule::Objects(hot)) => Some((*hot as usize).min(objects)),
        (RestKind::Hashed, HotRule::ShareOfObjects(share)) => Some(hot_objects(*share, objects)),
        _ => None,
    }
}

fn row(
    plan: &Plan,
    point: &Point,
    model: &str,
    hot: usize,
    objects: usize,
    cost: HybridCost,
) -> Row {
    let [egress, inter_server, origin] = point.prices;
    let mut row: Row = plan
        .swept
        .iter()
        .filter(|key| !key.starts_with("layout.hot."))
        .filter_map(|key| Some((key.clone(), point.parameters.get(key)?.clone())))
        .collect();
    row.insert("layout.hot.objects".into(), hot.into());
    row.insert("layout.hot.share_of_objects".into(), (hot as f64 / objects as f64).into());
    row.insert("model".into(), model.into());
    row.insert("inter_server_per_egress".into(), cost.inter_server.into());
    row.insert("origin_per_egress".into(), cost.origin.into());
    row.insert("total_per_egress".into(), (1.0 + cost.inter_server + cost.origin).into());
    let priced = egress + cost.priced(inter_server, origin);
    row.insert("cost_per_egress".into(), priced.into());
    row
}

/// The closed forms of the reserve study, for sites that are alike: on-off crowds on whole sites
/// under a common cycle (THEORY 4.3), and the utilisation that no consolidation exceeds.
fn reserve_predictions(plan: &Plan, point: &Point) -> Vec<Row> {
    let WorkloadSpec::Synthetic(model) = &point.workload else { return Vec::new() };
    let amplitude = match model.rhythm {
        None => 0.0,
        Some(rhythm) if rhythm.phases == Phases::Common && rhythm.weekend == 1.0 => {
            rhythm.amplitude
        }
        Some(_) => return Vec::new(),
    };
    let Some(sites) = pooled_sites(point, model.sites.count) else { return Vec::new() };
    let busy = point.reserve.is_some_and(|reserve| reserve.busy_hour);
    if model.shots.is_some() || !(busy || amplitude == 0.0) {
        return Vec::new();
    }
    let row = |name: &str, utilisation: f64| {
        let columns = point.parameters.iter().filter(|(key, _)| plan.swept.contains(key));
        let mut row: Row = columns.map(|(key, value)| (key.clone(), value.clone())).collect();
        row.insert("model".into(), name.into());
        row.insert("utilisation".into(), utilisation.into());
        row.insert("reserve".into(), (1.0 / utilisation - 1.0).into());
        let over_peak = 1.0 / (utilisation * (1.0 + amplitude)) - 1.0;
        row.insert("reserve_over_peak".into(), over_peak.into());
        row
    };
    let mut rows = vec![row(FLOOR, 1.0 / (1.0 + amplitude))];
    let equal = match model.sites.weights {
        SiteWeights::Equal => true,
        SiteWeights::Zipf { alpha } => alpha == 0.0,
    };
    let Some(crowded) = crowded_sites(model.flash.as_ref(), amplitude).filter(|_| equal) else {
        return rows;
    };
    let overload = point.provisioning.overload;
    match model.flash.and_then(|flash| Some((flash, flash.common?))) {
        None => rows.push(row(CROWDED, crowded.utilisation(sites, overload))),
        // On a server of its own, a site does not see what crowds others are in.
        Some(_) if sites == 1 => rows.push(row(CROWDED, crowded.utilisation(1, overload))),
        Some((flash, common)) => {
            let taken = common.sites as u64;
            let form = CommonlyCrowdedSites { sites: crowded, share: common.share, taken };
            rows.push(row(COMMON, form.utilisation(sites, overload)));
            let rho = flash.correlation(model.sites.count);
            if overload > 0.0 {
                rows.push(row(CORRELATED_CAP, form.cap(rho, overload)));
            }
        }
    }
    rows
}

/// How many sites share a capacity.
fn pooled_sites(point: &Point, sites: usize) -> Option<u64> {
    match point.layout {
        LayoutSpec::Dedicated(_) => Some(1),
        LayoutSpec::Packed(..) if point.servers == 1 => Some(sites as u64),
        _ => None,
    }
}

fn crowded_sites(flash: Option<&Flash>, amplitude: f64) -> Option<CrowdedSites> {
    const DAY_S: f64 = 86_400.0;
    let Some(flash) = flash else {
        return Some(CrowdedSites { probability: 0.0, magnitude: 1.0, amplitude });
    };
    let (CrowdTimes::PerDay { events }, ShapeModel::Fixed(shape), None) =
        (flash.times, flash.shape, flash.magnitude_alpha)
    else {
        return None;
    };
    let on_off = (shape.rise, shape.fall) == (Edge::Instant, Edge::Instant);
    let probability = events * shape.plateau_s / DAY_S;
    // Crowds that meet on one site add up, which the form leaves out.
    (on_off && probability < 0.05).then_some(CrowdedSites {
        probability,
        magnitude: flash.magnitude,
        amplitude,
    })
}

/// The mean of the predictions for each replication, over rows that all of them have. Optima are
/// averaged whatever their size, other rows are for the same hot set.
fn mean(replications: &[Table]) -> Table {
    let Some((first, others)) = replications.split_first() else { return Table::default() };
    let rows = first.rows.iter().filter_map(|row| {
        let mut alike = vec![row];
        for table in others {
            alike.push(table.rows.iter().find(|other| identity(other) == identity(row))?);
        }
        Some(mean_row(&alike))
    });
    Table { rows: rows.collect() }
}

/// What tells a prediction from the others of its replication.
fn identity(row: &Row) -> Vec<(&String, &Value)> {
    let optimum = row.get("model").is_some_and(|model| model == OPTIMUM);
    row.iter()
        .filter(|(column, _)| !column.ends_with("_per_egress"))
        .filter(|(column, _)| !(optimum && column.starts_with("layout.hot.")))
        .collect()
}

fn mean_row(rows: &[&Row]) -> Row {
    let mut mean = rows[0].clone();
    for (column, value) in &mut mean {
        if column.ends_with("_per_egress") || column.starts_with("layout.hot.") {
            let numbers = rows.iter().filter_map(|row| row.get(column)?.as_f64());
            *value = (numbers.sum::<f64>() / rows.len() as f64).into();
        }
    }
    mean
}

/// The closed forms, as the mean over the contents of all replications.
pub(crate) fn predict(plan: &Plan, contents: &Contents) -> Result<Table, SourceError> {
    let mut all = Table::default();
    for point in plan.points.iter().filter(|point| point.reserve.is_some()) {
        all.rows.extend(reserve_predictions(plan, point));
    }
    for (workload, spec) in contents.workloads.iter().enumerate() {
        let of_workload = |&(point, of): &(&Point, &usize)| {
            let hot = matches!(point.layout, LayoutSpec::Hot(_));
            *of == workload && hot && point.reserve.is_none()
        };
        let points: Vec<&Point> = plan
            .points
            .iter()
            .zip(&contents.workload_of)
            .filter(of_workload)
            .map(|(point, _)| point)
            .collect();
        if points.is_empty() || !independent(spec) {
            continue;
        }
        let replications: Vec<u32> = match spec.is_drawn() {
            true => (0..plan.replications).collect(),
            false => vec![0],
        };
        let tables = in_order(&replications, |replication| {
            let content = contents.take(workload, replication)?;
            Ok::<_, SourceError>(predictions(plan, &points, &content))
        })?;
        all.rows.extend(mean(&tables).rows);
    }
    Ok(all)
}
