//! Flash crowds: how interest in one thing rises and fades.

use super::parameter::ParameterError;
use crate::samplers::Exp1;
use crate::{SimTime, SiteId, Stream};
use rand::RngExt;
use rand::seq::index;

const DAY_S: f64 = 86_400.0;

/// How a crowd comes or goes, as a function of the distance in time from its plateau.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Edge {
    /// All at once.
    Instant,
    /// In a straight line (the ramps of Ari et al., MASCOTS 2003).
    Linear {
        /// Length of the ramp.
        length_s: f64,
    },
    /// `e^(-t / tau)`, cut at `length_s`: attention that fades by itself (ten Thij et al., ECCS
    /// 2013, for articles on Wikipedia's front page).
    Exponential {
        /// Time constant.
        tau_s: f64,
        /// Nothing is left beyond this distance.
        length_s: f64,
    },
    /// `(1 + t / t0)^-p`, cut at `length_s` (Crane and Sornette, PNAS 2008, with theta = 0.4:
    /// p = 1.4 after a shock that does not spread, 0.6 after one that does, and 0.2 on both sides
    /// of a peak that grew by word of mouth).
    Power {
        /// Time scale t0.
        scale_s: f64,
        /// Exponent p.
        exponent: f64,
        /// Nothing is left beyond this distance.
        length_s: f64,
    },
}

impl Edge {
    /// The level at a distance from the plateau: 1 there, falling, 0 beyond the length.
    pub fn level(self, distance_s: f64) -> f64 {
        if distance_s >= self.length_s() {
            return 0.0;
        }
        match self {
            Self::Instant => 0.0,
            Self::Linear { length_s } => 1.0 - distance_s / length_s,
            Self::Exponential { tau_s, .. } => libm::exp(-distance_s / tau_s),
            Self::Power { scale_s, exponent, .. } => {
                libm::pow(1.0 + distance_s / scale_s, -exponent)
            }
        }
    }

    /// How far the edge reaches.
    pub fn length_s(self) -> f64 {
        match self {
            Self::Instant => 0.0,
            Self::Linear { length_s }
            | Self::Exponential { length_s, .. }
            | Self::Power { length_s, .. } => length_s,
        }
    }

    /// The integral of the level from the plateau to a distance (THEORY 5.1).
    pub fn area_s(self, distance_s: f64) -> f64 {
        let x = distance_s.clamp(0.0, self.length_s());
        match self {
            Self::Instant => 0.0,
            Self::Linear { length_s } => x - 0.5 * x * x / length_s,
            Self::Exponential { tau_s, .. } => -tau_s * libm::expm1(-x / tau_s),
            Self::Power { scale_s, exponent, .. } => {
                let log = libm::log1p(x / scale_s);
                let rest = (1.0 - exponent) * log;
                let ratio = if rest.abs() < 1e-9 { 1.0 } else { libm::expm1(rest) / rest };
                scale_s * log * ratio
            }
        }
    }

    /// The next distance above `distance_s` at which a bound on the level should be taken anew:
    /// far enough for few of them, near enough for tight ones.
    fn step_s(self, distance_s: f64) -> f64 {
        let length_s = self.length_s();
        let step = match self {
            Self::Instant => 0.0,
            Self::Linear { length_s } => length_s / 16.0,
            Self::Exponential { tau_s, .. } => tau_s / 4.0,
            Self::Power { scale_s, exponent, .. } => {
                (scale_s + distance_s) / (4.0 * exponent.max(1.0))
            }
        };
        (distance_s + step).min(length_s)
    }

    fn check(self, part: &'static str) -> Result<(), ParameterError> {
        let positive = |value: f64| value.is_finite() && value > 0.0;
        let fine = match self {
            Self::Instant => true,
            Self::Linear { length_s } => positive(length_s),
            Self::Exponential { tau_s, length_s } => positive(tau_s) && positive(length_s),
            Self::Power { scale_s, exponent, length_s } => {
                positive(scale_s) && positive(length_s) && (0.0..=100.0).contains(&exponent)
            }
        };
        if fine {
            return Ok(());
        }
        if let Self::Power { exponent, .. } = self
            && !(0.0..=100.0).contains(&exponent)
        {
            return Err(ParameterError::new("flash.exponent", exponent, "0 to 100"));
        }
        Err(ParameterError::new(part, "a time of 0 or less", "times above 0"))
    }
}

