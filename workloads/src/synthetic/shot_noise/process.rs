//! The shot-noise process: its parameters, and their ranges.

use super::profile::Profile;
use crate::synthetic::parameter::ParameterError;
use crate::synthetic::seconds::DAY_S;

/// The shot-noise model (Traverso et al., ACM CCR 43(5), 2013): contents are published as a Poisson
/// process; each gets a Poisson number of requests, spread over its life by a profile
/// (THEORY 5.7). The rate of the stream is `contents_per_day` times `volume`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ShotNoise {
    /// Mean number of contents published a day.
    pub contents_per_day: f64,
    /// Mean number of requests for a content in its whole life.
    pub volume: f64,
    /// Exponent of a Pareto distribution of the volumes, above 1; `None` if all have the same mean.
    pub volume_alpha: Option<f64>,
    /// Life span: of a rectangular profile its length, of the others the time constant. Where it
    /// varies, the median.
    pub life_days: f64,
    /// Standard deviation of `ln(life span)`; 0 if all are alike.
    pub life_sigma: f64,
    /// How the requests lie in the life.
    pub profile: Profile,
}

pub(in crate::synthetic) const DRAWN_MAX: f64 = 1e9;

impl ShotNoise {
    pub(in crate::synthetic) fn check(&self) -> Result<(), ParameterError> {
        let positive = |key, value: f64, most: f64| {
            if value > 0.0 && value <= most {
                return Ok(());
            }
            Err(ParameterError::new(key, value, format!("above 0, at most {most}")))
        };
        positive("shots.contents_per_day", self.contents_per_day, 1e12)?;
        positive("shots.volume", self.volume, 1e12)?;
        positive("shots.life_days", self.life_days, 1e5)?;
        if let Some(alpha) = self.volume_alpha.filter(|&a| !(a > 1.0 && a <= 100.0)) {
            let expected = "above 1, at most 100; 0 for no tail";
            return Err(ParameterError::new("shots.volume_alpha", alpha, expected));
        }
        if !(0.0..=5.0).contains(&self.life_sigma) {
            return Err(ParameterError::new("shots.life_sigma", self.life_sigma, "0 to 5"));
        }
        Ok(())
    }

    /// Mean requests per second.
    pub(in crate::synthetic) fn rate_per_s(&self) -> f64 {
        self.contents_per_day * self.volume / DAY_S
    }
}
