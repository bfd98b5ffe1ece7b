//! How many contents a stream has on average.

use super::eras::Era;
use super::process::{DRAWN_MAX, ShotNoise};
use super::shot::Shot;
use crate::synthetic::parameter::ParameterError;
use crate::synthetic::seconds::DAY_S;

/// No more contents than this in a stream, and no more drawn to find them.
pub(in crate::synthetic) const CONTENTS_MAX: f64 = 1e8;

impl ShotNoise {
    /// Checks that the contents requested in a stream can be kept, and found in a time that is bearable.
    pub(in crate::synthetic) fn check_contents(
        &self,
        duration_s: f64,
        factor_max: f64,
    ) -> Result<(), ParameterError> {
        let contents = self.contents_mean(duration_s, factor_max);
        let drawn = |era: &Era| self.drawn_mean(era);
        let all: f64 = self.eras(duration_s, factor_max).iter().map(drawn).sum();
        let (found, expected) = match () {
            () if contents > CONTENTS_MAX => (contents, "at most 1e8 contents with a request"),
            () if all > DRAWN_MAX => (all, "at most 1e9 contents that could have one"),
            () => return Ok(()),
        };
        Err(ParameterError::new("shots.contents_per_day", found, expected))
    }

    /// The contents of an era that are drawn, on average: at least those that are requested.
    fn drawn_mean(&self, era: &Era) -> f64 {
        let births = self.contents_per_day * (era.to_s - era.from_s) / DAY_S;
        births * self.volumes(era.weight).taken
    }

    /// Contents that are requested in a stream, on average: by quadrature, to a few percent.
    pub(in crate::synthetic) fn contents_mean(&self, duration_s: f64, factor_max: f64) -> f64 {
        const STEPS: i32 = 16;
        let lives = self.life_levels();
        let volumes = self.volume_levels();
        let mean = |era: &Era| -> f64 {
            let mut sum = 0.0;
            for step in 0..STEPS {
                let part = (f64::from(step) + 0.5) / f64::from(STEPS);
                let birth_s = era.from_s + part * (era.to_s - era.from_s);
                for &(of_lives, life_s) in &lives {
                    for &(share, volume) in &volumes {
                        let shot = Shot { birth_s, life_s, volume };
                        sum += of_lives * share * shot.asked(self.profile, duration_s, factor_max);
                    }
                }
            }
            let births = self.contents_per_day * (era.to_s - era.from_s) / DAY_S;
            births * sum / f64::from(STEPS)
        };
        self.eras(duration_s, factor_max).iter().map(mean).sum()
    }

    /// Shares of the contents, and their lives in seconds: at even steps of the logarithm, as far as lives
    /// matter, which are the more likely to be met the longer they are.
    fn life_levels(&self) -> Vec<(f64, f64)> {
        const LEVELS: i32 = 40;
        let median_s = self.life_days * DAY_S;
        if self.life_sigma == 0.0 {
            return vec![(1.0, median_s)];
        }
        let (low, high) = (-4.0, self.life_sigma + 4.0);
        let score = |n: i32| low + (f64::from(n) + 0.5) * (high - low) / f64::from(LEVELS);
        let density = |score: f64| libm::exp(-0.5 * score * score);
        let all: f64 = (0..LEVELS).map(|n| density(score(n))).sum();
        let life_s = |score: f64| median_s * libm::exp(self.life_sigma * score);
        (0..LEVELS).map(score).map(|score| (density(score) / all, life_s(score))).collect()
    }

    /// Shares of the contents, and their volumes: each the half of what is above the one before, for the
    /// volume is in the tail.
    fn volume_levels(&self) -> Vec<(f64, f64)> {
        const LEVELS: i32 = 30;
        if self.volume_alpha.is_none() {
            return vec![(1.0, self.volume)];
        }
        let level = |n: i32| {
            let above = libm::exp2(f64::from(-n));
            (0.5 * above, self.volume_at(0.73 * above))
        };
        (0..LEVELS).map(level).collect()
    }
}
