//! Units of work: runs that are made together.

use super::finished::FinishedRun;
use crate::content::shared::Contents;
use crate::plan::memory::{UNIT_BYTES_MAX, cache_bytes};
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use std::collections::BTreeMap;

/// Runs on the same content, made in one pass over it.
#[derive(Debug)]
pub(super) struct Unit<'a> {
    pub(super) runs: Vec<&'a FinishedRun>,
}

/// The units of runs, which are given replication by replication. A run of servers is a unit of its own; single
/// caches over the same requests are units as large as memory allows.
pub(super) fn units<'a>(
    plan: &Plan,
    contents: &Contents<'_>,
    runs: &[&'a FinishedRun],
) -> Vec<Unit<'a>> {
    let mut units: Vec<Unit<'a>> = Vec::new();
    // The open unit of what caches must have in common, and what it may still take.
    let mut open: BTreeMap<String, (usize, f64)> = BTreeMap::new();
    for &run in runs {
        let point = &plan.points[run.point];
        let workload = contents.workload_of[run.point];
        let place = same_pass(point).map(|same| {
            let drawn = contents.workloads[workload].is_drawn();
            format!("{workload} {} {same}", if drawn { run.replication } else { 0 })
        });
        let Some(place) = place else {
            units.push(Unit { runs: vec![run] });
            continue;
        };
        let objects = contents.known_facts(workload).map_or(1_000_000, |facts| facts.objects);
        let bytes = point.cache().map_or(0.0, |study| cache_bytes(study, objects));
        match open.get_mut(&place).filter(|(_, left)| *left >= bytes) {
            Some((unit, left)) => {
                *left -= bytes;
                units[*unit].runs.push(run);
            }
            None => {
                open.insert(place, (units.len(), UNIT_BYTES_MAX - bytes));
                units.push(Unit { runs: vec![run] });
            }
        }
    }
    units
}

/// What caches have in common that one pass can drive; `None` for a study of servers.
fn same_pass(point: &Point) -> Option<String> {
    let study = point.cache()?;
    Some(format!("{:?} {:?} {}", point.bins, study.warm_up, study.ignore_size))
}
