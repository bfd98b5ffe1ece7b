//! The daily and the weekly component of a series of counts.

use crate::SimTime;

const DAY_S: f64 = 86_400.0;

/// No phase counts as quieter than this: one without any request would make everything in it
/// infinitely surprising.
const RHYTHM_MIN: f64 = 0.1;

/// The diurnal and the weekly component of a series (THEORY 5.6).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Seasonality {
    /// By the hour of the day; `None` where two whole days in bins of six hours or less are not
    /// covered.
    pub daily: Option<Component>,
    /// By the day of the week, after the day; `None` where two whole weeks in bins of a day or
    /// less are not covered.
    pub weekly: Option<Component>,
}

/// A periodic component.
#[derive(Clone, Debug, PartialEq)]
pub struct Component {
    /// The mean of each phase over the mean of these: of the bins of a day, or of seven days from
    /// Monday on (by the clock of the trace, in UTC); where times are not dates, from time 0 on.
    pub profile: Vec<f64>,
    /// Share of the variance of the series that the component explains, corrected for the number
    /// of phases (adjusted R squared); 0 if it is no better than chance.
    pub variance_share: f64,
    /// Amplitude of the first harmonic over the mean.
    pub amplitude: f64,
    /// Phase of its peak: hours after midnight, or days after Monday midnight; where times are not dates,
    /// after time 0.
    pub peak: f64,
    /// Correlation of the series with itself one period later.
    pub autocorrelation: f64,
}

impl Seasonality {
    /// Both components of counts in bins of `width_s`, the first beginning at `start`.
    pub fn of(counts: &[f64], start: SimTime, width_s: f64) -> Self {
        let bins_of_day = (DAY_S / width_s).round();
        let whole = (bins_of_day * width_s - DAY_S).abs() < 1e-6 * DAY_S;
        let days = counts.len() as f64 * width_s / DAY_S;
        if !whole || bins_of_day < 1.0 {
            return Self::default();
        }
        let per_day = bins_of_day as usize;
        // By the middle of the bins, which need not begin on the clock.
        let middle_s = start.as_s() + 0.5 * width_s;
        let phase_of_day = (middle_s % DAY_S / width_s) as usize % per_day;
        let daily = (per_day >= 4 && days >= 2.0)
            .then(|| Component::of(counts, phase_of_day, per_day, 24.0))
            .flatten();
        let without_day: Vec<f64> = match &daily {
            Some(day) => day.divided_out(counts, phase_of_day),
            None => counts.to_vec(),
        };
        let weekly = (days >= 14.0).then(|| {
            let day = (middle_s / DAY_S) as usize + start.days_into_week() as usize;
            let first = phase_of_day + day % 7 * per_day;
            Component::of_days(&without_day, counts, first, per_day)
        });
        Self { daily, weekly: weekly.flatten() }
    }

    /// The expected level of each bin over the mean: the product of the components that there are.
    pub fn rhythm(&self, bins: usize, start: SimTime, width_s: f64) -> Vec<f64> {
        let mut rhythm = vec![1.0; bins];
        let into_week_s = start.days_into_week() as f64 * DAY_S;
        for (component, period_s, offset_s) in
            [(&self.daily, DAY_S, 0.0), (&self.weekly, 7.0 * DAY_S, into_week_s)]
        {
            let Some(component) = component.as_ref().filter(|c| c.variance_share > 0.0) else {
                continue;
            };
            let phases = component.profile.len() as f64;
            for (bin, level) in rhythm.iter_mut().enumerate() {
                let at_s = start.as_s() + offset_s + (bin as f64 + 0.5) * width_s;
                let phase = (at_s % period_s / period_s * phases) as usize;
                *level *= component.profile[phase.min(component.profile.len() - 1)];
            }
        }
        rhythm.iter_mut().for_each(|level| *level = level.max(RHYTHM_MIN));
        rhythm
    }
}

