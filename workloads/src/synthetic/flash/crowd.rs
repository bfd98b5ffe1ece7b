//! One flash crowd.

use super::shape::CrowdShape;
use crate::SiteId;

/// One flash crowd.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// Beginning of the rise; before 0 for crowds under way when the stream begins.
    pub start_s: f64,
    /// The site it is on.
    pub site: SiteId,
    /// Peak rate of the site over what it would be then.
    pub magnitude: f64,
    /// How it rises and decays.
    pub shape: CrowdShape,
}

impl Crowd {
    /// When it is over.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.shape.length_s()
    }

    /// The excess over the site's mean rate at a time.
    pub fn excess(&self, at_s: f64) -> f64 {
        let since = at_s - self.start_s;
        if since < 0.0 { 0.0 } else { (self.magnitude - 1.0) * self.shape.level(since) }
    }

    /// The integral of the excess between two times.
    pub fn excess_s(&self, from_s: f64, to_s: f64) -> f64 {
        let area = |at_s: f64| self.shape.area_s((at_s - self.start_s).max(0.0));
        (self.magnitude - 1.0) * (area(to_s) - area(from_s))
    }

    /// A bound on the excess between two times.
    pub(in crate::synthetic) fn excess_max(&self, from_s: f64, to_s: f64) -> f64 {
        let (from, to) = (from_s - self.start_s, to_s - self.start_s);
        if to <= 0.0 {
            return 0.0;
        }
        (self.magnitude - 1.0) * self.shape.level_max(from.max(0.0), to)
    }

    /// The next time at which the bound should be computed again.
    pub(in crate::synthetic) fn step_s(&self, at_s: f64) -> f64 {
        if at_s < self.start_s {
            return self.start_s;
        }
        self.start_s + self.shape.step_s(at_s - self.start_s)
    }
}
