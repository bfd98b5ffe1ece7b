//! Twins: requests with the shape of a real trace, and nothing else of it.

use super::parameter::ParameterError;
use crate::{ObjectId, RequestBatch, SimTime, Stream, Trace};
use rand::RngExt;
use rand::seq::SliceRandom;
use serde::{Deserialize, Serialize};

const HOUR_S: f64 = 3_600.0;
const DAY_S: f64 = 86_400.0;

/// The shape of a trace: how popularity, sizes and reuse go together, class by class, and how the
/// rate varies. A twin is drawn as renewal processes in the time of requests (the n-th request is
/// at n), with the gaps of the objects of a class drawn from one distribution: what an LRU cache
/// sees depends on these gaps. The rate then puts the requests on the clock.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Twin {
    /// When it begins, in seconds since 1970, so that days and hours fall as they did.
    pub start_unix_s: f64,
    /// Its length in seconds.
    pub duration_s: f64,
    /// Rate in each hour of the day over its mean; empty for none.
    pub day: Vec<f64>,
    /// Rate on each day of the week, from Monday on (from time 0 on where the beginning is no date), over
    /// its mean; empty for none.
    pub week: Vec<f64>,
    /// Hours of a rate out of the cycle: hours since midnight of the first day, and the rate over
    /// that of the cycle.
    pub surges: Vec<(u32, f64)>,
    /// Objects alike in popularity, the most popular first.
    pub classes: Vec<TwinClass>,
}

/// Objects that are alike.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwinClass {
    /// How many.
    pub objects: u32,
    /// Requests for all of them together, at least one each.
    pub requests: u64,
    /// Their sizes: the means of groups of like number, increasing.
    pub bytes: Vec<u64>,
    /// Where in the time of requests they are first asked for; of a single object, where all its
    /// requests are: quantiles at even steps, as shares of the whole, increasing; empty for
    /// anywhere.
    #[serde(default)]
    pub places: Vec<f64>,
    /// Quantiles of the gaps between the requests for one object, in requests, at
    /// [`Twin::GAP_LEVELS`]; empty where no object has more than one. Of a single object whose
    /// places are told, the gaps are in its own time, in which its requests are even.
    pub gaps: Vec<f64>,
}

/// No more than this is drawn: the twin is kept in memory.
const REQUESTS_MAX: u64 = 2_000_000_000;
/// Sums of bytes stay exact up to this, whatever becomes of each request.
const BYTES_TOTAL_MAX: u128 = 1 << 61;
/// How often the gaps of an object are drawn anew if they do not fit the length.
const TRIES: usize = 8;

impl Twin {
    /// The levels at which the quantiles of the gaps are given.
    pub const GAP_LEVELS: [f64; 23] = [
        0.0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75,
        0.8, 0.85, 0.9, 0.95, 0.98, 0.995, 1.0,
    ];

    /// Requests of the twin.
    pub fn requests(&self) -> u64 {
        self.classes.iter().map(|class| class.requests).fold(0, u64::saturating_add)
    }

    /// Objects of the twin.
    pub fn objects(&self) -> u64 {
        self.classes.iter().map(|class| u64::from(class.objects)).sum()
    }

    /// The twin with gaps spread about a pivot, in requests: the shorter ones become shorter, the
    /// longer ones longer, by the power `1 + spread`. Real requests come in sets that are used
    /// together, so that caches see more of both than from objects that know nothing of each
    /// other; this stands in for it.
    pub fn spread(&self, spread: f64, pivot: f64) -> Self {
        let length = self.requests() as f64;
        let mut twin = self.clone();
        for class in &mut twin.classes {
            // Gaps of a single object with places are in units of its mean gap.
            let unit = if class.alone() { length / class.requests as f64 } else { 1.0 };
            for gap in &mut class.gaps {
                let ratio = (*gap * unit / pivot).max(f64::MIN_POSITIVE);
                *gap = (*gap * libm::pow(ratio, spread)).max(1e-9);
            }
        }
        twin
    }