/// The shape of one crowd: rise, plateau, fall; 1 on the plateau.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CrowdShape {
    /// How it comes, mirrored in time.
    pub rise: Edge,
    /// How long it stays at its height.
    pub plateau_s: f64,
    /// How it goes.
    pub fall: Edge,
}

impl CrowdShape {
    /// The shape of Ari et al. (MASCOTS 2003) for a shock level S: ramp up in `1 / log10(1 + S)`,
    /// stay for `log10(1 + S)`, ramp down in `k` times that, in units of `unit_s` (THEORY 5.2).
    pub fn ari(shock: f64, k: f64, unit_s: f64) -> Self {
        let level = libm::log10(1.0 + shock);
        Self {
            rise: Edge::Linear { length_s: unit_s / level },
            plateau_s: unit_s * level,
            fall: Edge::Linear { length_s: unit_s * k * level },
        }
    }

    /// From first to last request.
    pub fn length_s(&self) -> f64 {
        self.rise.length_s() + self.plateau_s + self.fall.length_s()
    }

    /// The level so long after the beginning.
    pub fn level(&self, since_s: f64) -> f64 {
        let before = self.rise.length_s() - since_s;
        let after = -before - self.plateau_s;
        if before > 0.0 {
            self.rise.level(before)
        } else if after >= 0.0 {
            self.fall.level(after)
        } else {
            1.0
        }
    }

    /// The integral of the level from the beginning on.
    pub fn area_s(&self, since_s: f64) -> f64 {
        let rise_s = self.rise.length_s();
        let plateau = (since_s - rise_s).clamp(0.0, self.plateau_s);
        let rise = self.rise.area_s(rise_s) - self.rise.area_s((rise_s - since_s).max(0.0));
        rise + plateau + self.fall.area_s(since_s - rise_s - self.plateau_s)
    }

    /// The highest level between two times.
    fn level_max(&self, from_s: f64, to_s: f64) -> f64 {
        let (start, end) = (self.rise.length_s(), self.rise.length_s() + self.plateau_s);
        if from_s <= end && to_s >= start { 1.0 } else { self.level(from_s).max(self.level(to_s)) }
    }

    /// The next time after `since_s` at which a bound should be taken anew.
    fn step_s(&self, since_s: f64) -> f64 {
        let (start, end) = (self.rise.length_s(), self.rise.length_s() + self.plateau_s);
        if since_s < start {
            // Mirrored: steps shrink towards the peak.
            let step = self.rise.step_s(0.0);
            since_s + ((start - since_s) / 4.0).max(step.min(start - since_s))
        } else if since_s < end {
            end
        } else {
            end + self.fall.step_s(since_s - end)
        }
    }

    fn check(&self) -> Result<(), ParameterError> {
        self.rise.check("flash.rise")?;
        self.fall.check("flash.fall")?;
        if !(self.plateau_s >= 0.0 && self.plateau_s.is_finite()) {
            return Err(ParameterError::new("flash.plateau_s", self.plateau_s, "at least 0"));
        }
        if self.length_s() > 0.0 {
            return Ok(());
        }
        Err(ParameterError::new("flash.plateau_s", 0, "above 0 where nothing rises or falls"))
    }
}

/// Where the shape of a crowd comes from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ShapeModel {
    /// The same for all crowds.
    Fixed(CrowdShape),
    /// [`CrowdShape::ari`] by the magnitude of each.
    Ari {
        /// Length of the ramp down over the plateau.
        k: f64,
        /// The unit of time.
        unit_s: f64,
    },
}

