//! Shot noise: contents that are born, live and are forgotten.

use super::ParameterError;
use super::rhythm::SiteRhythms;
use crate::samplers::{Exp1, StandardNormal};
use crate::{ObjectId, SimTime, SiteId, Stream};
use rand::RngExt;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

const DAY_S: f64 = 86_400.0;

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

/// How the requests for a content are spread over its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Evenly over the life span.
    Rectangular,
    /// By `e^(-t / life)`, cut at ten lives.
    Exponential,
    /// By `(1 + t / life)^-1.4`, cut at a hundred lives: the slow decay of Crane and Sornette.
    Power,
}

impl Profile {
    /// Where it is cut, in lives.
    fn reach(self) -> f64 {
        match self {
            Self::Rectangular => 1.0,
            Self::Exponential => 10.0,
            Self::Power => 100.0,
        }
    }

    const POWER: f64 = 0.4;

    /// The share of the requests within so many lives.
    fn share(self, lives: f64) -> f64 {
        let x = lives.clamp(0.0, self.reach());
        let below = |x: f64| match self {
            Self::Rectangular => x,
            Self::Exponential => -libm::expm1(-x),
            Self::Power => 1.0 - libm::pow(1.0 + x, -Self::POWER),
        };
        below(x) / below(self.reach())
    }

    /// The time in lives within which a share of the requests comes.
    fn lives(self, share: f64) -> f64 {
        match self {
            Self::Rectangular => share,
            Self::Exponential => {
                let whole = -libm::expm1(-self.reach());
                -libm::log1p(-share * whole)
            }
            Self::Power => {
                let whole = 1.0 - libm::pow(1.0 + self.reach(), -Self::POWER);
                libm::pow(1.0 - share * whole, -1.0 / Self::POWER) - 1.0
            }
        }
    }
}

/// No more contents than this in a stream.
const CONTENTS_MAX: f64 = 1e8;

impl ShotNoise {
    pub(super) fn check(&self, duration_s: f64) -> Result<(), ParameterError> {
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
        let contents = self.contents_mean(duration_s);
        if contents > CONTENTS_MAX {
            let expected = "at most 1e8 contents in all";
            return Err(ParameterError::new("shots.contents_per_day", contents, expected));
        }
        Ok(())
    }

    /// How long before the stream the first contents that still matter are born.
    fn before_days(&self) -> f64 {
        // All lives but one in a thousand are shorter.
        self.life_days * libm::exp(3.1 * self.life_sigma) * self.profile.reach()
    }

    /// Contents that are drawn, in the mean.
    pub(super) fn contents_mean(&self, duration_s: f64) -> f64 {
        self.contents_per_day * (duration_s / DAY_S + self.before_days())
    }

    /// Mean requests per second.
    pub(super) fn rate_per_s(&self) -> f64 {
        self.contents_per_day * self.volume / DAY_S
    }

    /// Draws the contents of a stream, in the order of their birth.
    pub(super) fn draw(&self, duration_s: f64, stream: &mut Stream) -> Vec<Shot> {
        let mut shots = Vec::new();
        let mut birth_s = -self.before_days() * DAY_S;
        loop {
            birth_s += stream.sample::<f64, _>(Exp1) * DAY_S / self.contents_per_day;
            if birth_s >= duration_s {
                return shots;
            }
            let volume = self.volume_alpha.map_or(self.volume, |alpha| {
                let least = self.volume * (alpha - 1.0) / alpha;
                least * libm::pow(1.0 - stream.random::<f64>(), -1.0 / alpha)
            });
            let spread = if self.life_sigma > 0.0 {
                libm::exp(self.life_sigma * stream.sample::<f64, _>(StandardNormal))
            } else {
                1.0
            };
            let life_s = self.life_days * DAY_S * spread;
            if birth_s + life_s * self.profile.reach() > 0.0 {
                shots.push(Shot { birth_s, life_s, volume });
            }
        }
    }
}

/// One content of a shot-noise stream.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shot {
    birth_s: f64,
    life_s: f64,
    volume: f64,
}

impl Shot {
    /// Requests that come within the stream, in the mean.
    pub(super) fn requests_mean(&self, profile: Profile, duration_s: f64) -> f64 {
        let share = |at_s: f64| profile.share((at_s - self.birth_s) / self.life_s);
        self.volume * (share(duration_s) - share(0.0))
    }
}

/// The requests of the shots, in time order.
#[derive(Debug)]
pub(super) struct ShotRequests<'a> {
    shots: &'a [Shot],
    sites: &'a [SiteId],
    rhythms: &'a SiteRhythms,
    profile: Profile,
    /// The next content to be born.
    next: usize,
    /// For each living content the time of its next request, and the share of its volume that
    /// came up to then.
    living: BinaryHeap<Reverse<(SimTime, ObjectId, ShareBits)>>,
    end: SimTime,
    /// Candidates are drawn at the highest rate of the rhythm, and thinned to the rate at hand.
    factor_max: f64,
    stream: Stream,
}

/// A share between 0 and 1 as the bits of its double: ordered as the share is.
type ShareBits = u64;

impl<'a> ShotRequests<'a> {
    pub(super) fn new(
        shots: &'a [Shot],
        sites: &'a [SiteId],
        rhythms: &'a SiteRhythms,
        profile: Profile,
        end: SimTime,
        stream: Stream,
    ) -> Self {
        let factor_max = rhythms.factor_max();
        let living = BinaryHeap::new();
        Self { shots, sites, rhythms, profile, next: 0, living, end, factor_max, stream }
    }

    /// Puts the next candidate of a content on the heap, if it has one.
    fn schedule(&mut self, object: ObjectId, share: f64) {
        let shot = &self.shots[object as usize];
        let gap: f64 = self.stream.sample(Exp1);
        let share = share + gap / (shot.volume * self.factor_max);
        if share >= 1.0 {
            return;
        }
        let at_s = shot.birth_s + shot.life_s * self.profile.lives(share);
        let time = SimTime((at_s.max(0.0) * SimTime::NS_PER_S as f64) as u64);
        if time < self.end {
            self.living.push(Reverse((time, object, share.to_bits())));
        }
    }

    /// The next request before a time; `None` if there is none.
    pub(super) fn next_before(&mut self, before: SimTime) -> Option<(SimTime, ObjectId)> {
        loop {
            // Contents born after the next request of the living ask for nothing earlier.
            let head = self.living.peek().map(|Reverse((time, ..))| time.as_s());
            let head = head.map_or(before.as_s(), |head| head.min(before.as_s()));
            if let Some(shot) = self.shots.get(self.next)
                && shot.birth_s <= head
            {
                let lived = self.profile.share(-shot.birth_s / shot.life_s);
                self.schedule(self.next as ObjectId, lived);
                self.next += 1;
                continue;
            }
            let Reverse((time, object, share)) = *self.living.peek()?;
            if time >= before {
                return None;
            }
            self.living.pop();
            self.schedule(object, f64::from_bits(share));
            let site = self.sites.get(object as usize).copied().unwrap_or(0);
            let factor = self.rhythms.factor(site, time);
            if self.factor_max <= 1.0 && factor >= 1.0
                || self.stream.random::<f64>() * self.factor_max < factor
            {
                return Some((time, object));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn profiles_and_their_inverses_agree() {
        for profile in [Profile::Rectangular, Profile::Exponential, Profile::Power] {
            for step in 0..100 {
                let share = f64::from(step) / 100.0;
                assert!((profile.share(profile.lives(share)) - share).abs() < 1e-9);
            }
            assert!((profile.lives(1.0) - profile.reach()).abs() < 1e-6 * profile.reach());
        }
    }
}
