//! Fits a synthetic workload (a twin) to a trace.

use super::{RateSeries, Seasonality};
use crate::synthetic::{Twin, TwinClass};
use crate::{RequestBatch, RequestSource, SourceError, Trace};

/// The most popular objects are classes of their own.
const ALONE: usize = 60;
/// Further down, the counts within a class differ by this factor at most.
const WITHIN: f64 = 1.35;
/// Counts up to this are classes of their own: one-hit objects stay one-hit objects.
const EXACT_UP_TO: u64 = 8;
/// Objects of one popularity are divided by size into at most this many classes, of at least this many objects.
const BANDS: usize = 3;
const BAND_OBJECTS_MIN: usize = 4;
/// The sizes of a class are given by the means of this many groups.
const SIZE_GROUPS: usize = 8;
/// When the objects of a class come is given by this many steps of quantiles, if it has half as many.
const PLACE_STEPS: usize = 32;
/// No more hours out of the cycle are kept, those with the largest excess first.
const SURGES_MAX: usize = 48;

/// Fits a twin to a trace.
///
/// # Errors
/// Errors of reading the trace.
pub fn fit_twin(trace: &Trace) -> Result<Twin, SourceError> {
    let reuse = Reuse::of(trace);
    let (start, end) = (trace.requests.time.first(), trace.requests.time.last());
    let (start, end) = (start.copied().unwrap_or_default(), end.copied().unwrap_or_default());
    let rate = hourly(trace)?;
    let mut twin = Twin {
        start_unix_s: start.as_s(),
        // The last request is within.
        duration_s: (end.as_s() - start.as_s()).max(1e-3),
        classes: reuse.classes(trace),
        ..Twin::default()
    };
    fit_rate(&mut twin, &rate);
    Ok(twin)
}

fn hourly(trace: &Trace) -> Result<RateSeries, SourceError> {
    let mut rate = RateSeries::new(3_600_000_000_000);
    let mut source = trace.requests();
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch)? {
        rate.add(&batch);
    }
    Ok(rate)
}

/// Fits the cycle without the hours out of it, then keeps these as surges.
fn fit_rate(twin: &mut Twin, rate: &RateSeries) {
    if rate.width_s() != 3_600.0 {
        return;
    }
    let counts: Vec<f64> = rate.bins().iter().map(|bin| bin.0 as f64).collect();
    let (start, hours) = (rate.start(), counts.len());
    let mut cycle = Seasonality::of(&counts, start, 3_600.0);
    let expected = |cycle: &Seasonality, counts: &[f64]| -> Vec<f64> {
        let rhythm = cycle.rhythm(hours, start, 3_600.0);
        let scale = counts.iter().sum::<f64>() / rhythm.iter().sum::<f64>();
        rhythm.iter().map(|level| level * scale).collect()
    };
    let high = |count: f64, mean: f64| count > 1.5 * mean && count > mean + 5.0 * mean.sqrt();
    let mut calm = counts.clone();
    for _ in 0..3 {
        let means = expected(&cycle, &calm);
        calm = counts.iter().zip(&means).map(|(&c, &m)| if high(c, m) { m } else { c }).collect();
        cycle = Seasonality::of(&calm, start, 3_600.0);
    }
    let means = expected(&cycle, &calm);
    let mut surges: Vec<usize> =
        (0..hours).filter(|&hour| high(counts[hour], means[hour])).collect();
    let excess = |hour: usize| counts[hour] - means[hour];
    surges.sort_by(|&a, &b| excess(b).total_cmp(&excess(a)).then(a.cmp(&b)));
    surges.truncate(SURGES_MAX);
    surges.sort_unstable();
    // The level of the hours that are not kept, smaller surges among them.
    let rest = |values: &[f64]| -> f64 {
        (0..hours).filter(|hour| surges.binary_search(hour).is_err()).map(|hour| values[hour]).sum()
    };
    let level = rest(&counts) / rest(&means).max(1e-9);
    let first = (start.as_s() / 3_600.0) as u64 % 24;
    let surge = |&hour: &usize| {
        let factor = counts[hour] / (means[hour] * level).max(1e-9);
        (hour as u32 + first as u32, rounded(factor, 3))
    };
    twin.surges = surges.iter().map(surge).collect();
    let profile = |component: &Option<super::Component>| {
        component.as_ref().map_or(Vec::new(), |component| {
            component.profile.iter().map(|&level| rounded(level, 3)).collect()
        })
    };
    twin.day = profile(&cycle.daily);
    twin.week = profile(&cycle.weekly);
}

/// Rounded to a number of significant digits.
fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.0$e}", digits - 1).parse().unwrap_or(value)
}

