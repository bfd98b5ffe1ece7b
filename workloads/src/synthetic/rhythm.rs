//! The diurnal and weekly cycle: how the rate of a site rises and falls.

use super::parameter::ParameterError;
use super::seconds::DAY_S;
use crate::{SimTime, SiteId, Stream};
use rand::RngExt;
use std::f64::consts::TAU;

const DAY_NS: u64 = 86_400 * SimTime::NS_PER_S;

/// A daily cosine of mean one, `1 + A cos(2 pi (t - peak) / 24 h)`, times a factor for the day of
/// the week (THEORY 5.6). Streams begin on a Monday at midnight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rhythm {
    /// Amplitude A of the day, 0 to 1: the peak is `1 + A` times the mean.
    pub amplitude: f64,
    /// Hour of the day at which the rate is highest, 0 to 24.
    pub peak_hour: f64,
    /// The phases of the sites relative to each other.
    pub phases: Phases,
    /// Rate on Saturdays and Sundays over that on other days; the mean of the week is kept.
    pub weekend: f64,
}

/// The peak hours of the sites relative to each other, which decide what multiplexing can gain (THEORY 4.7).
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Phases {
    /// All sites peak together.
    Common,
    /// Peak hours anywhere on the clock: users in all time zones.
    Uniform,
    /// Peak hours drawn from a von Mises distribution around the common one.
    VonMises {
        /// Concentration: 0 is uniform, large is common.
        kappa: f64,
    },
    /// A share of the sites has another peak hour: office and evening sites.
    Mixed {
        /// Share of the sites with the second peak hour, 0 to 1.
        share: f64,
        /// The second peak hour, 0 to 24.
        peak_hour: f64,
    },
}

impl Default for Rhythm {
    fn default() -> Self {
        Self { amplitude: 0.0, peak_hour: 20.0, phases: Phases::Common, weekend: 1.0 }
    }
}

impl Rhythm {
    pub(super) fn check(&self) -> Result<(), ParameterError> {
        let within = |key, value: f64, low: f64, high: f64| {
            if (low..=high).contains(&value) {
                return Ok(());
            }
            Err(ParameterError::new(key, value, format!("a number from {low} to {high}")))
        };
        within("rhythm.amplitude", self.amplitude, 0.0, 1.0)?;
        within("rhythm.peak_hour", self.peak_hour, 0.0, 24.0)?;
        within("rhythm.weekend", self.weekend, 0.0, 100.0)?;
        match self.phases {
            Phases::Common | Phases::Uniform => Ok(()),
            Phases::VonMises { kappa } => within("rhythm.kappa", kappa, 0.0, 1e6),
            Phases::Mixed { share, peak_hour } => {
                within("rhythm.second_share", share, 0.0, 1.0)?;
                within("rhythm.second_peak_hour", peak_hour, 0.0, 24.0)
            }
        }
    }

    /// The largest factor that any site ever has.
    pub(super) fn factor_max(&self) -> f64 {
        let weekday = 7.0 / (5.0 + 2.0 * self.weekend);
        (1.0 + self.amplitude) * weekday.max(weekday * self.weekend)
    }

    /// Draws the peak of each site; without phases of their own, sites share one.
    pub fn draw(&self, sites: usize, stream: &mut Stream) -> SiteRhythms {
        let common = self.peak_hour / 24.0;
        let peaks: Vec<f64> = match self.phases {
            Phases::Common => vec![common],
            Phases::Uniform => (0..sites).map(|_| stream.random()).collect(),
            Phases::VonMises { kappa } => {
                (0..sites).map(|_| common + von_mises(kappa, stream) / TAU).collect()
            }
            // Spread evenly over the sites, so that large and small ones are among both.
            Phases::Mixed { share, peak_hour } => (0..sites)
                .map(|site| {
                    let before = (site as f64 * share).floor();
                    let second = ((site + 1) as f64 * share).floor() > before;
                    if second { peak_hour / 24.0 } else { common }
                })
                .collect(),
        };
        let weekday = 7.0 / (5.0 + 2.0 * self.weekend);
        let mut week = [weekday; 7];
        week[5..].fill(weekday * self.weekend);
        SiteRhythms {
            amplitude: self.amplitude,
            week,
            phases: peaks
                .iter()
                .map(|peak| (libm::cos(TAU * peak), libm::sin(TAU * peak)))
                .collect(),
        }
    }
}