impl Component {
    /// The component of a period of `period` bins; `first` is the phase of the first bin.
    fn of(counts: &[f64], first: usize, period: usize, units: f64) -> Option<Self> {
        Self::by_phase(counts, counts, |bin| (first + bin) % period, period, period, units)
    }

    /// The component of the days of a week: bins of a day are one phase.
    fn of_days(rest: &[f64], counts: &[f64], first: usize, per_day: usize) -> Option<Self> {
        let phase = |bin: usize| (first + bin) / per_day % 7;
        Self::by_phase(rest, counts, phase, 7, 7 * per_day, 7.0)
    }

    fn by_phase(
        series: &[f64],
        whole: &[f64],
        phase: impl Fn(usize) -> usize,
        phases: usize,
        lag: usize,
        units: f64,
    ) -> Option<Self> {
        let n = series.len() as f64;
        let mean = series.iter().sum::<f64>() / n;
        let total: f64 = series.iter().map(|x| (x - mean) * (x - mean)).sum();
        if mean <= 0.0 || total <= 0.0 {
            return None;
        }
        let mut sums = vec![(0.0, 0.0); phases];
        for (bin, x) in series.iter().enumerate() {
            let sum = &mut sums[phase(bin)];
            *sum = (sum.0 + x, sum.1 + 1.0);
        }
        if sums.iter().any(|sum| sum.1 == 0.0) {
            return None;
        }
        let means: Vec<f64> = sums.iter().map(|(sum, n)| sum / n).collect();
        let within: f64 = series
            .iter()
            .enumerate()
            .map(|(bin, x)| {
                let off = x - means[phase(bin)];
                off * off
            })
            .sum();
        let freedom = n - phases as f64;
        if freedom <= 0.0 {
            return None;
        }
        let adjusted = 1.0 - (within / freedom) / (total / (n - 1.0));
        // Whole periods: where one phase has a bin more than others, the mean of all is off.
        let level = means.iter().sum::<f64>() / phases as f64;
        let profile: Vec<f64> = means.iter().map(|mean| mean / level).collect();
        let (amplitude, peak) = harmonic(&profile);
        Some(Self {
            variance_share: adjusted.max(0.0),
            amplitude,
            peak: peak * units,
            autocorrelation: autocorrelation(whole, lag),
            profile,
        })
    }

    fn divided_out(&self, counts: &[f64], first: usize) -> Vec<f64> {
        let level = |bin: usize| self.profile[(first + bin) % self.profile.len()];
        counts.iter().enumerate().map(|(bin, x)| x / level(bin).max(RHYTHM_MIN)).collect()
    }
}

/// Amplitude of the first harmonic of a profile of mean 1, and its peak as a share of the period.
fn harmonic(profile: &[f64]) -> (f64, f64) {
    let n = profile.len() as f64;
    let (mut c, mut s) = (0.0, 0.0);
    for (phase, level) in profile.iter().enumerate() {
        let angle = std::f64::consts::TAU * (phase as f64 + 0.5) / n;
        c += level * libm::cos(angle);
        s += level * libm::sin(angle);
    }
    let turn = libm::atan2(s, c) / std::f64::consts::TAU;
    (2.0 * (c * c + s * s).sqrt() / n, turn.rem_euclid(1.0))
}

