//! The key `warm_up`.

use super::error::SpecError;
use super::keys::{AnyKey, Choice, NumberKey, NumberOrWordKey, WordKey};
use super::reader::Reader;
use super::workload::{WorkloadSpec, flash};

pub(crate) static WARM_UP: NumberOrWordKey<WarmUp> = NumberOrWordKey {
    words: WordKey::new(
        "warm_up",
        "auto",
        "beginning of a run that is not measured",
        &[
            (
                "auto",
                WarmUp::Auto,
                "a quarter of the bins, or more, up to three quarters, until caches have turned over",
            ),
            (
                "steady",
                WarmUp::Steady,
                "until caches have turned over, before the requests that the spec asks for; at most \
                 ten times as many in all",
            ),
        ],
    ),
    number: NumberKey::needed("warm_up", "a share of the bins, as 0.25").within(0.0, 0.99),
};

/// How much of a run is not measured.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// This share of the bins.
    Share(f64),
    /// A quarter of the bins, or more, up to three quarters, where caches need more to turn over; no more
    /// than three quarters of those before a crowd whose time the spec sets.
    Auto,
    /// As much as caches need to turn over, before as many requests as the spec asks for.
    Steady,
}

/// Bounds of the automatic share.
pub(crate) const AUTO_MIN: f64 = 0.25;
pub(crate) const AUTO_MAX: f64 = 0.75;
/// A steady stream is at most this many times as long as the spec asks for.
pub(crate) const STEADY_MAX: f64 = 10.0;

impl WarmUp {
    pub(crate) fn read(reader: &Reader<'_>, workload: &WorkloadSpec) -> Result<Self, SpecError> {
        let read = match reader.read(&WARM_UP)? {
            Choice::Number(share) => return Ok(Self::Share(share)),
            Choice::Word(word) => word,
        };
        let lengthens = match workload {
            WorkloadSpec::Synthetic(_) => !reader.given(&flash::AT_S),
            WorkloadSpec::Trace { .. } | WorkloadSpec::Series { .. } | WorkloadSpec::Twin(_) => {
                false
            }
        };
        if read == Self::Steady && !lengthens {
            let message = "\"steady\" lengthens the requests of a model; found requests of a fixed length, \
                           or a crowd at a fixed time";
            return Err(
                SpecError::new(WARM_UP.path(), message).with_help("take \"auto\", or a share")
            );
        }
        Ok(read)
    }

    /// Whether it is known only once the content is.
    pub(crate) fn depends_on_content(self) -> bool {
        !matches!(self, Self::Share(_))
    }

    /// How many times as long as the spec asks for a stream can become.
    pub(crate) fn lengthens(self) -> f64 {
        if self == Self::Steady { STEADY_MAX } else { 1.0 }
    }

    /// The share that is not measured, as long as nothing is known of the content.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Share(share) => share,
            Self::Auto | Self::Steady => AUTO_MIN,
        }
    }
}
