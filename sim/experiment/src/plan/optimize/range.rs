//! The range of a key, and its scale for the golden section.

/// The range of a key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct KeyRange {
    pub(super) from: f64,
    pub(super) to: f64,
    /// Whether it is a whole number.
    pub(super) whole: bool,
}

impl KeyRange {
    /// The scale of the golden section: logarithmic, as far as zero allows it.
    pub(super) fn place(&self, value: f64) -> f64 {
        match self.whole {
            true => libm::log(1.0 + value),
            false if self.from > 0.0 => libm::log(value),
            false => value,
        }
    }

    pub(super) fn value(&self, place: f64) -> f64 {
        let value = match self.whole {
            true => (libm::exp(place) - 1.0).round(),
            false if self.from > 0.0 => readable(libm::exp(place)),
            false => readable(place),
        };
        value.clamp(self.from, self.to)
    }
}

/// To six digits: a place that is reached in two ways is one value.
fn readable(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

/// The section: 2 over 1 plus the root of 5.
pub(super) const GOLDEN: f64 = 0.618_033_988_749_894_9;

/// The values whose costs are not known, each once.
pub(super) fn unknown(values: &[f64], cost: &dyn Fn(f64) -> Option<f64>) -> Vec<f64> {
    let mut unknown: Vec<f64> = values.iter().copied().filter(|&v| cost(v).is_none()).collect();
    unknown.sort_by(f64::total_cmp);
    unknown.dedup();
    unknown
}
