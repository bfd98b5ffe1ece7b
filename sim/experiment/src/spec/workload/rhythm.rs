//! The keys `workload.rhythm.*`: the diurnal and weekly cycle. Without any of them there is none.

use crate::spec::error::SpecError;
use crate::spec::keys::{NumberKey, WordKey};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{Phases, Rhythm};

pub(crate) static AMPLITUDE: NumberKey = NumberKey::new(
    "workload.rhythm.amplitude",
    0.5,
    "amplitude of the diurnal cycle: peak rate over the mean, less 1: 0 to 1",
);
pub(crate) static PEAK_HOUR: NumberKey =
    NumberKey::new("workload.rhythm.peak_hour", 20.0, "hour of the day with the highest rate");
pub(crate) static PHASES: WordKey<PhaseKind> = WordKey::new(
    "workload.rhythm.phases",
    "common",
    "peak hours of the sites",
    &[
        ("common", PhaseKind::Common, "the same for all"),
        ("uniform", PhaseKind::Uniform, "spread evenly over the day at random"),
        ("von-mises", PhaseKind::VonMises, "spread around peak_hour"),
        ("mixed", PhaseKind::Mixed, "two groups of sites"),
    ],
);
pub(crate) static KAPPA: NumberKey =
    NumberKey::new("workload.rhythm.kappa", 1.0, "concentration of the peak hours (von-mises)");
pub(crate) static SECOND_SHARE: NumberKey = NumberKey::new(
    "workload.rhythm.second_share",
    0.5,
    "share of the sites in the second group (mixed)",
);
pub(crate) static SECOND_PEAK_HOUR: NumberKey =
    NumberKey::new("workload.rhythm.second_peak_hour", 11.0, "their peak hour (mixed)");
pub(crate) static WEEKEND: NumberKey = NumberKey::new(
    "workload.rhythm.weekend",
    1.0,
    "rate on weekends over that on weekdays; day 1 is Monday",
);

/// The words of `workload.rhythm.phases`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PhaseKind {
    Common,
    Uniform,
    VonMises,
    Mixed,
}

pub(super) fn read(reader: &Reader<'_>) -> Result<Option<Rhythm>, SpecError> {
    if !reader.given_section_of(&AMPLITUDE) {
        return Ok(None);
    }
    let phases = match reader.read(&PHASES)? {
        PhaseKind::Common => Phases::Common,
        PhaseKind::Uniform => Phases::Uniform,
        PhaseKind::VonMises => Phases::VonMises { kappa: reader.read(&KAPPA)? },
        PhaseKind::Mixed => Phases::Mixed {
            share: reader.read(&SECOND_SHARE)?,
            peak_hour: reader.read(&SECOND_PEAK_HOUR)?,
        },
    };
    Ok(Some(Rhythm {
        amplitude: reader.read(&AMPLITUDE)?,
        peak_hour: reader.read(&PEAK_HOUR)?,
        phases,
        weekend: reader.read(&WEEKEND)?,
    }))
}
