//! Draws the contents of a stream.

use super::process::ShotNoise;
use super::shot::Shot;
use crate::Stream;
use crate::samplers::{Exp1, StandardNormal};
use crate::synthetic::seconds::DAY_S;
use rand::RngExt;

impl ShotNoise {
    /// Draws the contents of a stream that are requested (by candidates, at the highest rate of the
    /// rhythm), in the order of their birth: births of all, thinned by a bound on the chance of a request,
    /// then by the chance itself. What is drawn grows with what is requested, not with all that is born.
    pub(in crate::synthetic) fn draw(
        &self,
        duration_s: f64,
        factor_max: f64,
        stream: &mut Stream,
    ) -> Vec<Shot> {
        let mut shots = Vec::new();
        for era in self.eras(duration_s, factor_max) {
            let volumes = self.volumes(era.weight);
            let gap_s = DAY_S / (self.contents_per_day * volumes.taken);
            let mut birth_s = era.from_s;
            loop {
                birth_s += stream.sample::<f64, _>(Exp1) * gap_s;
                if birth_s >= era.to_s {
                    break;
                }
                let volume = volumes.draw(stream);
                let spread = if self.life_sigma > 0.0 {
                    libm::exp(self.life_sigma * stream.sample::<f64, _>(StandardNormal))
                } else {
                    1.0
                };
                let life_s = self.life_days * DAY_S * spread;
                let shot = Shot { birth_s, life_s, volume };
                let bound = (era.weight * volume).min(1.0);
                let asked = shot.asked(self.profile, duration_s, factor_max);
                if stream.random::<f64>() * bound < asked {
                    shots.push(shot);
                }
            }
        }
        shots
    }
}

#[cfg(test)]
mod tests {
    use super::super::profile::Profile;
    use super::*;
    use rand::SeedableRng;

    /// Of all that is born only what is requested is drawn, and as much of it as there should be: contents
    /// with 0.01 requests each, and such as are old when the stream begins. Takes some ten seconds.
    #[test]
    fn what_is_asked_for_is_drawn() {
        for (volume, volume_alpha, life_days, life_sigma, hours) in [
            (0.01, None, 1.0, 0.0, 24.0),
            (0.01, Some(1.3), 1.0, 0.5, 24.0),
            (50.0, None, 30.0, 0.0, 1.0),
            (50.0, Some(2.0), 30.0, 1.0, 1.0),
            (3.0, None, 0.01, 0.0, 240.0),
            (1e4, None, 1.0, 2.0, 24.0),
            (1e4, Some(1.5), 1.0, 3.0, 24.0),
        ] {
            for profile in [Profile::Rectangular, Profile::Exponential, Profile::Power] {
                // Few contents with many requests each vary in number by chance; the longer they live on, the
                // more old ones there are.
                let scale = match profile {
                    _ if volume <= 1e3 => 1.0,
                    Profile::Rectangular => 400.0,
                    Profile::Exponential => 60.0,
                    Profile::Power => 20.0,
                };
                let requests = 50_000.0 * scale;
                let duration_s = hours * 3_600.0;
                let contents_per_day = requests / volume / (hours / 24.0);
                let noise = ShotNoise {
                    contents_per_day,
                    volume,
                    volume_alpha,
                    life_days,
                    life_sigma,
                    profile,
                };
                let factor_max = 1.5;
                let shots = noise.draw(duration_s, factor_max, &mut Stream::seed_from_u64(1));
                let asked = shots.len() as f64;
                assert!(shots.is_sorted_by(|a, b| a.birth_s <= b.birth_s));
                assert!(asked <= 1.1 * factor_max * requests, "{asked} {noise:?}");
                let expected = noise.contents_mean(duration_s, factor_max);
                assert!((asked / expected - 1.0).abs() < 0.05, "{asked} {expected} {noise:?}");
                // Each with its requests given that there is one: as many as were wanted.
                let mean = |shot: &Shot| shot.requests_mean(profile, duration_s, factor_max);
                let found: f64 = shots.iter().map(mean).sum();
                assert!((0.85..1.15).contains(&(found / requests)), "{found} {noise:?}");
            }
        }
    }
}
