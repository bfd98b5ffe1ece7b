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

/// The bounds of all points, a row for each replication; points that differ in what the bounds do
/// not depend on share theirs.
pub(crate) fn bounds(plan: &Plan, contents: &Contents<'_>) -> Result<Table, RunError> {
    let mut known: Vec<(usize, &Point, &TrafficStudy)> = Vec::new();
    let mut work = Vec::new();
    for (point, &workload) in plan.points.iter().zip(&contents.workload_of) {
        let study = point.traffic().filter(|study| study.bounds != BoundsSpec::None);
        let Some(study) = study else { continue };
        let key = (workload, bounds_key(point, study));
        let alike = |&(of, point, study): &(usize, &Point, &TrafficStudy)| {
            (of, bounds_key(point, study)) == key
        };
        if !known.iter().any(alike) {
            known.push((workload, point, study));
            let drawn = contents.workloads[workload].is_drawn();
            let replications = if drawn { plan.replications } else { 1 };
            let of = |replication| (workload, point, study, replication);
            work.extend((0..replications).map(of));
        }
    }
    let rows = in_order(&work, |(workload, point, study, replication)| {
        let content = contents.take(workload, replication)?;
        let bounds = PointBounds::new(point, study, &content)?;
        let counted = bounds.count(study.bounds == BoundsSpec::All)?;
        let row =
            |(name, counts)| row(head(plan, point, replication), bounds.capacity, name, counts);
        Ok::<_, RunError>(counted.into_iter().map(row).collect::<Vec<Row>>())
    })?;
    Ok(Table { rows: rows.into_iter().flatten().collect() })
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