    /// Checks that a twin can be drawn.
    ///
    /// # Errors
    /// The first key that is wrong.
    pub fn check(&self) -> Result<(), ParameterError> {
        let wrong = |key, found: String, expected: &str| {
            Err(ParameterError::new(key, found, expected.to_owned()))
        };
        let positive = |values: &[f64]| values.iter().all(|&v| v.is_finite() && v >= 0.0);
        let some = |values: &[f64]| values.is_empty() || values.iter().sum::<f64>() > 0.0;
        if !(self.duration_s > 0.0 && self.duration_s <= 9e9) {
            return wrong("twin.duration_s", self.duration_s.to_string(), "above 0, at most 9e9");
        }
        if !(0.0..=1e10).contains(&self.start_unix_s) {
            return wrong("twin.start_unix_s", self.start_unix_s.to_string(), "0 to 1e10");
        }
        for (key, values, phases) in [("twin.day", &self.day, 24), ("twin.week", &self.week, 7)] {
            let length = [0, phases].contains(&values.len());
            if !(length && positive(values) && some(values)) {
                let expected = format!("{phases} levels of 0 or more, or none");
                return Err(ParameterError::new(key, format!("{values:?}"), expected));
            }
        }
        if let Some(surge) = self.surges.iter().find(|(_, f)| !(f.is_finite() && *f > 0.0)) {
            return wrong("twin.surges", format!("{surge:?}"), "factors above 0");
        }
        if !(1..=REQUESTS_MAX).contains(&self.requests()) {
            return wrong("twin.classes", format!("{} requests", self.requests()), "1 to 2e9");
        }
        self.classes.iter().try_for_each(TwinClass::check)?;
        let most = |class: &TwinClass| {
            let largest = class.bytes.last().copied().unwrap_or(0);
            u128::from(class.requests) * u128::from(largest)
        };
        let bytes: u128 = self.classes.iter().map(most).sum();
        if bytes > BYTES_TOTAL_MAX {
            return wrong("twin.classes", format!("up to {bytes} bytes in all"), "at most 2^61");
        }
        Ok(())
    }

    /// Draws the twin.
    ///
    /// # Errors
    /// The first key that is wrong.
    pub fn draw(&self, stream: &mut Stream) -> Result<Trace, ParameterError> {
        self.check()?;
        let length = self.requests() as f64;
        let mut trace = Trace::default();
        trace.catalog.sites = 1;
        // Place in the time of requests, and object.
        let mut places: Vec<(f64, ObjectId)> = Vec::with_capacity(self.requests() as usize);
        for class in &self.classes {
            class.draw(length, &mut trace.catalog.bytes, &mut places, stream);
        }
        places.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let objects: Vec<ObjectId> = places.into_iter().map(|place| place.1).collect();
        let bytes = &trace.catalog.bytes;
        trace.requests = RequestBatch {
            time: self.times(objects.len(), stream),
            bytes: objects.iter().map(|&object| bytes[object as usize]).collect(),
            object: objects,
            ..RequestBatch::default()
        };
        Ok(trace)
    }

    /// The expected rate of each hour that the twin touches, over that of the cycle's mean.
    fn hours(&self) -> Vec<f64> {
        let first = (self.start_unix_s / HOUR_S).floor();
        let last = ((self.start_unix_s + self.duration_s) / HOUR_S).ceil();
        let midnight = (self.start_unix_s / DAY_S).floor() * 24.0;
        let into_week = SimTime::from_s(self.start_unix_s as u64).days_into_week();
        (first as u64..last as u64)
            .map(|hour| {
                let day = self.day.get((hour % 24) as usize).copied().unwrap_or(1.0);
                let weekday = (hour / 24 + into_week) % 7;
                let week = self.week.get(weekday as usize).copied().unwrap_or(1.0);
                let since = hour - midnight as u64;
                let surge = self.surges.iter().find(|(at, _)| u64::from(*at) == since);
                day * week * surge.map_or(1.0, |surge| surge.1)
            })
            .collect()
    }

