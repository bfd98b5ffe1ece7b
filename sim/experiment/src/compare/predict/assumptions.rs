//! What closed forms assume, and a spec breaks.

use crate::plan::point::Point;
use crate::plan::traffic::TrafficStudy;
use crate::spec::layout::LayoutSpec;
use crate::spec::workload::WorkloadSpec;
use hotset_workloads::synthetic::Phases;

/// The assumptions of the closed forms of caches that a point breaks, in words.
pub(super) fn broken(point: &Point, study: &TrafficStudy) -> Vec<&'static str> {
    let mut broken = of_workload(point);
    if study.policy.admission.is_some() {
        broken.push("an admission policy");
    }
    if study.timing.is_some() {
        broken.push("delayed hits and drops");
    }
    match &point.layout {
        LayoutSpec::Hot(hot) if hot.known != crate::spec::layout::HotKnown::Oracle => {
            broken.push("a hot set known from past counts");
        }
        _ => {}
    }
    broken
}

fn of_workload(point: &Point) -> Vec<&'static str> {
    let model = match &point.workload {
        WorkloadSpec::Synthetic(model) => model,
        WorkloadSpec::Trace { shuffled: true, .. } => return Vec::new(),
        WorkloadSpec::Trace { .. } => return vec!["temporal locality of the trace"],
        WorkloadSpec::Series { .. } | WorkloadSpec::Twin(_) => {
            return vec!["popularity that varies over time"];
        }
    };
    let own_phases = model.rhythm.is_some_and(|rhythm| rhythm.phases != Phases::Common);
    let overlap = point.layout.is_by_site() && model.sites.overlap > 0.0;
    let of = [
        (model.flash.is_some(), "flash crowds"),
        (model.churn.is_some(), "churn"),
        (model.shots.is_some(), "contents that come and go"),
        (own_phases, "sites that peak at different times"),
        (overlap, "catalogs that overlap"),
    ];
    of.into_iter().filter(|(is_so, _)| *is_so).map(|(_, what)| what).collect()
}
