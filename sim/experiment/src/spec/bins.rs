//! The keys `bins` and `bin_s`.

use super::reader::{Reader, SpecError};
use hotset_workloads::SimTime;

/// How time is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BinSpec {
    /// Into hours; a short run into so many bins that loads can be seen to vary at all.
    Auto,
    /// Into so many bins.
    Count(usize),
    /// Into bins of this width.
    WidthNs(u64),
}

impl BinSpec {
    /// An hour: the time that one provisions for, unless another is given.
    pub(crate) const AUTO_NS: u64 = 3_600 * SimTime::NS_PER_S;
    /// Runs of fewer hours are short.
    pub(crate) const AUTO_HOURS_MIN: u64 = 10;
    /// Bins of a short run.
    pub(crate) const AUTO_COUNT: f64 = 200.0;
}

/// Time bins of one run.
pub(crate) const BINS_MAX: u64 = 20_000;

/// Reads them.
pub(crate) fn read(reader: &Reader<'_>) -> Result<BinSpec, SpecError> {
    match (reader.given("bin_s"), reader.given("bins")) {
        (false, false) => return Ok(BinSpec::Auto),
        (false, true) => {
            return Ok(BinSpec::Count(reader.whole("bins", 2..=100_000)? as usize));
        }
        _ => {}
    }
    if reader.given("bins") {
        return Err(SpecError::new("bin_s", "found both `bins` and `bin_s`; expected one of them"));
    }
    let width_s = reader.number_within("bin_s", 1e-6, 1e9)?;
    Ok(BinSpec::WidthNs((width_s * SimTime::NS_PER_S as f64).round() as u64))
}
