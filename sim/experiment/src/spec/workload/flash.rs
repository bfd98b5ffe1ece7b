//! The keys `workload.flash.*`: flash crowds. Without any of them there are none.

use super::crowd_shape;
use crate::spec::error::SpecError;
use crate::spec::keys::{AnyKey, Choice, CountOrWordKey, NumberKey, WholeKey, WordKey, whole_from};
use crate::spec::reader::Reader;
use hotset_workloads::synthetic::{CommonCrowds, CrowdTarget, CrowdTimes, Flash};
use toml::Value;

pub(crate) static PER_DAY: NumberKey = NumberKey::new(
    "workload.flash.per_day",
    1.0,
    "flash crowds a day on each site, a Poisson process",
);
pub(crate) static COMMON: NumberKey = NumberKey::new(
    "workload.flash.common",
    0.0,
    "share of a site's crowds that are due to events which affect several sites at once",
)
.within(0.0, 1.0);
pub(crate) static COMMON_SITES: CountOrWordKey<()> = CountOrWordKey {
    words: WordKey::new(
        "workload.flash.common_sites",
        "all",
        "sites that such an event affects, drawn at random",
        &[("all", (), "every site")],
    ),
    counted: "sites",
};
pub(crate) static AT_S: NumberKey = NumberKey::needed(
    "workload.flash.at_s",
    "time at which a single flash crowd begins, instead of `per_day`",
);
pub(crate) static SITE: WholeKey =
    WholeKey::new("workload.flash.site", 0, "site of the single flash crowd (with at_s)")
        .within(0, 65_535);
pub(crate) static ON: WordKey<CrowdTarget> = WordKey::new(
    "workload.flash.on",
    "object",
    "what a crowd requests",
    &[
        ("site", CrowdTarget::Site, "all objects of the site, by popularity"),
        ("object", CrowdTarget::Object, "one of its objects"),
        ("new-object", CrowdTarget::NewObject, "an object that did not exist before"),
    ],
);
pub(crate) static MAGNITUDE: NumberKey = NumberKey::new(
    "workload.flash.magnitude",
    10.0,
    "peak rate of the site over its mean; the minimum, if magnitudes are Pareto",
);
pub(crate) static MAGNITUDE_ALPHA: NumberKey = NumberKey::new(
    "workload.flash.magnitude_alpha",
    0.0,
    "Pareto exponent of magnitude - 1; 0 for equal magnitudes",
);
pub(crate) static MAGNITUDE_MAX: NumberKey = NumberKey::new(
    "workload.flash.magnitude_max",
    1_000.0,
    "largest magnitude, if magnitudes are Pareto",
);

/// Flash crowds on this many sites.
pub(super) fn read(reader: &Reader<'_>, sites: usize) -> Result<Option<Flash>, SpecError> {
    if !reader.given_section_of(&AT_S) {
        return Ok(None);
    }
    let times = match (reader.given(&AT_S), reader.given(&PER_DAY)) {
        (true, true) => {
            let message = "found both `at_s` and `per_day`; expected one of them";
            return Err(SpecError::new(AT_S.path(), message));
        }
        (true, false) => {
            CrowdTimes::Once { at_s: reader.read(&AT_S)?, site: reader.read(&SITE)? as usize }
        }
        (false, _) => CrowdTimes::PerDay { events: reader.read(&PER_DAY)? },
    };
    let tail = reader.read(&MAGNITUDE_ALPHA)?;
    let magnitude = reader.read(&MAGNITUDE)?;
    Ok(Some(Flash {
        times,
        target: reader.read(&ON)?,
        magnitude,
        magnitude_alpha: (tail != 0.0).then_some(tail),
        magnitude_max: if tail == 0.0 { magnitude } else { reader.read(&MAGNITUDE_MAX)? },
        shape: crowd_shape::read(reader)?,
        common: common(reader, sites)?,
    }))
}

/// Crowds on several sites at the same time.
fn common(reader: &Reader<'_>, sites: usize) -> Result<Option<CommonCrowds>, SpecError> {
    let share = reader.read(&COMMON)?;
    if share == 0.0 {
        return Ok(None);
    }
    let affected = match reader.read(&COMMON_SITES)? {
        Choice::Word(()) => sites,
        Choice::Number(count) => {
            let found = Value::Integer(count);
            whole_from(COMMON_SITES.path(), &found, 1, sites as u64)? as usize
        }
    };
    Ok(Some(CommonCrowds { share, sites: affected }))
}
