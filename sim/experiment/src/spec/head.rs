//! The keys of a whole experiment: its name, seed, replications, baseline and study.

use super::error::SpecError;
use super::keys::{AnyKey, TextKey, WholeKey};
use super::reader::Reader;
use super::replications::{
    PRECISION, PRECISION_METRIC, PrecisionSpec, REPLICATIONS, REPLICATIONS_MAX,
};
use super::study::STUDY;

pub(crate) static NAME: TextKey =
    TextKey::new("name", "experiment", "name of the experiment, part of its folder's name");
// TOML can write no larger whole number.
pub(crate) static SEED: WholeKey =
    WholeKey::new("seed", 1, "seed of all random numbers").within(0, i64::MAX as u64);
pub(crate) static BASELINE: TextKey = TextKey::new(
    "baseline",
    "",
    "layout that the others are compared with: its kind, or its name in the table; or a policy that is swept (by \
     default fifo of single caches); empty for none",
);
/// Set by `[robustness]`, never in a spec.
pub(crate) static VARIATION: TextKey = TextKey::needed(
    "variation",
    "name of a variation of the base experiment; set by [robustness] only",
);

/// Whether a key holds for the whole experiment, and makes no column of its results.
pub(crate) fn is_of_experiment(path: &str) -> bool {
    let keys: [&dyn AnyKey; 7] =
        [&NAME, &REPLICATIONS, &BASELINE, &STUDY, &PRECISION, &PRECISION_METRIC, &REPLICATIONS_MAX];
    keys.iter().any(|key| key.path() == path)
}

/// What all points of an experiment share.
pub(crate) struct Head {
    pub(crate) name: String,
    pub(crate) seed: u64,
    /// Replications to begin with.
    pub(crate) replications: u32,
    pub(crate) precision: Option<PrecisionSpec>,
    pub(crate) baseline: String,
}

impl Head {
    pub(crate) fn read(reader: &Reader<'_>) -> Result<Self, SpecError> {
        let name = reader.read(&NAME)?;
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if !(1..=100).contains(&name.len()) || name.starts_with('.') || !name.chars().all(plain) {
            let message = format!(
                "found {name:?}; expected 1 to 100 letters, digits, - and _: it names a folder"
            );
            return Err(SpecError::new(NAME.path(), message));
        }
        let (replications, precision) = PrecisionSpec::read(reader)?;
        Ok(Self {
            name,
            seed: reader.read(&SEED)?,
            replications,
            precision,
            baseline: reader.read(&BASELINE)?,
        })
    }
}