impl ShapeModel {
    /// Shapes by cause, from sharp to slow. The classes are those of the literature (see
    /// [`Edge`]); the time constants are ours, meant as a beginning.
    pub const CAUSES: [(&'static str, CrowdShape); 4] = [
        (
            "television",
            CrowdShape {
                rise: Edge::Linear { length_s: 60.0 },
                plateau_s: 300.0,
                fall: Edge::Exponential { tau_s: 900.0, length_s: 9_000.0 },
            },
        ),
        (
            "news",
            CrowdShape {
                rise: Edge::Linear { length_s: 600.0 },
                plateau_s: 0.0,
                fall: Edge::Power { scale_s: 3_600.0, exponent: 1.4, length_s: 2.0 * DAY_S },
            },
        ),
        (
            "front-page",
            CrowdShape {
                rise: Edge::Linear { length_s: 1_800.0 },
                plateau_s: 6.0 * 3_600.0,
                fall: Edge::Exponential { tau_s: 4.0 * 3_600.0, length_s: DAY_S },
            },
        ),
        (
            "release",
            CrowdShape {
                rise: Edge::Instant,
                plateau_s: 2.0 * 3_600.0,
                fall: Edge::Power { scale_s: 6.0 * 3_600.0, exponent: 0.6, length_s: 3.0 * DAY_S },
            },
        ),
    ];

    fn shape(self, magnitude: f64) -> CrowdShape {
        match self {
            Self::Fixed(shape) => shape,
            Self::Ari { k, unit_s } => CrowdShape::ari(magnitude, k, unit_s),
        }
    }
}

/// What a crowd asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CrowdTarget {
    /// All of a site, as its popularity is.
    Site,
    /// One object of a site, drawn by popularity.
    Object,
    /// One object that nobody asked for before.
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
        /// Mean number of crowds a day and site.
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
    /// How they come and go.
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
    /// Sites that an event takes, drawn anew for each.
    pub sites: usize,
}

/// No more crowds than this in a stream, and no more requests in them.
const CROWDS_MAX: f64 = 1e6;
const REQUESTS_MAX: f64 = 1e15;

