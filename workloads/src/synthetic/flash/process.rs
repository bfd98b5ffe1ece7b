//! The process of flash crowds: its parameters, and their ranges.

use super::shape_model::ShapeModel;
use crate::synthetic::parameter::ParameterError;
use crate::synthetic::seconds::DAY_S;

/// What a crowd requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrowdTarget {
    /// All of a site, as its popularity is.
    Site,
    /// One object of a site, drawn by popularity.
    Object,
    /// One object that nobody requested before.
    NewObject,
}

/// When crowds come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum CrowdTimes {
    /// One crowd, on one site.
    Once {
        /// Beginning of its rise.
        at_s: f64,
        /// The site it is on.
        site: usize,
    },
    /// A Poisson process on every site.
    PerDay {
        /// Mean number of crowds per day and site.
        events: f64,
    },
}

/// A process of flash crowds. Crowds add up where they meet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flash {
    /// When they come.
    pub times: CrowdTimes,
    /// What they ask for.
    pub target: CrowdTarget,
    /// The rate of the site at the peak over what it would be then without the crowd: crowds follow
    /// the rhythm of their site. With a tail, the smallest that occurs.
    pub magnitude: f64,
    /// Exponent of a Pareto tail of the excess `magnitude - 1`; `None` if all crowds are alike.
    pub magnitude_alpha: Option<f64>,
    /// No magnitude is larger.
    pub magnitude_max: f64,
    /// How they rise and decay.
    pub shape: ShapeModel,
    /// Crowds that several sites are in at the same time; `None` where each site has its own.
    pub common: Option<CommonCrowds>,
}

/// Events that bring a crowd to several sites at once: all of its crowds begin together and are
/// alike. How many crowds a site is in does not depend on how many of them are common.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CommonCrowds {
    /// Share of a site's crowds that are common: 0 to 1.
    pub share: f64,
    /// Sites that an event takes, drawn again for each.
    pub sites: usize,
}

/// No more crowds than this in a stream, and no more requests in them.
pub(in crate::synthetic) const CROWDS_MAX: f64 = 1e6;

pub(in crate::synthetic) const REQUESTS_MAX: f64 = 1e15;

impl Flash {
    pub(in crate::synthetic) fn check(
        &self,
        sites: usize,
        duration_s: f64,
        rate_per_s: f64,
    ) -> Result<(), ParameterError> {
        let wrong = |key, found: f64, expected: &str| {
            Err(ParameterError::new(key, found, expected.to_owned()))
        };
        if !(self.magnitude > 1.0 && self.magnitude <= 1e9) {
            return wrong("flash.magnitude", self.magnitude, "above 1, at most 1e9");
        }
        if !(self.magnitude_max >= self.magnitude && self.magnitude_max <= 1e9) {
            let expected = "at least flash.magnitude, at most 1e9";
            return wrong("flash.magnitude_max", self.magnitude_max, expected);
        }
        if let Some(alpha) = self.magnitude_alpha.filter(|&a| !(a > 0.0 && a <= 100.0)) {
            return wrong("flash.magnitude_alpha", alpha, "above 0, at most 100; 0 for no tail");
        }
        if let ShapeModel::Ari { k, unit_s } = self.shape
            && !(k > 0.0 && k.is_finite() && unit_s > 0.0 && unit_s.is_finite())
        {
            return match k > 0.0 && k.is_finite() {
                true => wrong("flash.unit_s", unit_s, "positive"),
                false => wrong("flash.ramp_ratio", k, "positive"),
            };
        }
        self.check_times(sites, duration_s)?;
        self.check_common(sites)?;
        let none = matches!(self.times, CrowdTimes::PerDay { events: 0.0 });
        for magnitude in [self.magnitude, self.magnitude_max] {
            let shape = self.shape.shape(magnitude);
            shape.check()?;
            if shape.length_s() > duration_s && !none {
                let found = format!("a crowd of {} s", shape.length_s());
                let expected = format!("no longer than the stream of {duration_s} s");
                return Err(ParameterError::new("flash.shape", found, expected));
            }
        }
        let area_s = self.shape.shape(self.magnitude).area_s(f64::INFINITY);
        let requests =
            self.crowds_mean(1, duration_s / DAY_S) * (self.magnitude - 1.0) * area_s * rate_per_s;
        if requests > REQUESTS_MAX {
            let expected = "crowds of 1e15 requests in all, at most";
            return wrong("flash.magnitude", self.magnitude, expected);
        }
        Ok(())
    }

    fn check_common(&self, sites: usize) -> Result<(), ParameterError> {
        let Some(common) = self.common else { return Ok(()) };
        if !(0.0..=1.0).contains(&common.share) {
            return Err(ParameterError::new("flash.common", common.share, "0 to 1"));
        }
        if !(1..=sites).contains(&common.sites) {
            let expected = format!("1 to the number of sites, {sites}");
            return Err(ParameterError::new("flash.common_sites", common.sites, expected));
        }
        if matches!(self.times, CrowdTimes::Once { .. }) {
            let expected = "left out where a single crowd is given by flash.at_s";
            return Err(ParameterError::new("flash.common", common.share, expected));
        }
        Ok(())
    }

    fn check_times(&self, sites: usize, duration_s: f64) -> Result<(), ParameterError> {
        let wrong = |key, found: f64, expected: &str| {
            Err(ParameterError::new(key, found, expected.to_owned()))
        };
        match self.times {
            CrowdTimes::Once { at_s, site } => {
                if !(0.0..duration_s).contains(&at_s) {
                    let expected = format!("within the stream of {duration_s} s");
                    return wrong("flash.at_s", at_s, &expected);
                }
                if site >= sites {
                    let expected = format!("a site of {sites}, counted from 0");
                    return wrong("flash.site", site as f64, &expected);
                }
                Ok(())
            }
            CrowdTimes::PerDay { events } => {
                let all = events * duration_s / DAY_S * sites as f64;
                if events >= 0.0 && all <= CROWDS_MAX {
                    return Ok(());
                }
                wrong("flash.per_day", events, "at least 0, and at most a million crowds in all")
            }
        }
    }
}
