//! The keys `bins` and `bin_s`.

use super::error::SpecError;
use super::keys::{AnyKey, NumberKey, WholeKey};
use super::reader::Reader;
use hotset_workloads::SimTime;

pub(crate) static BIN_S: NumberKey = NumberKey::needed(
    "bin_s",
    "width of a time bin in seconds, the time scale of provisioning; by default 3600, or a 200th of \
     a run shorter than 10 hours",
)
.within(1e-6, 1e9);
pub(crate) static BINS: WholeKey = WholeKey::needed(
    "bins",
    "number of time bins, instead of `bin_s`: their width follows from the length of the run",
)
.within(2, 100_000);

/// How time is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BinSpec {
    /// Into hours; a short run into bins short enough to show how loads vary.
    Auto,
    /// Into this many bins.
    Count(usize),
    /// Into bins of this width.
    WidthNs(u64),
}

impl BinSpec {
    /// An hour, the default time scale of provisioning.
    pub(crate) const AUTO_NS: u64 = 3_600 * SimTime::NS_PER_S;
    /// Runs of fewer hours are short.
    pub(crate) const AUTO_HOURS_MIN: u64 = 10;
    /// Bins of a short run.
    pub(crate) const AUTO_COUNT: f64 = 200.0;
}

/// Most time bins of one run of a traffic study.
pub(crate) const BINS_MAX: u64 = 20_000;

pub(crate) fn read(reader: &Reader<'_>) -> Result<BinSpec, SpecError> {
    match (reader.given(&BIN_S), reader.given(&BINS)) {
        (false, false) => Ok(BinSpec::Auto),
        (false, true) => Ok(BinSpec::Count(reader.read(&BINS)? as usize)),
        (true, false) => Ok(BinSpec::WidthNs(reader.ns(&BIN_S)?)),
        (true, true) => {
            let message = "found both `bins` and `bin_s`; expected one of them";
            Err(SpecError::new(BIN_S.path(), message))
        }
    }
}