    /// Times for so many requests in order: evenly in the time that the rate makes.
    fn times(&self, requests: usize, stream: &mut Stream) -> Vec<SimTime> {
        let first_s = (self.start_unix_s / HOUR_S).floor() * HOUR_S;
        let end_s = self.start_unix_s + self.duration_s;
        // Hours with the part of them that the twin covers.
        let spans: Vec<(f64, f64, f64)> = self
            .hours()
            .into_iter()
            .enumerate()
            .map(|(n, rate)| {
                let from = (first_s + n as f64 * HOUR_S).max(self.start_unix_s);
                let to = (first_s + (n + 1) as f64 * HOUR_S).min(end_s);
                (from, (to - from).max(0.0), rate)
            })
            .collect();
        let total: f64 = spans.iter().map(|(_, length, rate)| length * rate).sum();
        let mut times = Vec::with_capacity(requests);
        let (mut done, mut span) = (0.0, 0);
        for n in 0..requests {
            let wanted = (n as f64 + stream.random::<f64>()) / requests as f64 * total;
            while span + 1 < spans.len() && done + spans[span].1 * spans[span].2 < wanted {
                done += spans[span].1 * spans[span].2;
                span += 1;
            }
            let (from, length, rate) = spans[span];
            let part = if rate > 0.0 { ((wanted - done) / rate).clamp(0.0, length) } else { 0.0 };
            times.push(SimTime(((from + part) * SimTime::NS_PER_S as f64) as u64));
        }
        times
    }
}

impl TwinClass {
    fn check(&self) -> Result<(), ParameterError> {
        let wrong = |found: String, expected: &str| {
            Err(ParameterError::new("twin.classes", found, expected.to_owned()))
        };
        if self.objects == 0 || self.requests < u64::from(self.objects) {
            let found = format!("{} requests for {} objects", self.requests, self.objects);
            return wrong(found, "objects, and a request for each at least");
        }
        let sizes = self.bytes.len();
        if sizes == 0 || !self.bytes.is_sorted() || self.bytes.iter().any(|&b| b > 1 << 40) {
            return wrong(format!("bytes {:?}", self.bytes), "increasing sizes, at most 2^40");
        }
        let shares = self.places.iter().all(|share| (0.0..=1.0).contains(share));
        if !(shares && self.places.is_sorted() && self.places.len() != 1) {
            let expected = "two increasing shares from 0 to 1 at least, or none";
            return wrong(format!("places {:?}", self.places), expected);
        }
        let levels = Twin::GAP_LEVELS.len();
        let fine = self.gaps.is_empty() && self.requests == u64::from(self.objects)
            || self.gaps.len() == levels
                && self.gaps.is_sorted()
                && self.gaps.iter().all(|&gap| gap > 0.0 && gap.is_finite());
        if !fine {
            let expected = format!("{levels} increasing gaps above 0 where objects are reused");
            return wrong(format!("gaps {:?}", self.gaps), &expected);
        }
        Ok(())
    }

    /// Draws sizes and places of the requests for all objects of the class.
    fn draw(
        &self,
        length: f64,
        bytes: &mut Vec<u64>,
        places: &mut Vec<(f64, ObjectId)>,
        stream: &mut Stream,
    ) {
        let first = bytes.len() as ObjectId;
        if self.alone() {
            bytes.push(self.size(0.5));
            self.draw_alone(length, first, places, stream);
            return;
        }
        let (each, more) =
            (self.requests / u64::from(self.objects), self.requests % u64::from(self.objects));
        // Each size as often as it should be, in random order.
        let mut levels: Vec<f64> =
            (0..self.objects).map(|n| (f64::from(n) + 0.5) / f64::from(self.objects)).collect();
        levels.shuffle(stream);
        bytes.extend(levels.into_iter().map(|level| self.size(level)));
        let mut gaps: Vec<Vec<f64>> = (0..u64::from(self.objects))
            .map(|n| self.draw_gaps(each + u64::from(n < more) - 1, length, stream))
            .collect();
        let starts = self.draw_starts(length, &mut gaps, stream);
        for ((object, start), gaps) in (first..).zip(starts).zip(&gaps) {
            let mut at = start;
            places.push((at, object));
            for gap in gaps {
                at += gap;
                places.push((at, object));
            }
        }
    }

