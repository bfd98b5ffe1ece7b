//! The key `warm_up`.

use super::reader::{Reader, SpecError};
use super::workload::WorkloadSpec;

/// How much is cut off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WarmUp {
    /// This share of the bins.
    Share(f64),
    /// A quarter of the bins, or more, up to three quarters, where caches need more to turn over; no more
    /// than three quarters of those before a crowd that is asked for.
    Auto,
    /// As much as caches need to turn over, in front of as many requests as are asked for.
    Steady,
}

/// Bounds of the share that is cut off automatically.
pub(crate) const AUTO_MIN: f64 = 0.25;
pub(crate) const AUTO_MAX: f64 = 0.75;
/// A stream is made at most so many times as long as was asked for.
pub(crate) const STEADY_MAX: f64 = 10.0;
impl WarmUp {
    /// Reads it.
    pub(crate) fn read(reader: &Reader<'_>, workload: &WorkloadSpec) -> Result<Self, SpecError> {
        const KEY: &str = "warm_up";
        if !matches!(reader.optional(KEY), Some(toml::Value::String(_))) {
            return Ok(Self::Share(reader.number_within(KEY, 0.0, 0.99)?));
        }
        let read = reader.word(KEY, &[("auto", Self::Auto), ("steady", Self::Steady)])?;
        let lengthens = match workload {
            WorkloadSpec::Synthetic(_) => !reader.given("workload.flash.at_s"),
            _ => false,
        };
        if read == Self::Steady && !lengthens {
            let message = "\"steady\" lengthens the requests of a model; found requests that are what they \
                           are, or a crowd at a time of theirs";
            return Err(SpecError::new(KEY, message).with_help("take \"auto\", or a share"));
        }
        Ok(read)
    }

    /// How many times as long as asked for a stream can become.
    pub(crate) fn lengthens(self) -> f64 {
        if self == Self::Steady { STEADY_MAX } else { 1.0 }
    }

    /// The share that is cut off as long as nothing is known of the content.
    pub(crate) fn share(self) -> f64 {
        match self {
            Self::Share(share) => share,
            Self::Auto | Self::Steady => AUTO_MIN,
        }
    }
}