/// How each object is used again.
struct Reuse {
    /// Objects with their requests, most requests first.
    ranked: Vec<(u32, u64)>,
    /// Mean size of the responses for each object.
    bytes: Vec<f64>,
    /// Where the gaps of each object begin; one more at the end.
    first_gap: Vec<usize>,
    gaps: Vec<u32>,
    /// Where each object is first requested, as a share of the requests.
    starts: Vec<f64>,
}

impl Reuse {
    fn of(trace: &Trace) -> Self {
        let objects = trace.catalog.len();
        let mut counts = vec![0u64; objects];
        let mut bytes = vec![0.0; objects];
        for (&object, &size) in trace.requests.object.iter().zip(&trace.requests.bytes) {
            counts[object as usize] += 1;
            bytes[object as usize] += size as f64;
        }
        let mut first_gap = Vec::with_capacity(objects + 1);
        let mut total = 0usize;
        for (count, bytes) in counts.iter().zip(&mut bytes) {
            *bytes /= (*count).max(1) as f64;
            first_gap.push(total);
            total += count.saturating_sub(1) as usize;
        }
        first_gap.push(total);
        let mut gaps = vec![0u32; total];
        let mut next = first_gap.clone();
        let mut last = vec![usize::MAX; objects];
        let mut starts = vec![0.0; objects];
        for (now, &object) in trace.requests.object.iter().enumerate() {
            let object = object as usize;
            let before = std::mem::replace(&mut last[object], now);
            if before != usize::MAX {
                gaps[next[object]] = u32::try_from(now - before).unwrap_or(u32::MAX);
                next[object] += 1;
            } else {
                starts[object] = now as f64 / trace.requests.len() as f64;
            }
        }
        let mut ranked: Vec<(u32, u64)> =
            (0..).zip(counts).filter(|&(_, count)| count > 0).collect();
        ranked.sort_by_key(|&(object, count)| (std::cmp::Reverse(count), object));
        Self { ranked, bytes, first_gap, gaps, starts }
    }

    fn classes(&self, trace: &Trace) -> Vec<TwinClass> {
        let mut classes = Vec::new();
        let mut from = 0;
        while from < self.ranked.len() {
            let most = self.ranked[from].1;
            let least = match most {
                count if count <= EXACT_UP_TO => count,
                count => ((count as f64 / WITHIN).ceil() as u64).max(EXACT_UP_TO + 1),
            };
            let alike = self.ranked[from..].partition_point(|&(_, count)| count >= least);
            let end = if from < ALONE { from + 1 } else { from + alike.max(1) };
            // Large objects are used otherwise than small ones.
            let mut members = self.ranked[from..end].to_vec();
            let size = |member: &(u32, u64)| self.bytes[member.0 as usize];
            members.sort_by(|a, b| size(a).total_cmp(&size(b)).then(a.0.cmp(&b.0)));
            if let &[(object, requests)] = members.as_slice()
                && requests > PLACE_STEPS as u64
            {
                classes.push(self.alone(&members, &places(trace, object)));
                from = end;
                continue;
            }
            let bands = if members.len() >= BANDS * BAND_OBJECTS_MIN { BANDS } else { 1 };
            let edge = |band: usize| band * members.len() / bands;
            classes.extend((0..bands).map(|n| self.class(&members[edge(n)..edge(n + 1)])));
            from = end;
        }
        classes
    }

    /// The class of a single object with requests at these places.
    fn alone(&self, members: &[(u32, u64)], places: &[f64]) -> TwinClass {
        let last = places.len() - 1;
        let knot = |step: usize| {
            let at = step as f64 / PLACE_STEPS as f64 * last as f64;
            rounded(places[at.round() as usize], 5)
        };
        let knots: Vec<f64> = (0..=PLACE_STEPS).map(knot).collect();
        // The object's own time: where its requests are even.
        let own = |place: f64| {
            let above = knots.partition_point(|&knot| knot <= place).clamp(1, PLACE_STEPS);
            let (low, high) = (knots[above - 1], knots[above]);
            let part =
                if high > low { ((place - low) / (high - low)).clamp(0.0, 1.0) } else { 0.5 };
            (above as f64 - 1.0 + part) / PLACE_STEPS as f64 * last as f64
        };
        let mut gaps: Vec<f64> =
            places.windows(2).map(|pair| (own(pair[1]) - own(pair[0])).max(1e-6)).collect();
        gaps.sort_by(f64::total_cmp);
        TwinClass { places: knots, gaps: quantiles(&gaps), ..self.class(members) }
    }

