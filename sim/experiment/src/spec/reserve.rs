//! The `[reserve]` section: `study = "reserve"`.

use super::error::SpecError;
use super::keys::{NumberKey, WordKey};
use super::layout::LayoutSpec;
use super::reader::Reader;
use super::study::{STUDY, StudyKind};
use super::workload::WorkloadSpec;

pub(crate) static HOURS: WordKey<OverloadHours> = WordKey::new(
    "reserve.hours",
    "busy",
    "hours in a share of which overload is allowed",
    &[
        ("busy", OverloadHours::Busy, "the busiest hour of the day"),
        ("all", OverloadHours::All, "every hour"),
    ],
);
pub(crate) static MACHINE_PER_S: NumberKey =
    NumberKey::new("reserve.machine_per_s", 100.0, "requests per second that a machine serves")
        .within(1e-9, 1e18);
pub(crate) static IDLE_POWER: NumberKey =
    NumberKey::new("reserve.idle_power", 0.5, "power of an idle machine over that at peak")
        .within(0.0, 1.0);
pub(crate) static TARGET: NumberKey = NumberKey::new(
    "reserve.target",
    0.8,
    "utilisation to which machines are filled before another one wakes up",
)
.within(0.01, 1.0);

/// The hours in a share of which overload is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverloadHours {
    /// The busiest hour of the day.
    Busy,
    /// Every hour.
    All,
}

/// The study of the reserve alone: it has no caches, policies or prices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReserveSpec {
    /// The hours in which overload is counted.
    pub hours: OverloadHours,
    /// Requests per second that a machine serves.
    pub machine_per_s: f64,
    /// Power of an idle machine over that at peak.
    pub idle_power: f64,
    /// Utilisation to which machines are filled.
    pub target_utilisation: f64,
}

/// Reads the section, if the reserve alone is studied.
pub(crate) fn read(
    reader: &Reader<'_>,
    workload: &WorkloadSpec,
    layout: &LayoutSpec,
) -> Result<Option<ReserveSpec>, SpecError> {
    match reader.read(&STUDY)? {
        StudyKind::Reserve => reserve(reader, workload, layout).map(Some),
        StudyKind::Traffic | StudyKind::Cache => Ok(None),
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
            .with_help("study = \"traffic\" measures their reserve from the requests"));
    }
    if !layout.is_of_whole_sites() {
        let message = "expected dedicated or packed: the reserve is studied of whole sites";
        return Err(SpecError::new("layout.kind", message)
            .with_help("study = \"traffic\" measures the reserve of every layout, too"));
    }
    Ok(ReserveSpec {
        hours: reader.read(&HOURS)?,
        machine_per_s: reader.read(&MACHINE_PER_S)?,
        idle_power: reader.read(&IDLE_POWER)?,
        target_utilisation: reader.read(&TARGET)?,
    })
}
