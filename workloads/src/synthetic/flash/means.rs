//! What flash crowds add on average.

use super::process::{CrowdTimes, Flash};

impl Flash {
    /// The correlation of the loads of two of the sites that crowds cause: the share of a
    /// site's crowds that another one is in, too.
    pub fn correlation(&self, sites: usize) -> f64 {
        match self.common {
            Some(common) if sites > 1 => {
                common.share * (common.sites as f64 - 1.0) / (sites as f64 - 1.0)
            }
            _ => 0.0,
        }
    }

    /// Expected number of crowds in a stream of this many days.
    pub(in crate::synthetic) fn crowds_mean(&self, sites: usize, days: f64) -> f64 {
        match self.times {
            CrowdTimes::Once { .. } => 1.0,
            // A crowd is no longer than the stream, so that as many again may be under way.
            CrowdTimes::PerDay { events } => 2.0 * events * days * sites as f64,
        }
    }

    /// Seconds' worth of a site's mean rate that a crowd requests on top, on average.
    pub(in crate::synthetic) fn excess_s_mean(&self) -> f64 {
        let (least, most) = (self.magnitude - 1.0, self.magnitude_max - 1.0);
        let mean = match self.magnitude_alpha {
            // A Pareto tail that ends at `most`, where the rest of it lies.
            Some(1.0) => least * (1.0 + libm::log(most / least)),
            Some(alpha) => {
                let rest = most * libm::pow(least / most, alpha);
                alpha / (alpha - 1.0) * (least - rest) + rest
            }
            None => least,
        };
        let longest = self.shape.shape(self.magnitude_max);
        let area_s = longest.area_s(longest.length_s());
        if least > 0.0 { mean * area_s } else { 0.0 }
    }
}
