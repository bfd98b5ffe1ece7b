//! The closed forms of the reserve of whole sites.

use super::hot::{COMMON, CORRELATED_CAP, CROWDED, FLOOR};
use crate::plan::plan::Plan;
use crate::plan::point::Point;
use crate::spec::layout::LayoutSpec;
use crate::spec::reserve::OverloadHours;
use crate::spec::workload::WorkloadSpec;
use hotset_results::Row;
use hotset_results::metrics::{RESERVE, RESERVE_OVER_PEAK, UTILISATION};
use hotset_sim::theory::{CommonlyCrowdedSites, CrowdedSites};
use hotset_workloads::synthetic::{CrowdTimes, Edge, Flash, Phases, ShapeModel, SiteWeights};

/// The closed forms of the reserve study, for sites that are alike: on-off crowds on whole sites
/// under a common cycle (THEORY 4.3), and the utilisation that no consolidation exceeds.
pub(super) fn reserve_predictions(plan: &Plan, point: &Point) -> Vec<Row> {
    let WorkloadSpec::Synthetic(model) = &point.workload else { return Vec::new() };
    let amplitude = match model.rhythm {
        None => 0.0,
        Some(rhythm) if rhythm.phases == Phases::Common && rhythm.weekend == 1.0 => {
            rhythm.amplitude
        }
        Some(_) => return Vec::new(),
    };
    let Some(sites) = pooled_sites(point, model.sites.count) else { return Vec::new() };
    let busy = point.reserve().is_some_and(|reserve| reserve.hours == OverloadHours::Busy);
    if model.shots.is_some() || !(busy || amplitude == 0.0) {
        return Vec::new();
    }
    let row = |name: &str, utilisation: f64| {
        let columns = point.parameters.iter().filter(|(key, _)| plan.swept.contains(key));
        let mut row: Row = columns.map(|(key, value)| (key.clone(), value.clone())).collect();
        row.insert("model".into(), name.into());
        row.insert(UTILISATION.name.into(), utilisation.into());
        row.insert(RESERVE.name.into(), (1.0 / utilisation - 1.0).into());
        let over_peak = 1.0 / (utilisation * (1.0 + amplitude)) - 1.0;
        row.insert(RESERVE_OVER_PEAK.name.into(), over_peak.into());
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
    let overload = point.overload;
    match model.flash.and_then(|flash| Some((flash, flash.common?))) {
        None => rows.push(row(CROWDED, crowded.utilisation(sites, overload))),
        // On a server of its own, a site is not affected by the crowds of others.
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
        LayoutSpec::Packed(..)
        | LayoutSpec::Mirrored(_)
        | LayoutSpec::Hashed { .. }
        | LayoutSpec::Cooperative(_)
        | LayoutSpec::Tiered(_)
        | LayoutSpec::Hot(_)
        | LayoutSpec::Adaptive(_)
        | LayoutSpec::Own(_) => None,
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