    /// Whether it is a single object with places of its own.
    fn alone(&self) -> bool {
        self.objects == 1 && self.requests > 1 && !self.places.is_empty()
    }

    /// The requests for a single object: even in its own time but for the gaps, which its places
    /// put into the time of all requests.
    fn draw_alone(
        &self,
        length: f64,
        object: ObjectId,
        places: &mut Vec<(f64, ObjectId)>,
        stream: &mut Stream,
    ) {
        // One gap more than between them: half before the first, half behind the last.
        let gaps: Vec<f64> = (0..self.requests).map(|_| self.gap(stream.random())).collect();
        let whole: f64 = gaps.iter().sum();
        let mut own = 0.5 * gaps[0];
        for gap in gaps[1..].iter().chain([&0.0]) {
            places.push((self.place(own / whole) * length, object));
            own += gap;
        }
    }

    /// Gaps that fit the length; if they never do, they are shortened to.
    fn draw_gaps(&self, count: u64, length: f64, stream: &mut Stream) -> Vec<f64> {
        let mut gaps = Vec::new();
        for _ in 0..TRIES {
            gaps = (0..count).map(|_| self.gap(stream.random())).collect();
            if gaps.iter().sum::<f64>() < length {
                return gaps;
            }
        }
        shorten(&mut gaps, length);
        gaps
    }

    /// A start for each object. Where they are told, each start is taken once: objects with long
    /// spans choose first, at random among those that leave them room, so that neither starts nor
    /// gaps are bent.
    fn draw_starts(&self, length: f64, gaps: &mut [Vec<f64>], stream: &mut Stream) -> Vec<f64> {
        let span = |gaps: &[f64]| gaps.iter().sum::<f64>();
        if self.places.is_empty() {
            let start = |gaps: &Vec<f64>| stream.random::<f64>() * (length - span(gaps)).max(0.0);
            return gaps.iter().map(start).collect();
        }
        let n = gaps.len();
        let mut starts: Vec<f64> = (0..n)
            .map(|rank| self.place((rank as f64 + stream.random::<f64>()) / n as f64) * length)
            .collect();
        starts.sort_by(f64::total_cmp);
        let mut order: Vec<usize> = (0..n).collect();
        order.sort_by(|&a, &b| span(&gaps[b]).total_cmp(&span(&gaps[a])).then(a.cmp(&b)));
        let mut of_object = vec![0.0; n];
        let mut early: Vec<f64> = Vec::new();
        let mut next = 0;
        for object in order {
            let room = length - span(&gaps[object]);
            while next < n && (starts[next] <= room || early.is_empty()) {
                early.push(starts[next]);
                next += 1;
            }
            let chosen = early.swap_remove(stream.random_range(0..early.len()));
            shorten(&mut gaps[object], length - chosen);
            of_object[object] = chosen;
        }
        of_object
    }

    /// A place between the quantiles.
    fn place(&self, level: f64) -> f64 {
        let steps = self.places.len() - 1;
        let at = level * steps as f64;
        let below = (at as usize).min(steps - 1);
        let (low, high) = (self.places[below], self.places[below + 1]);
        low + (high - low) * (at - below as f64)
    }