/// A direction around zero (Best and Fisher, Applied Statistics 28(2), 1979).
fn von_mises(kappa: f64, stream: &mut Stream) -> f64 {
    // So weak a concentration is lost in rounding below.
    if kappa < 1e-5 {
        return TAU * (stream.random::<f64>() - 0.5);
    }
    let tau = 1.0 + (1.0 + 4.0 * kappa * kappa).sqrt();
    let rho = (tau - (2.0 * tau).sqrt()) / (2.0 * kappa);
    let r = (1.0 + rho * rho) / (2.0 * rho);
    loop {
        let z = libm::cos(std::f64::consts::PI * stream.random::<f64>());
        let f = (1.0 + r * z) / (r + z);
        let c = kappa * (r - f);
        let u: f64 = stream.random();
        if c * (2.0 - c) > u || libm::log(c / u) + 1.0 >= c {
            let angle = libm::acos(f.clamp(-1.0, 1.0));
            return if stream.random::<bool>() { angle } else { -angle };
        }
    }
}

/// The rhythm of every site.
#[derive(Clone, Debug, PartialEq)]
pub struct SiteRhythms {
    amplitude: f64,
    week: [f64; 7],
    /// Cosine and sine of each site's peak on the circle of the day; one entry if all share it.
    phases: Vec<(f64, f64)>,
}

impl SiteRhythms {
    /// A constant rate.
    pub(super) fn flat() -> Self {
        Self { amplitude: 0.0, week: [1.0; 7], phases: vec![(1.0, 0.0)] }
    }

    fn phase(&self, site: SiteId) -> (f64, f64) {
        // One entry serves all sites.
        self.phases.get(usize::from(site)).copied().unwrap_or(self.phases[0])
    }

    /// The rate of a site at a time over its mean rate.
    pub fn factor(&self, site: SiteId, time: SimTime) -> f64 {
        let angle = TAU * ((time.0 % DAY_NS) as f64 / DAY_NS as f64);
        let (c, s) = self.phase(site);
        let day = 1.0 + self.amplitude * (libm::cos(angle) * c + libm::sin(angle) * s);
        self.week[(time.0 / DAY_NS % 7) as usize] * day
    }

    /// What the factors integrate to over consecutive bins from time 0 on.
    pub(super) fn bins(&self, width_ns: u64, count: usize) -> RhythmBins {
        let mut bins = RhythmBins { amplitude: self.amplitude, waves: Vec::with_capacity(count) };
        // Seconds of a day to the angle of its circle.
        let angle = |ns: u64| TAU * (ns as f64 / DAY_NS as f64);
        for bin in 0..count as u64 {
            let mut wave = [0.0; 3];
            let (mut start, end) = (bin * width_ns, (bin + 1) * width_ns);
            while start < end {
                let part_end = end.min(next_midnight_ns(start));
                let midnight = start / DAY_NS * DAY_NS;
                let (a, b) = (angle(start - midnight), angle(part_end - midnight));
                let week = self.week[(start / DAY_NS % 7) as usize];
                wave[0] += week * (part_end - start) as f64 / SimTime::NS_PER_S as f64;
                wave[1] += week * (libm::sin(b) - libm::sin(a)) * DAY_S / TAU;
                wave[2] += week * (libm::cos(a) - libm::cos(b)) * DAY_S / TAU;
                start = part_end;
            }
            bins.waves.push(wave);
        }
        bins
    }

    /// The integral of a site's factor over a bin, in seconds.
    pub(super) fn factor_s(&self, site: SiteId, bins: &RhythmBins, bin: usize) -> f64 {
        let (c, s) = self.phase(site);
        let [plain, cosine, sine] = bins.waves[bin];
        plain + bins.amplitude * (c * cosine + s * sine)
    }

    /// The largest factor that any site ever has.
    pub(super) fn factor_max(&self) -> f64 {
        (1.0 + self.amplitude) * self.week.iter().fold(0.0f64, |a, &b| a.max(b))
    }

    /// Whether days differ, so that a window must not cross midnight.
    pub(super) fn has_week(&self) -> bool {
        self.week.iter().any(|&day| day != self.week[0])
    }