impl Flash {
    pub(super) fn check(
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

    /// The correlation of the loads of two sites, of so many, that crowds make: the share of a
    /// site's crowds that another one is in, too.
    pub fn correlation(&self, sites: usize) -> f64 {
        match self.common {
            Some(common) if sites > 1 => {
                common.share * (common.sites as f64 - 1.0) / (sites as f64 - 1.0)
            }
            _ => 0.0,
        }
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

    /// Crowds in a stream of so many days, in the mean.
    pub(super) fn crowds_mean(&self, sites: usize, days: f64) -> f64 {
        match self.times {
            CrowdTimes::Once { .. } => 1.0,
            // A crowd is no longer than the stream, so that as many again may be under way.
            CrowdTimes::PerDay { events } => 2.0 * events * days * sites as f64,
        }
    }

    /// Seconds' worth of a site's mean rate that a crowd asks for on top, in the mean.
    pub(super) fn excess_s_mean(&self) -> f64 {
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

    /// Draws the crowds of a stream, by their beginning; the first may have begun before it.
    pub(super) fn draw(&self, sites: usize, duration_s: f64, stream: &mut Stream) -> Vec<Crowd> {
        let mut crowds = Vec::new();
        match self.times {
            CrowdTimes::Once { at_s, site } => crowds.push(self.crowd(at_s, site, stream)),
            CrowdTimes::PerDay { events } if events > 0.0 => {
                let longest = self.shape.shape(self.magnitude_max).length_s();
                let longest = longest.max(self.shape.shape(self.magnitude).length_s());
                let span_s = -longest..duration_s;
                let common = self.common.unwrap_or(CommonCrowds { share: 0.0, sites: 1 });
                let own = events * (1.0 - common.share);
                for site in 0..sites {
                    poisson_times(own, &span_s, stream, |at_s, stream| {
                        crowds.push(self.crowd(at_s, site, stream));
                    });
                }
                let together = events * common.share * sites as f64 / common.sites as f64;
                poisson_times(together, &span_s, stream, |at_s, stream| {
                    let crowd = self.crowd(at_s, 0, stream);
                    let taken = index::sample(stream, sites, common.sites).into_iter();
                    crowds.extend(taken.map(|site| Crowd { site: site as SiteId, ..crowd }));
                });
            }
            CrowdTimes::PerDay { .. } => {}
        }
        crowds.retain(|crowd| crowd.end_s() > 0.0);
        crowds.sort_by(|a, b| a.start_s.total_cmp(&b.start_s).then(a.site.cmp(&b.site)));
        crowds
    }

    fn crowd(&self, start_s: f64, site: usize, stream: &mut Stream) -> Crowd {
        let tail = self
            .magnitude_alpha
            .map_or(1.0, |alpha| libm::pow(1.0 - stream.random::<f64>(), -1.0 / alpha));
        let magnitude = (1.0 + (self.magnitude - 1.0) * tail).min(self.magnitude_max);
        let shape = self.shape.shape(magnitude);
        Crowd { start_s, site: site as SiteId, magnitude, shape }
    }
}

/// Calls for every time of a Poisson process of so many events a day within a span in seconds.
fn poisson_times(
    per_day: f64,
    span_s: &std::ops::Range<f64>,
    stream: &mut Stream,
    mut event: impl FnMut(f64, &mut Stream),
) {
    if per_day <= 0.0 {
        return;
    }
    let mut at_s = span_s.start;
    loop {
        at_s += stream.sample::<f64, _>(Exp1) * DAY_S / per_day;
        if at_s >= span_s.end {
            return;
        }
        event(at_s, stream);
    }
}

/// One flash crowd.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crowd {
    /// Beginning of the rise; before 0 for crowds under way when the stream begins.
    pub start_s: f64,
    /// The site it is on.
    pub site: SiteId,
    /// Peak rate of the site over what it would be then.
    pub magnitude: f64,
    /// How it comes and goes.
    pub shape: CrowdShape,
}

impl Crowd {
    /// When it is over.
    pub fn end_s(&self) -> f64 {
        self.start_s + self.shape.length_s()
    }

    /// The excess over the site's mean rate at a time.
    pub fn excess(&self, at_s: f64) -> f64 {
        let since = at_s - self.start_s;
        if since < 0.0 { 0.0 } else { (self.magnitude - 1.0) * self.shape.level(since) }
    }

    /// The integral of the excess between two times.
    pub fn excess_s(&self, from_s: f64, to_s: f64) -> f64 {
        let area = |at_s: f64| self.shape.area_s((at_s - self.start_s).max(0.0));
        (self.magnitude - 1.0) * (area(to_s) - area(from_s))
    }

    /// A bound on the excess between two times.
    pub(super) fn excess_max(&self, from_s: f64, to_s: f64) -> f64 {
        let (from, to) = (from_s - self.start_s, to_s - self.start_s);
        if to <= 0.0 {
            return 0.0;
        }
        (self.magnitude - 1.0) * self.shape.level_max(from.max(0.0), to)
    }

    /// The next time at which the bound should be taken anew.
    pub(super) fn step_s(&self, at_s: f64) -> f64 {
        if at_s < self.start_s {
            return self.start_s;
        }
        self.start_s + self.shape.step_s(at_s - self.start_s)
    }
}

/// Whole nanoseconds of a time in seconds, not before the beginning.
pub(super) fn ns(seconds: f64) -> u64 {
    (seconds.max(0.0) * SimTime::NS_PER_S as f64) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn shapes() -> Vec<CrowdShape> {
        let power = |exponent| Edge::Power { scale_s: 100.0, exponent, length_s: 5_000.0 };
        let mut shapes: Vec<CrowdShape> =
            ShapeModel::CAUSES.iter().map(|&(_, shape)| shape).collect();
        shapes.push(CrowdShape::ari(100.0, 3.0, 3_600.0));
        shapes.push(CrowdShape { rise: power(0.2), plateau_s: 0.0, fall: power(0.2) });
        shapes.push(CrowdShape { rise: power(1.0), plateau_s: 7.0, fall: power(1.0) });
        shapes
    }

    #[test]
    fn areas_are_the_integrals_of_levels_and_bounds_bound() {
        for shape in shapes() {
            let (length, steps) = (shape.length_s(), 200_000);
            let width = length / f64::from(steps);
            let mut sum = 0.0;
            for step in 0..steps {
                let middle = (f64::from(step) + 0.5) * width;
                sum += shape.level(middle) * width;
                if step % 1_000 == 0 {
                    let area = shape.area_s(middle + 0.5 * width);
                    assert!((area - sum).abs() < 1e-3 * length, "{shape:?} at {middle}");
                }
            }
            let mut at = 0.0;
            let mut bounds = 0;
            while at < length {
                let next = shape.step_s(at);
                assert!(next > at, "{shape:?} stands at {at}");
                for part in 0..=10 {
                    let x = at + (next - at) * f64::from(part) / 10.0;
                    assert!(shape.level(x) <= shape.level_max(at, next) + 1e-12);
                }
                at = next;
                bounds += 1;
            }
            assert!(bounds < 200, "{shape:?}: {bounds} bounds");
        }
    }

    /// THEORY 5.1: what is left after a delay, and when 90 % have come.
    #[test]
    fn volumes_after_a_delay() {
        let long = 1e9;
        let exponential = Edge::Exponential { tau_s: 10.0, length_s: long };
        let left = |edge: Edge, d: f64| 1.0 - edge.area_s(d) / edge.area_s(long);
        assert!((left(exponential, 1.0) - 0.9048).abs() < 1e-4);
        assert!((1.0 - left(exponential, 23.026) - 0.9).abs() < 1e-4);
        // The tail beyond any cut is left out: a far one, and the closed form's infinite one.
        let power = Edge::Power { scale_s: 10.0, exponent: 1.4, length_s: f64::MAX };
        let whole = 10.0 / 0.4;
        assert!((1.0 - power.area_s(10.0) / whole - 0.7579).abs() < 1e-4);
        assert!((power.area_s(3_152.0) / whole - 0.9).abs() < 1e-4);
        assert!((power.area_s(46.57) / whole - 0.5).abs() < 1e-4);
    }

    /// THEORY 5.2.
    #[test]
    fn ramps_by_shock_level() {
        for (shock, l1, l2) in
            [(10.0, 0.9603, 1.0414), (100.0, 0.4989, 2.0043), (1e3, 0.33328, 3.0004)]
        {
            let shape = CrowdShape::ari(shock, 2.0, 1.0);
            assert!((shape.rise.length_s() - l1).abs() < 6e-5);
            assert!((shape.plateau_s - l2).abs() < 5e-5);
            assert!((shape.fall.length_s() - 2.0 * l2).abs() < 1e-4);
        }
    }

    #[test]
    fn crowds_come_at_their_rate_with_their_tail() {
        let flash = Flash {
            times: CrowdTimes::PerDay { events: 2.0 },
            target: CrowdTarget::Site,
            magnitude: 5.0,
            magnitude_alpha: Some(1.5),
            magnitude_max: 1e6,
            shape: ShapeModel::Fixed(ShapeModel::CAUSES[0].1),
            common: None,
        };
        let days = 1_000.0;
        flash.check(4, days * DAY_S, 1.0).unwrap();
        let crowds = flash.draw(4, days * DAY_S, &mut Stream::seed_from_u64(1));
        // 8000 expected, standard deviation 89.
        assert!((crowds.len() as f64 - 8_000.0).abs() < 360.0, "{}", crowds.len());
        let above = crowds.iter().filter(|crowd| crowd.magnitude > 1.0 + 4.0 * 4.0).count();
        // 4^-1.5 = 1/8 of them.
        assert!((above as f64 / crowds.len() as f64 - 0.125).abs() < 0.012);
        assert!(crowds.windows(2).all(|pair| pair[0].start_s <= pair[1].start_s));
        let long = flash.check(4, 3_600.0, 1.0).unwrap_err();
        assert!(long.to_string().contains("flash.shape"), "{long}");
    }

    /// Events of four sites of ten: every site is in as many crowds as without them, two sites share
    /// a part of theirs.
    #[test]
    fn common_crowds_take_several_sites_at_once() {
        let flash = Flash {
            times: CrowdTimes::PerDay { events: 2.0 },
            target: CrowdTarget::Site,
            magnitude: 5.0,
            magnitude_alpha: None,
            magnitude_max: 5.0,
            shape: ShapeModel::Fixed(ShapeModel::CAUSES[0].1),
            common: Some(CommonCrowds { share: 0.6, sites: 4 }),
        };
        let days = 2_000.0;
        flash.check(10, days * DAY_S, 1.0).unwrap();
        let crowds = flash.draw(10, days * DAY_S, &mut Stream::seed_from_u64(5));
        let of = |site: SiteId| -> Vec<f64> {
            crowds.iter().filter(|crowd| crowd.site == site).map(|crowd| crowd.start_s).collect()
        };
        let (first, second) = (of(0), of(1));
        // 4000 expected, standard deviation 63.
        assert!((first.len() as f64 - 4_000.0).abs() < 250.0, "{}", first.len());
        let shared = first.iter().filter(|at| second.contains(at)).count() as f64;
        let expected = flash.correlation(10) * 4_000.0;
        assert!((flash.correlation(10) - 0.2).abs() < 1e-12);
        assert!((shared - expected).abs() < 4.0 * expected.sqrt(), "{shared} for {expected}");
        let many = Flash { common: Some(CommonCrowds { share: 0.6, sites: 11 }), ..flash };
        assert_eq!(many.check(10, days * DAY_S, 1.0).unwrap_err().key, "flash.common_sites");
    }
}
