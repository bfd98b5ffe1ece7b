//! Objects of a fitted synthetic workload that are alike in popularity.

use crate::synthetic::parameter::ParameterError;
use serde::{Deserialize, Serialize};

/// The levels at which the quantiles of the gaps are given.
pub(super) const GAP_LEVELS: [f64; 23] = [
    0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8,
    0.85, 0.9, 0.95, 0.98, 0.995, 1.0,
];

/// Objects that are alike.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwinClass {
    /// How many.
    pub objects: u32,
    /// Requests for all of them together, at least one each.
    pub requests: u64,
    /// Their sizes: the means of groups of like number, increasing.
    pub bytes: Vec<u64>,
    /// Where in the time of requests they are first requested; of a single object, where all its
    /// requests are: quantiles at even steps, as shares of the whole, increasing; empty for
    /// anywhere.
    #[serde(default)]
    pub places: Vec<f64>,
    /// Quantiles of the gaps between the requests for one object, in requests, at
    /// [`Twin::GAP_LEVELS`](super::Twin::GAP_LEVELS); empty where no object has more than one. Of a single object whose
    /// places are given, the gaps are in its own time, in which its requests are even.
    pub gaps: Vec<f64>,
}

impl TwinClass {
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let wrong = |found: String, expected: &str| {
            Err(ParameterError::new("twin.classes", found, expected.to_owned()))
        };
        if self.objects == 0 || self.requests < u64::from(self.objects) {
            let found = format!("{} requests for {} objects", self.requests, self.objects);
            return wrong(found, "objects, and a request for each at least");
        }
        let sizes = self.bytes.len();
        if sizes == 0 || !self.bytes.is_sorted() || self.bytes.iter().any(|&b| b > 1 << 40) {
            return wrong(format!("bytes {:?}", self.bytes), "increasing sizes, at most 2^40");
        }
        let shares = self.places.iter().all(|share| (0.0..=1.0).contains(share));
        if !(shares && self.places.is_sorted() && self.places.len() != 1) {
            let expected = "two increasing shares from 0 to 1 at least, or none";
            return wrong(format!("places {:?}", self.places), expected);
        }
        let levels = GAP_LEVELS.len();
        let fine = self.gaps.is_empty() && self.requests == u64::from(self.objects)
            || self.gaps.len() == levels
                && self.gaps.is_sorted()
                && self.gaps.iter().all(|&gap| gap > 0.0 && gap.is_finite());
        if !fine {
            let expected = format!("{levels} increasing gaps above 0 where objects are reused");
            return wrong(format!("gaps {:?}", self.gaps), &expected);
        }
        Ok(())
    }

    /// Whether it is a single object with places of its own.
    pub(super) fn alone(&self) -> bool {
        self.objects == 1 && self.requests > 1 && !self.places.is_empty()
    }
}
