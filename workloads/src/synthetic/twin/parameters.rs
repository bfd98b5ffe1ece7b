//! The parameters of a fitted synthetic workload, and their ranges.

use super::class::{GAP_LEVELS, TwinClass};
use crate::synthetic::parameter::ParameterError;
use serde::{Deserialize, Serialize};

/// The shape of a trace: how popularity, sizes and reuse go together, class by class, and how the
/// rate varies. A twin is drawn as renewal processes in the time of requests (the n-th request is
/// at n), with the gaps of the objects of a class drawn from one distribution: what an LRU cache
/// sees depends on these gaps. The rate then puts the requests on the clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// When it begins, in seconds since 1970, so that days and hours fall as they did.
    pub start_unix_s: f64,
    /// Its length in seconds.
    pub duration_s: f64,
    /// Rate in each hour of the day over its mean; empty for none.
    pub day: Vec<f64>,
    /// Rate on each day of the week, from Monday on (from time 0 on where the beginning is not a date), over
    /// its mean; empty for none.
    pub week: Vec<f64>,
    /// Hours of a rate out of the cycle: hours since midnight of the first day, and the rate over
    /// that of the cycle.
    pub surges: Vec<(u32, f64)>,
    /// Objects alike in popularity, the most popular first.
    pub classes: Vec<TwinClass>,
}

/// No more than this is drawn: the twin is kept in memory.
pub(super) const REQUESTS_MAX: u64 = 2_000_000_000;

/// Sums of bytes stay exact up to this, whatever becomes of each request.
pub(super) const BYTES_TOTAL_MAX: u128 = 1 << 61;

impl Twin {
    /// The levels at which the quantiles of the gaps are given.
    pub const GAP_LEVELS: [f64; 23] = GAP_LEVELS;

    /// Requests of the twin.
    pub fn requests(&self) -> u64 {
        self.classes.iter().map(|class| class.requests).fold(0, u64::saturating_add)
    }

    /// Objects of the twin.
    pub fn objects(&self) -> u64 {
        self.classes.iter().map(|class| u64::from(class.objects)).sum()
    }

    /// The twin with gaps spread about a pivot, in requests: the shorter ones become shorter, the
    /// longer ones longer, by the power `1 + spread`. Real requests come in sets that are used
    /// together, so that caches see more of both than from objects that know nothing of each
    /// other; this stands in for it.
    pub fn spread(&self, spread: f64, pivot: f64) -> Self {
        let length = self.requests() as f64;
        let mut twin = self.clone();
        for class in &mut twin.classes {
            // Gaps of a single object with places are in units of its mean gap.
            let unit = if class.alone() { length / class.requests as f64 } else { 1.0 };
            for gap in &mut class.gaps {
                let ratio = (*gap * unit / pivot).max(f64::MIN_POSITIVE);
                *gap = (*gap * libm::pow(ratio, spread)).max(1e-9);
            }
        }
        twin
    }

    /// Checks that a twin can be drawn.
    ///
    /// # Errors
    /// The first key that is wrong.
    pub fn check(&self) -> Result<(), ParameterError> {
        let wrong = |key, found: String, expected: &str| {
            Err(ParameterError::new(key, found, expected.to_owned()))
        };
        let positive = |values: &[f64]| values.iter().all(|&v| v.is_finite() && v >= 0.0);
        let some = |values: &[f64]| values.is_empty() || values.iter().sum::<f64>() > 0.0;
        if !(self.duration_s > 0.0 && self.duration_s <= 9e9) {
            return wrong("twin.duration_s", self.duration_s.to_string(), "above 0, at most 9e9");
        }
        if !(0.0..=1e10).contains(&self.start_unix_s) {
            return wrong("twin.start_unix_s", self.start_unix_s.to_string(), "0 to 1e10");
        }
        for (key, values, phases) in [("twin.day", &self.day, 24), ("twin.week", &self.week, 7)] {
            let length = [0, phases].contains(&values.len());
            if !(length && positive(values) && some(values)) {
                let expected = format!("{phases} levels of 0 or more, or none");
                return Err(ParameterError::new(key, format!("{values:?}"), expected));
            }
        }
        if let Some(surge) = self.surges.iter().find(|(_, f)| !(f.is_finite() && *f > 0.0)) {
            return wrong("twin.surges", format!("{surge:?}"), "factors above 0");
        }
        if !(1..=REQUESTS_MAX).contains(&self.requests()) {
            return wrong("twin.classes", format!("{} requests", self.requests()), "1 to 2e9");
        }
        self.classes.iter().try_for_each(TwinClass::check)?;
        let most = |class: &TwinClass| {
            let largest = class.bytes.last().copied().unwrap_or(0);
            u128::from(class.requests) * u128::from(largest)
        };
        let bytes: u128 = self.classes.iter().map(most).sum();
        if bytes > BYTES_TOTAL_MAX {
            return wrong("twin.classes", format!("up to {bytes} bytes in all"), "at most 2^61");
        }
        Ok(())
    }
}
