//! Bounds that layouts are compared with: one cache with the space of all servers, under rules that know
//! more than a policy can.

use super::point_bounds::PointBounds;
use crate::content::shared::Contents;
use crate::parallel::in_order;
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::plan::traffic::TrafficStudy;
use crate::spec::bins::{BIN_S, BINS};
use crate::spec::bounds::BoundsSpec;
use crate::spec::head::VARIATION;
use crate::spec::keys::AnyKey;
use crate::spec::servers::{CACHE, COUNT};
use crate::spec::warm_up::WARM_UP;
use crate::study::planned_run::RunError;
use hotset_results::{REPLICATION, Row, Table};
use hotset_sim::cache::Capacity;
use hotset_sim::replay::ReplayCounts;
use std::collections::BTreeMap;

/// The bounds of all points, a row for each replication; points that differ in what the bounds do
/// not depend on share theirs.
pub(crate) fn bounds(
    plan: &Plan,
    contents: &Contents<'_>,
    replications: &[u32],
) -> Result<Table, RunError> {
    let mut known: Vec<(usize, &Point, &TrafficStudy)> = Vec::new();
    let mut work = Vec::new();
    for (number, (point, &workload)) in plan.points.iter().zip(&contents.workload_of).enumerate() {
        let Some(study) = point.traffic().filter(|_| point.has_bounds()) else { continue };
        let key = (workload, bounds_key(point, study));
        let alike = |&(of, point, study): &(usize, &Point, &TrafficStudy)| {
            (of, bounds_key(point, study)) == key
        };
        if !known.iter().any(alike) {
            known.push((workload, point, study));
            let drawn = contents.workloads[workload].is_drawn();
            let replications = if drawn { replications[workload] } else { 1 };
            work.extend((0..replications).map(|replication| (number, study, replication)));
        }
    }
    // Those of one content one after another: so that few contents are there at once.
    let mut order: Vec<usize> = (0..work.len()).collect();
    order.sort_by_key(|&index| (contents.workload_of[work[index].0], work[index].2));
    order.iter().for_each(|&index| contents.expect(work[index].0, work[index].2));
    let rows = in_order(&order, |index| {
        let (number, study, replication) = work[index];
        let point = &plan.points[number];
        let content = contents.get(contents.workload_of[number], replication)?;
        let bounds = PointBounds::new(point, study, &content)?;
        let counted = bounds.count(study.bounds == BoundsSpec::All)?;
        contents.done(number, replication);
        let row =
            |(name, counts)| row(head(plan, point, replication), bounds.capacity, name, counts);
        Ok::<_, RunError>((index, counted.into_iter().map(row).collect::<Vec<Row>>()))
    })?;
    let in_place: BTreeMap<usize, Vec<Row>> = rows.into_iter().collect();
    Ok(Table { rows: in_place.into_values().flatten().collect() })
}

/// What bounds depend on, beside the workload.
fn bounds_key(point: &Point, study: &TrafficStudy) -> impl PartialEq + use<> {
    (study.cache, point.servers, point.bins, study.warm_up_share, study.bounds)
}

/// The swept keys that bounds depend on, and the replication.
fn head(plan: &Plan, point: &Point, replication: u32) -> Row {
    let keys: [&dyn AnyKey; 6] = [&VARIATION, &COUNT, &CACHE, &BINS, &BIN_S, &WARM_UP];
    let depends = |key: &&String| {
        key.starts_with("workload.") || keys.iter().any(|known| known.path() == key.as_str())
    };
    let column = |key: &String| Some((key.clone(), point.parameters.get(key)?.clone()));
    let mut head: Row = plan.swept.iter().filter(depends).filter_map(column).collect();
    head.insert(REPLICATION.into(), replication.into());
    head
}

fn row(mut row: Row, capacity: Capacity, name: &str, counts: ReplayCounts) -> Row {
    let (bytes, objects) = match capacity {
        Capacity::Bytes(amount) => (Some(amount), None),
        Capacity::Objects(amount) => (None, Some(amount)),
    };
    row.insert("bound".into(), name.into());
    row.insert("cache_bytes".into(), bytes.into());
    row.insert("cache_objects".into(), objects.into());
    row.insert("requests".into(), counts.requests.into());
    row.insert("hit_ratio".into(), counts.hit_ratio().into());
    row.insert("byte_hit_ratio".into(), counts.byte_hit_ratio().into());
    row.insert("origin_requests".into(), counts.misses().into());
    row.insert("origin_bytes".into(), counts.miss_bytes().into());
    row
}
