//! The keys `workload.shots.*`: contents with finite lifetimes (`popularity.kind = "shot-noise"`).

use crate::spec::error::SpecError;
use crate::spec::keys::{NumberKey, WordKey};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{Profile, ShotNoise};

pub(crate) static CONTENTS_PER_DAY: NumberKey =
    NumberKey::new("workload.shots.contents_per_day", 1_000.0, "new contents a day (shot-noise)");
pub(crate) static VOLUME: NumberKey =
    NumberKey::new("workload.shots.volume", 10.0, "mean requests for a content in its lifetime");
pub(crate) static VOLUME_ALPHA: NumberKey = NumberKey::new(
    "workload.shots.volume_alpha",
    0.0,
    "Pareto exponent of the volumes; 0 for equal volumes",
);
pub(crate) static LIFE_DAYS: NumberKey =
    NumberKey::new("workload.shots.life_days", 5.0, "lifetime, or time constant of its decay");
pub(crate) static LIFE_SIGMA: NumberKey =
    NumberKey::new("workload.shots.life_sigma", 0.0, "standard deviation of ln(lifetime)");
pub(crate) static PROFILE: WordKey<Profile> = WordKey::new(
    "workload.shots.profile",
    "rectangular",
    "request rate of a content over its lifetime",
    &[
        ("rectangular", Profile::Rectangular, "constant"),
        ("exponential", Profile::Exponential, "exponential decay"),
        ("power-law", Profile::Power, "power-law decay"),
    ],
);

pub(super) fn read(reader: &Reader<'_>) -> Result<ShotNoise, SpecError> {
    let tail = reader.read(&VOLUME_ALPHA)?;
    Ok(ShotNoise {
        contents_per_day: reader.read(&CONTENTS_PER_DAY)?,
        volume: reader.read(&VOLUME)?,
        volume_alpha: (tail != 0.0).then_some(tail),
        life_days: reader.read(&LIFE_DAYS)?,
        life_sigma: reader.read(&LIFE_SIGMA)?,
        profile: reader.read(&PROFILE)?,
    })
}
