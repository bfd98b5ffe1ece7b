//! One content of shot noise.

use super::profile::Profile;

/// One content of a shot-noise stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::synthetic) struct Shot {
    pub(super) birth_s: f64,
    pub(super) life_s: f64,
    pub(super) volume: f64,
}

impl Shot {
    /// The part of its requests that comes within the stream, on average.
    fn share(&self, profile: Profile, duration_s: f64) -> f64 {
        let share = |at_s: f64| profile.share((at_s - self.birth_s) / self.life_s);
        share(duration_s) - share(0.0)
    }

    /// The chance that it has a candidate within the stream.
    pub(super) fn asked(&self, profile: Profile, duration_s: f64, factor_max: f64) -> f64 {
        -libm::expm1(-self.volume * factor_max * self.share(profile, duration_s))
    }

    /// Requests that come within the stream, on average, given that it has a candidate.
    pub(in crate::synthetic) fn requests_mean(
        &self,
        profile: Profile,
        duration_s: f64,
        factor_max: f64,
    ) -> f64 {
        let mean = self.volume * self.share(profile, duration_s);
        mean / self.asked(profile, duration_s, factor_max).max(f64::MIN_POSITIVE)
    }
}
