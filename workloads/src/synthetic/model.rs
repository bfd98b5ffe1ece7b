//! The parameters of a synthetic workload.

use super::churn::Churn;
use super::parameter::ParameterError;
use super::rhythm::Rhythm;
use super::sites::Sites;
use super::sizes::Sizes;
use crate::SimTime;
use crate::synthetic::flash::{CrowdTarget, CrowdTimes, Flash};
use crate::synthetic::popularity::Popularity;
use crate::synthetic::shot_noise::ShotNoise;

/// A synthetic workload. With none of the last four parts it is stationary: the independent
/// reference model. They can be put together freely, but for shot noise, which is a popularity and
/// a churn of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthetic {
    /// Objects in the catalog at the beginning, all sites together.
    pub objects: usize,
    /// How the catalog is split over sites, and how the sites share the requests.
    pub sites: Sites,
    /// How the requests to one site are spread over its objects.
    pub popularity: Popularity,
    /// How large the objects are.
    pub sizes: Sizes,
    /// Length of a stationary stream. One that varies ends after `requests / rate_per_s` seconds;
    /// requests of flash crowds come on top.
    pub requests: u64,
    /// Mean arrival rate, flash crowds apart.
    pub rate_per_s: f64,
    /// Days and weeks.
    pub rhythm: Option<Rhythm>,
    /// Flash crowds.
    pub flash: Option<Flash>,
    /// Drift and turnover of the ranks.
    pub churn: Option<Churn>,
    /// Contents that live and die; takes the place of `objects`, `popularity` and `rate_per_s`.
    pub shots: Option<ShotNoise>,
}

impl Default for Synthetic {
    fn default() -> Self {
        Self {
            objects: 200_000,
            sites: Sites::default(),
            popularity: Popularity::Zipf { alpha: 0.8 },
            sizes: Sizes::default(),
            requests: 2_000_000,
            rate_per_s: 2_000.0,
            rhythm: None,
            flash: None,
            churn: None,
            shots: None,
        }
    }
}

impl Synthetic {
    /// The largest catalog: 100 million objects.
    pub const OBJECTS_MAX: usize = 100_000_000;

    /// Whether anything changes in the course of time.
    pub fn varies(&self) -> bool {
        self.rhythm.is_some()
            || self.flash.is_some()
            || self.churn.is_some()
            || self.shots.is_some()
    }

    /// Mean requests per second, flash crowds apart.
    pub fn mean_rate_per_s(&self) -> f64 {
        self.shots.map_or(self.rate_per_s, |shots| shots.rate_per_s())
    }

    /// The highest rate that the rhythm gives any site, over its mean.
    pub(super) fn factor_max(&self) -> f64 {
        self.rhythm.map_or(1.0, |rhythm| rhythm.factor_max())
    }

    /// Planned length of the stream in seconds.
    pub fn duration_s(&self) -> f64 {
        self.requests as f64 / self.mean_rate_per_s()
    }

    /// Objects and ranks that a stream can have, almost surely: what its tables grow with.
    pub fn objects_max(&self) -> f64 {
        let days = self.duration_s() / 86_400.0;
        let start = self.sites.slots(self.objects) as f64;
        let base = self.shots.map_or(start, |shots| {
            // The mean is known to a few percent.
            1.05 * shots.contents_mean(self.duration_s(), self.factor_max())
        });
        let entering = self.churn.map_or(0.0, |c| c.turnover_per_day * c.new_share * start * days);
        let crowds = self.flash.map_or(0.0, |flash| flash.crowds_mean(self.sites.count, days));
        let mean = base + entering + crowds;
        mean + 6.0 * mean.sqrt()
    }

    /// Requests that a stream can have, crowds included, unless they are much larger than they mostly
    /// are.
    pub fn requests_max(&self) -> f64 {
        let days = self.duration_s() / 86_400.0;
        let crowds = self.flash.map_or(0.0, |flash| {
            let sites = match flash.times {
                CrowdTimes::Once { .. } => 1.0,
                CrowdTimes::PerDay { .. } => self.sites.count as f64,
            };
            let each = flash.excess_s_mean() * self.mean_rate_per_s() / sites;
            flash.crowds_mean(self.sites.count, days) * each
        });
        let mean = self.requests as f64 + crowds;
        mean + 6.0 * mean.sqrt()
    }

    /// Checks every parameter against its range.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn check(&self) -> Result<(), ParameterError> {
        if !(1..=Self::OBJECTS_MAX).contains(&self.objects) {
            return Err(ParameterError::new("objects", self.objects, "1 to 100 million"));
        }
        // Time is counted in nanoseconds: faster streams would stand still.
        if !(self.rate_per_s > 0.0 && self.rate_per_s <= 1e9) {
            let expected = "positive, at most 1e9";
            return Err(ParameterError::new("rate_per_s", self.rate_per_s, expected));
        }
        if self.requests == 0 {
            return Err(ParameterError::new("requests", 0, "at least 1"));
        }
        let duration_s = self.duration_s();
        let ns_max = u64::MAX as f64 / 2.0;
        if duration_s.is_nan() || duration_s * SimTime::NS_PER_S as f64 > ns_max {
            let expected = "fast enough that the requests span less than 292 years";
            return Err(ParameterError::new("rate_per_s", self.mean_rate_per_s(), expected));
        }
        self.popularity.check()?;
        self.sites.check(self.objects)?;
        self.sizes.check()?;
        self.check_variation(duration_s)?;
        // Sums of bytes stay exact, with room for the spread of the sizes.
        let bytes = self.sizes.mean_bytes() * (self.requests as f64).max(self.objects as f64);
        if bytes > 1e17 {
            let expected = "few enough that all bytes together are below 1e17";
            return Err(ParameterError::new("requests", self.requests, expected));
        }
        Ok(())
    }

    fn check_variation(&self, duration_s: f64) -> Result<(), ParameterError> {
        self.rhythm.map_or(Ok(()), |rhythm| rhythm.check())?;
        let rate_per_s = self.mean_rate_per_s();
        self.flash.map_or(Ok(()), |flash| flash.check(self.sites.count, duration_s, rate_per_s))?;
        self.churn
            .map_or(Ok(()), |churn| churn.check(self.sites.slots(self.objects), duration_s))?;
        let Some(shots) = self.shots else { return Ok(()) };
        shots.check()?;
        shots.check_contents(duration_s, self.factor_max())?;
        if self.churn.is_some() {
            let expected = "left out: with shot noise, contents come and go by themselves";
            return Err(ParameterError::new("churn.turnover_per_day", "given", expected));
        }
        if self.flash.is_some_and(|flash| flash.target != CrowdTarget::NewObject) {
            let expected = "new-object: with shot noise, no object has a popularity to follow";
            return Err(ParameterError::new("flash.on", "another target", expected));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_out_of_range_are_named() {
        let alpha =
            Synthetic { popularity: Popularity::Zipf { alpha: -0.1 }, ..Default::default() };
        assert_eq!(alpha.check().unwrap_err().key, "popularity.alpha");
        let sites = Sites { count: 11, ..Sites::default() };
        let model = Synthetic { objects: 10, sites, ..Default::default() };
        assert_eq!(model.check().unwrap_err().key, "sites.count");
        let slow = Synthetic { rate_per_s: 1e-9, ..Default::default() };
        assert_eq!(slow.check().unwrap_err().key, "rate_per_s");
    }
}