    /// The gap at a level, between the quantiles along their logarithm.
    fn gap(&self, level: f64) -> f64 {
        let levels = &Twin::GAP_LEVELS;
        let above = levels.partition_point(|&l| l <= level).clamp(1, levels.len() - 1);
        let part = (level - levels[above - 1]) / (levels[above] - levels[above - 1]);
        let (low, high) = (self.gaps[above - 1], self.gaps[above]);
        low * libm::pow(high / low, part)
    }

    fn size(&self, level: f64) -> u64 {
        let group = (level * self.bytes.len() as f64) as usize;
        self.bytes[group.min(self.bytes.len() - 1)].max(1)
    }
}

/// Shortens gaps that are longer than the room for them.
fn shorten(gaps: &mut [f64], room: f64) {
    let span: f64 = gaps.iter().sum();
    if span > room {
        gaps.iter_mut().for_each(|gap| *gap *= room / span);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn twin() -> Twin {
        let gaps = Twin::GAP_LEVELS.map(|level| 1.0 + 400.0 * level).to_vec();
        Twin {
            start_unix_s: 1e6,
            duration_s: 4.0 * DAY_S,
            day: (0..24).map(|hour| if hour < 12 { 0.5 } else { 1.5 }).collect(),
            week: Vec::new(),
            surges: vec![(30, 10.0)],
            classes: vec![
                TwinClass { objects: 3, requests: 10_000, bytes: vec![100], gaps, places: vec![] },
                TwinClass {
                    objects: 500,
                    requests: 500,
                    bytes: vec![1, 1_000],
                    places: vec![0.0, 0.5, 0.6],
                    gaps: vec![],
                },
            ],
        }
    }

    #[test]
    fn a_twin_has_the_counts_and_the_rates_it_was_given() {
        let trace = twin().draw(&mut Stream::seed_from_u64(1)).unwrap();
        assert_eq!(trace.requests.len(), 10_500);
        assert!(trace.requests.time.is_sorted());
        let mut counts = vec![0; 503];
        trace.requests.object.iter().for_each(|&object| counts[object as usize] += 1);
        assert_eq!(counts[..3], [3_334, 3_333, 3_333]);
        assert!(counts[3..].iter().all(|&count| count == 1));
        let midnight = (1e6f64 / DAY_S).floor() * DAY_S;
        let hour = |time: &SimTime| ((time.as_s() - midnight) / HOUR_S) as usize;
        let mut hours = vec![0.0f64; 24 * 6];
        trace.requests.time.iter().for_each(|time| hours[hour(time)] += 1.0);
        let typical = hours[31];
        assert!((hours[30] / typical - 10.0).abs() < 0.5, "{:?}", &hours[24..40]);
        assert!((hours[40] / typical - 3.0).abs() < 0.3, "{:?}", &hours[24..48]);
        let sizes = &trace.catalog.bytes[3..];
        assert!(sizes.iter().any(|&b| b < 5) && sizes.iter().any(|&b| b > 900));
    }

    #[test]
    fn what_cannot_be_drawn_is_named() {
        let key = |change: fn(&mut Twin)| {
            let mut twin = twin();
            change(&mut twin);
            twin.draw(&mut Stream::seed_from_u64(1)).unwrap_err().key
        };
        assert_eq!(key(|twin| twin.day.truncate(5)), "twin.day");
        assert_eq!(key(|twin| twin.duration_s = f64::NAN), "twin.duration_s");
        assert_eq!(key(|twin| twin.surges[0].1 = -1.0), "twin.surges");
        assert_eq!(key(|twin| twin.classes.clear()), "twin.classes");
        assert_eq!(key(|twin| twin.classes[0].gaps.clear()), "twin.classes");
        assert_eq!(key(|twin| twin.classes[1].bytes = vec![9, 1]), "twin.classes");
        assert_eq!(key(|twin| twin.classes[1].objects = 501), "twin.classes");
        let large = |twin: &mut Twin| {
            twin.classes[0].bytes = vec![1 << 40];
            twin.classes[0].requests = 1 << 22;
        };
        assert_eq!(key(large), "twin.classes");
    }
}
