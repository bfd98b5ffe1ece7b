//! Shot noise: contents that are born, live and are forgotten.

use super::parameter::ParameterError;
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

/// No more contents than this in a stream, and no more drawn to find them.
const CONTENTS_MAX: f64 = 1e8;
const DRAWN_MAX: f64 = 1e9;

impl ShotNoise {
    pub(super) fn check(&self) -> Result<(), ParameterError> {
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

    /// Checks that the contents asked for in a stream can be kept, and found in a time that is bearable.
    pub(super) fn check_contents(
        &self,
        duration_s: f64,
        factor_max: f64,
    ) -> Result<(), ParameterError> {
        let contents = self.contents_mean(duration_s, factor_max);
        let drawn = |era: &Era| self.drawn_mean(era);
        let all: f64 = self.eras(duration_s, factor_max).iter().map(drawn).sum();
        let (found, expected) = match () {
            () if contents > CONTENTS_MAX => (contents, "at most 1e8 contents that are asked for"),
            () if all > DRAWN_MAX => (all, "at most 1e9 contents that could be asked for"),
            () => return Ok(()),
        };
        Err(ParameterError::new("shots.contents_per_day", found, expected))
    }

    /// How long before the stream the first contents that still matter are born.
    fn before_days(&self) -> f64 {
        // All lives but one in a thousand are shorter.
        self.life_days * libm::exp(3.1 * self.life_sigma) * self.profile.reach()
    }

    /// Mean requests per second.
    pub(super) fn rate_per_s(&self) -> f64 {
        self.contents_per_day * self.volume / DAY_S
    }

    /// The time in which contents are born that can still matter, cut where the age at the beginning of
    /// the stream doubles. Profiles fall, so that no more than `duration / age` of a volume comes within
    /// the stream.
    fn eras(&self, duration_s: f64, factor_max: f64) -> Vec<Era> {
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

    /// The contents of an era that are drawn, in the mean: at least those that are asked for.
    fn drawn_mean(&self, era: &Era) -> f64 {
        let births = self.contents_per_day * (era.to_s - era.from_s) / DAY_S;
        births * self.volumes(era.weight).taken
    }

    /// Contents that are asked for in a stream, in the mean: by quadrature, to a few percent.
    pub(super) fn contents_mean(&self, duration_s: f64, factor_max: f64) -> f64 {
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

    /// The volume that a share of the contents exceeds.
    fn volume_at(&self, above: f64) -> f64 {
        self.volume_alpha.map_or(self.volume, |alpha| {
            let least = self.volume * (alpha - 1.0) / alpha;
            least * libm::pow(above, -1.0 / alpha)
        })
    }

    fn volumes(&self, weight: f64) -> Volumes {
        let Some(alpha) = self.volume_alpha else {
            let volume = self.volume;
            let taken = (weight * volume).min(1.0);
            return Volumes { least: volume, alpha: None, edge: volume, low: 0.0, taken };
        };
        let least = self.volume_at(1.0);
        let edge = (1.0 / weight).max(least);
        let low = -libm::expm1((1.0 - alpha) * libm::log(edge / least));
        let low_mass = weight * least * alpha / (alpha - 1.0) * low;
        let taken = low_mass + libm::pow(least / edge, alpha);
        Volumes { least, alpha: Some(alpha), edge, low: low_mass, taken }
    }

    /// Draws the contents of a stream that are asked for (by candidates, at the highest rate of the
    /// rhythm), in the order of their birth: births of all, thinned by a bound on the chance of a request,
    /// then by the chance itself. What is drawn grows with what is asked for, not with all that is born.
    pub(super) fn draw(&self, duration_s: f64, factor_max: f64, stream: &mut Stream) -> Vec<Shot> {
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

/// A part of the time in which contents are born.
#[derive(Clone, Copy, Debug)]
struct Era {
    from_s: f64,
    to_s: f64,
    /// A bound: requests that come within the stream, in the mean, over the volume.
    weight: f64,
}

/// Volumes, each taken with the chance `min(1, weight * volume)`.
#[derive(Clone, Copy, Debug)]
struct Volumes {
    least: f64,
    alpha: Option<f64>,
    /// From here on all are taken.
    edge: f64,
    /// The share that is taken below the edge.
    low: f64,
    /// The share that is taken.
    taken: f64,
}

impl Volumes {
    /// A volume of those that are taken.
    fn draw(&self, stream: &mut Stream) -> f64 {
        let Some(alpha) = self.alpha else { return self.least };
        let at = stream.random::<f64>() * self.taken;
        if at < self.low {
            let whole = -libm::expm1((1.0 - alpha) * libm::log(self.edge / self.least));
            let power = libm::log1p(-at / self.low * whole) / (alpha - 1.0);
            return self.least * libm::exp(-power);
        }
        self.edge * libm::pow(1.0 - stream.random::<f64>(), -1.0 / alpha)
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
    /// The part of its requests that comes within the stream, in the mean.
    fn share(&self, profile: Profile, duration_s: f64) -> f64 {
        let share = |at_s: f64| profile.share((at_s - self.birth_s) / self.life_s);
        share(duration_s) - share(0.0)
    }

    /// The chance that it has a candidate within the stream.
    fn asked(&self, profile: Profile, duration_s: f64, factor_max: f64) -> f64 {
        -libm::expm1(-self.volume * factor_max * self.share(profile, duration_s))
    }

    /// Requests that come within the stream, in the mean, given that it has a candidate.
    pub(super) fn requests_mean(&self, profile: Profile, duration_s: f64, factor_max: f64) -> f64 {
        let mean = self.volume * self.share(profile, duration_s);
        mean / self.asked(profile, duration_s, factor_max).max(f64::MIN_POSITIVE)
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

    /// Puts the first candidate of a content on the heap; that it has one is known.
    fn begin(&mut self, object: ObjectId) {
        let shot = &self.shots[object as usize];
        let lived = self.profile.share(-shot.birth_s / shot.life_s);
        let asked = shot.asked(self.profile, self.end.as_s(), self.factor_max);
        let gap = -libm::log1p(-self.stream.random::<f64>() * asked);
        self.schedule(object, lived, gap);
    }

    /// Puts the next candidate of a content on the heap, so much of its volume later, if it has one.
    fn schedule(&mut self, object: ObjectId, share: f64, gap: f64) {
        let shot = &self.shots[object as usize];
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
                self.begin(self.next as ObjectId);
                self.next += 1;
                continue;
            }
            let Reverse((time, object, share)) = *self.living.peek()?;
            if time >= before {
                return None;
            }
            self.living.pop();
            let gap = self.stream.sample(Exp1);
            self.schedule(object, f64::from_bits(share), gap);
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
    use rand::SeedableRng;

    /// Of all that is born only what is asked for is drawn, and as much of it as there should be: contents
    /// with 0.01 requests each, and such as are old when the stream begins.
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
                // Of few contents with many requests each, the number is for chance to say.
                let requests = 50_000.0 * if volume > 1e3 { 400.0 } else { 1.0 };
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
