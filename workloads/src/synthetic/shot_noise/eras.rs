//! The time in which contents are born that can be requested within a stream.

use super::process::ShotNoise;
use crate::synthetic::seconds::DAY_S;

/// A part of the time in which contents are born.
#[derive(Clone, Copy, Debug)]
pub(in crate::synthetic) struct Era {
    pub(super) from_s: f64,
    pub(super) to_s: f64,
    /// A bound: requests that come within the stream, on average, over the volume.
    pub(super) weight: f64,
}

impl ShotNoise {
    /// How long before the stream the first contents that still matter are born.
    fn before_days(&self) -> f64 {
        // All lives but one in a thousand are shorter.
        self.life_days * libm::exp(3.1 * self.life_sigma) * self.profile.reach()
    }

    /// The time in which contents are born that can still matter, cut where the age at the beginning of
    /// the stream doubles. Profiles fall, so that no more than `duration / age` of a volume comes within
    /// the stream.
    pub(super) fn eras(&self, duration_s: f64, factor_max: f64) -> Vec<Era> {
        let before_s = self.before_days() * DAY_S;
        let mut eras = Vec::new();
        let mut oldest_s = before_s;
        while oldest_s > duration_s {
            let youngest_s = (0.5 * oldest_s).max(duration_s);
            let weight = factor_max * duration_s / youngest_s;
            eras.push(Era { from_s: -oldest_s, to_s: -youngest_s, weight });
            oldest_s = youngest_s;
        }
        eras.push(Era { from_s: -oldest_s, to_s: 0.0, weight: factor_max });
        eras.push(Era { from_s: 0.0, to_s: duration_s, weight: factor_max });
        eras
    }
}