    fn class(&self, members: &[(u32, u64)]) -> TwinClass {
        let mut sizes: Vec<f64> =
            members.iter().map(|&(object, _)| self.bytes[object as usize]).collect();
        sizes.sort_by(f64::total_cmp);
        let gaps_of = |&(object, _): &(u32, u64)| {
            let object = object as usize;
            &self.gaps[self.first_gap[object]..self.first_gap[object + 1]]
        };
        let mut gaps: Vec<f64> =
            members.iter().flat_map(gaps_of).map(|&gap| f64::from(gap)).collect();
        gaps.sort_by(f64::total_cmp);
        let at = |level: f64, length: usize| (level * (length - 1) as f64).round() as usize;
        let groups = SIZE_GROUPS.min(members.len());
        let size = |group: usize| {
            let part = &sizes[group * sizes.len() / groups..(group + 1) * sizes.len() / groups];
            (part.iter().sum::<f64>() / part.len() as f64).round().max(1.0) as u64
        };
        let mut starts: Vec<f64> =
            members.iter().map(|&(object, _)| self.starts[object as usize]).collect();
        starts.sort_by(f64::total_cmp);
        let start =
            |step: usize| rounded(starts[at(step as f64 / PLACE_STEPS as f64, starts.len())], 4);
        let known = starts.len() > PLACE_STEPS / 2;
        TwinClass {
            places: if known { (0..=PLACE_STEPS).map(start).collect() } else { Vec::new() },
            objects: members.len() as u32,
            requests: members.iter().map(|member| member.1).sum(),
            bytes: (0..groups).map(size).collect(),
            gaps: quantiles(&gaps),
        }
    }
}

/// Quantiles of sorted gaps; none of none.
fn quantiles(gaps: &[f64]) -> Vec<f64> {
    let Some(last) = gaps.len().checked_sub(1) else { return Vec::new() };
    let at = |level: &f64| rounded(gaps[(level * last as f64).round() as usize], 4);
    Twin::GAP_LEVELS.iter().map(at).collect()
}

/// The places of all requests for one object, as shares of the requests.
fn places(trace: &Trace, object: u32) -> Vec<f64> {
    let all = trace.requests.object.len() as f64;
    let requests = trace.requests.object.iter().enumerate();
    requests.filter(|request| *request.1 == object).map(|request| request.0 as f64 / all).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Stream;
    use crate::synthetic::{Phases, Rhythm, Synthetic};
    use rand::SeedableRng;

    /// A twin of a twin is the same again, as far as it is described.
    #[test]
    fn shape_survives() {
        let model = Synthetic {
            objects: 5_000,
            requests: 200_000,
            rate_per_s: 0.1,
            rhythm: Some(Rhythm { amplitude: 0.6, phases: Phases::Common, ..Rhythm::default() }),
            ..Synthetic::default()
        };
        let content = model.content(&mut Stream::seed_from_u64(1)).unwrap();
        let mut source = content.requests(Stream::seed_from_u64(2), Stream::seed_from_u64(3));
        let trace = Trace::read(&mut source).unwrap();
        let twin = fit_twin(&trace).unwrap();
        assert_eq!(twin.requests(), trace.requests.len() as u64);
        let seen = trace.weights().iter().filter(|&&weight| weight > 0.0).count();
        assert_eq!(twin.objects(), seen as u64);
        assert!(twin.classes.len() < 120, "{}", twin.classes.len());
        assert!((twin.day[20] - 1.6).abs() < 0.1 && twin.surges.len() < 5, "{twin:?}");
        let drawn = twin.draw(&mut Stream::seed_from_u64(4)).unwrap();
        let counts = |trace: &Trace| {
            let mut counts = vec![0u64; trace.catalog.len()];
            trace.requests.object.iter().for_each(|&object| counts[object as usize] += 1);
            super::super::PopularityProfile::new(&counts)
        };
        let (a, b) = (counts(&trace), counts(&drawn));
        assert!((a.top_share(0.01) - b.top_share(0.01)).abs() < 0.01);
        assert!((a.one_hit_share() - b.one_hit_share()).abs() < 0.001);
    }

    #[test]
    fn short_traces_have_twins_too() {
        let mut trace = Trace::default();
        assert!(fit_twin(&trace).unwrap().check().is_err(), "nothing to draw");
        trace.catalog.bytes = vec![7];
        trace.requests.time.push(crate::SimTime(5));
        trace.requests.object.push(0);
        trace.requests.bytes.push(7);
        let twin = fit_twin(&trace).unwrap();
        assert_eq!(twin.draw(&mut Stream::seed_from_u64(1)).unwrap().requests.bytes, [7]);
    }
}
