//! Draws a fitted synthetic workload.

use super::parameters::Twin;
use crate::synthetic::parameter::ParameterError;
use crate::synthetic::seconds::{DAY_S, HOUR_S};
use crate::{ObjectId, RequestBatch, SimTime, Stream, Trace};
use rand::RngExt;

impl Twin {
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

    /// Arrival times of `requests` requests in order: evenly in the time that the rate makes.
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

#[cfg(test)]
mod tests {
    use super::super::class::TwinClass;
    use super::*;
    use crate::synthetic::seconds::DAY_S;
    use rand::SeedableRng;

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