/// The correlation of a series with itself `lag` bins later; 0 if it is too short.
pub fn autocorrelation(series: &[f64], lag: usize) -> f64 {
    if series.len() <= lag + 1 {
        return 0.0;
    }
    let (early, late) = (&series[..series.len() - lag], &series[lag..]);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let (a, b) = (mean(early), mean(late));
    let sums = early.iter().zip(late).fold([0.0; 3], |[xy, xx, yy], (x, y)| {
        let (x, y) = (x - a, y - b);
        [xy + x * y, xx + x * x, yy + y * y]
    });
    let spread = (sums[1] * sums[2]).sqrt();
    if spread > 0.0 { sums[0] / spread } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;
    use rand::SeedableRng;
    use rand::distr::Distribution;
    use rand_distr::Poisson;

    /// THEORY 5.6: hourly counts of a day with A = 0.5 and a quiet weekend, from a Thursday on.
    fn hourly(days: usize, noise: bool) -> Vec<f64> {
        let mut stream = Stream::seed_from_u64(1);
        (0..24 * days)
            .map(|hour| {
                let angle = std::f64::consts::TAU * (hour as f64 + 0.5 - 20.0) / 24.0;
                let weekend = (hour / 24 + 3) % 7 >= 5;
                let mean = 400.0 * (1.0 + 0.5 * libm::cos(angle)) * if weekend { 0.7 } else { 1.0 };
                if noise { Poisson::new(mean).unwrap().sample(&mut stream) } else { mean }
            })
            .collect()
    }

    /// A Thursday, 2,000 weeks after that of time 0.
    const THURSDAY: SimTime = SimTime::from_s(2_000 * 7 * 86_400);

    #[test]
    fn both_components_are_found() {
        let found = Seasonality::of(&hourly(70, true), THURSDAY, 3_600.0);
        let (day, week) = (found.daily.clone().unwrap(), found.weekly.clone().unwrap());
        assert!((day.amplitude - 0.5).abs() < 0.01, "{day:?}");
        assert!((day.peak - 20.0).abs() < 0.2, "{day:?}");
        assert!(day.variance_share > 0.7 && week.variance_share > 0.5, "{day:?} {week:?}");
        assert!((week.profile[6] / week.profile[2] - 0.7).abs() < 0.02, "{week:?}");
        assert!(day.autocorrelation > 0.6 && week.autocorrelation > 0.85);
        let rhythm = found.rhythm(24 * 70, THURSDAY, 3_600.0);
        let exact = hourly(70, false);
        let scale = exact.iter().sum::<f64>() / exact.len() as f64;
        for (found, exact) in rhythm.iter().zip(&exact) {
            assert!((found * scale / exact - 1.0).abs() < 0.05, "{found} {exact}");
        }
    }

    #[test]
    fn weeks_without_a_date_begin_with_the_trace() {
        let [dated, undated] = [THURSDAY, SimTime(0)].map(|start| {
            Seasonality::of(&hourly(70, true), start, 3_600.0).weekly.unwrap().profile
        });
        // What is a Saturday by the date is the third day.
        assert!(THURSDAY.is_date() && dated[5] < 0.85, "{dated:?}");
        assert!((undated[2] - dated[5]).abs() < 1e-9, "{undated:?}");
    }

    #[test]
    fn too_little_is_said_to_be_too_little() {
        let days = |days| Seasonality::of(&hourly(days, true), SimTime(0), 3_600.0);
        assert!(days(1).daily.is_none());
        assert!(days(13).daily.is_some() && days(13).weekly.is_none());
        assert!(days(14).weekly.is_some());
        let odd = Seasonality::of(&hourly(70, true), SimTime(0), 5_000.0);
        assert_eq!(odd, Seasonality::default());
        assert_eq!(Seasonality::of(&[], SimTime(0), 3_600.0), Seasonality::default());
        assert_eq!(Seasonality::of(&[5.0; 100], SimTime(0), 3_600.0), Seasonality::default());
    }

    #[test]
    fn chance_explains_nothing() {
        let mut stream = Stream::seed_from_u64(2);
        let poisson = Poisson::new(100.0).unwrap();
        let flat: Vec<f64> = (0..24 * 60).map(|_| poisson.sample(&mut stream)).collect();
        let found = Seasonality::of(&flat, SimTime(0), 3_600.0);
        assert!(found.daily.unwrap().variance_share < 0.02);
        assert!(found.weekly.unwrap().variance_share < 0.02);
    }
}
