//! The `[reserve]` section: `study = "reserve"`.

use super::layout::LayoutSpec;
use super::reader::{Reader, SpecError};
use super::workload::WorkloadSpec;

/// How the reserve is found where it alone is studied: caches, policies and prices play no part.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReserveSpec {
    /// Whether overflow is counted in the busiest hour of the day.
    pub busy_hour: bool,
    /// Requests per second that a machine serves.
    pub machine_per_s: f64,
    /// Power of an idle machine over that at peak.
    pub idle_power: f64,
    /// Utilisation to which machines are filled.
    pub target_utilisation: f64,
}

/// Reads it, if the reserve alone is studied.
pub(crate) fn read(
    reader: &Reader<'_>,
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
) -> Result<Option<ReserveSpec>, SpecError> {
    match reader.word("study", &[("traffic", false), ("reserve", true)])? {
        true => reserve(reader, workload, layout).map(Some),
        false => Ok(None),
    }
}

fn reserve(
    reader: &Reader<'_>,
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
) -> Result<ReserveSpec, SpecError> {
    if matches!(workload, WorkloadSpec::Synthetic(model) if model.shots.is_some()) {
        let message = "the loads of sites under shot noise are not known ahead";
        return Err(SpecError::new("workload.popularity.kind", message)
            .with_help("study = \"traffic\" tells their reserve from the requests"));
    }
    if !matches!(layout, LayoutSpec::Dedicated(_) | LayoutSpec::Packed(..)) {
        let message = "expected dedicated or packed: the reserve is studied of whole sites";
        return Err(SpecError::new("layout.kind", message)
            .with_help("study = \"traffic\" tells the reserve of every layout, too"));
    }
    Ok(ReserveSpec {
        busy_hour: reader.word("reserve.hours", &[("busy", true), ("all", false)])?,
        machine_per_s: reader.number_within("reserve.machine_per_s", 1e-9, 1e18)?,
        idle_power: reader.number_within("reserve.idle_power", 0.0, 1.0)?,
        target_utilisation: reader.number_within("reserve.target", 0.01, 1.0)?,
    })
}