    /// Bounds on the factors in a short window; where days differ it lies within one day. Fills in
    /// the bound of each site from below, and returns how far above it the bound from above is
    /// at most, and a bound for all sites.
    pub(super) fn window(&self, from_ns: u64, to_ns: u64, low: &mut Vec<f64>) -> (f64, f64) {
        let day = self.week[(from_ns / DAY_NS % 7) as usize];
        let middle = from_ns + (to_ns - from_ns) / 2;
        let angle = TAU * ((middle % DAY_NS) as f64 / DAY_NS as f64);
        let (cosine, sine) = (libm::cos(angle), libm::sin(angle));
        // The slope of a cosine is one at most; a little more covers rounding.
        let half = 0.5 * (to_ns - from_ns) as f64 / SimTime::NS_PER_S as f64;
        let slack = (TAU * half / DAY_S).min(2.0) + 1e-9;
        let amplitude = self.amplitude;
        let at = |&(c, s): &(f64, f64)| cosine * c + sine * s;
        low.clear();
        let bound = |wave: f64| day * (1.0 + amplitude * (wave - slack));
        low.extend(self.phases.iter().map(|phase| bound(at(phase))));
        let top = self.phases.iter().map(at).fold(-1.0f64, f64::max);
        (day * amplitude * 2.0 * slack, day * (1.0 + amplitude * (top + slack).min(1.0)))
    }
}

/// Integrals over bins of the week's factor, alone and times the cosine and the sine of the day:
/// with these every phase is two multiplications away.
#[derive(Clone, Debug)]
pub(super) struct RhythmBins {
    amplitude: f64,
    waves: Vec<[f64; 3]>,
}

/// The next midnight after a time.
pub(super) fn next_midnight_ns(ns: u64) -> u64 {
    (ns / DAY_NS + 1) * DAY_NS
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn hours(h: f64) -> SimTime {
        SimTime((h * 3.6e12) as u64)
    }

    #[test]
    fn the_day_peaks_where_it_should_and_the_week_keeps_its_mean() {
        let rhythm =
            Rhythm { amplitude: 0.5, peak_hour: 20.0, phases: Phases::Common, weekend: 0.7 };
        let sites = rhythm.draw(3, &mut Stream::seed_from_u64(1));
        let weekday = 7.0 / 6.4;
        assert!((sites.factor(2, hours(20.0)) - 1.5 * weekday).abs() < 1e-9);
        assert!((sites.factor(0, hours(5.0 * 24.0 + 8.0)) - 0.5 * 0.7 * weekday).abs() < 1e-9);
        let week = sites.bins(7 * DAY_NS, 1);
        assert!((sites.factor_s(0, &week, 0) / (7.0 * DAY_S) - 1.0).abs() < 1e-12);
        let (width, steps) = (hours(30.7), 10_000u64);
        let bins = sites.bins(width.0, 5);
        let sum: f64 = (0..steps)
            .map(|i| sites.factor(1, SimTime(4 * width.0 + width.0 * (2 * i + 1) / (2 * steps))))
            .sum();
        let mean = sites.factor_s(1, &bins, 4) / width.as_s();
        assert!((mean - sum / steps as f64).abs() < 1e-4);
    }

    /// THEORY 4.7: the resultant length of von Mises directions is I1(k) / I0(k).
    #[test]
    fn phases_spread_as_they_should() {
        for (kappa, floor) in [(0.5, 0.2425), (1.0, 0.4464), (4.0, 0.8635), (8.0, 0.9352)] {
            let mut stream = Stream::seed_from_u64(3);
            let n = 200_000;
            let sum: f64 = (0..n).map(|_| libm::cos(von_mises(kappa, &mut stream))).sum();
            assert!((sum / f64::from(n) - floor).abs() < 0.005, "kappa {kappa}");
        }
        let mixed = Rhythm {
            phases: Phases::Mixed { share: 0.25, peak_hour: 11.0 },
            amplitude: 1.0,
            ..Rhythm::default()
        };
        let sites = mixed.draw(8, &mut Stream::seed_from_u64(1));
        let second = (0..8).filter(|&s| sites.factor(s, hours(11.0)) > 1.99).count();
        assert_eq!(second, 2);
    }

    #[test]
    fn windows_bound_the_factor() {
        let rhythm = Rhythm { amplitude: 0.9, phases: Phases::Uniform, ..Rhythm::default() };
        let sites = rhythm.draw(5, &mut Stream::seed_from_u64(2));
        let mut low = Vec::new();
        for start in 0..50u64 {
            let (from, to) =
                (start * 1_800_000_000_000, start * 1_800_000_000_000 + 900_000_000_000);
            let (margin, high) = sites.window(from, to, &mut low);
            for step in 0..=10 {
                for site in 0..5u16 {
                    let at = SimTime(from + (to - from) * step / 10);
                    let factor = sites.factor(site, at);
                    let low = low[usize::from(site)];
                    assert!(factor <= high && factor >= low && factor <= low + margin);
                }
            }
        }
    }
}
