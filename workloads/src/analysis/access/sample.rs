//! The accesses of some objects, from the most to the least popular.

use crate::analysis::PopularityProfile;
use crate::{ObjectId, SimTime};

/// The accesses of at most 60 objects over time, of each at most 400: at most 24,000 in all.
#[derive(Clone, Debug, Default)]
pub struct AccessSample {
    /// The objects, from the most popular on.
    pub objects: Vec<SampledObject>,
}

/// An object with its accesses.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SampledObject {
    /// Its rank by popularity, from 1.
    pub rank: usize,
    /// The object.
    pub object: ObjectId,
    /// So many requests of it are one access here: more than one where there are too many of them.
    pub requests_per_access: u64,
    /// Times and numbers (from 1, over all objects) of requests: of each run of `requests_per_access` the first.
    pub accesses: Vec<(SimTime, u64)>,
    seen: u64,
}

/// Steps between the first and the last rank, evenly over the logarithm.
const STEPS: usize = 59;
const ACCESSES_MAX: u64 = 400;

impl AccessSample {
    /// Objects at ranks that are evenly spread over the logarithm; the first ranks, which are nearer to each
    /// other than that, are all there.
    pub(super) fn new(profile: &PopularityProfile) -> Self {
        let ranked = &profile.ranked;
        let last = ranked.len() as f64;
        let rank = |step: usize| libm::pow(last, step as f64 / STEPS as f64).round() as usize;
        let mut ranks: Vec<usize> = (0..=STEPS).map(rank).collect();
        ranks.dedup();
        let object = |rank: usize| {
            let &(object, requests) = ranked.get(rank.checked_sub(1)?)?;
            let requests_per_access = requests.div_ceil(ACCESSES_MAX).max(1);
            Some(SampledObject { rank, object, requests_per_access, ..SampledObject::default() })
        };
        Self { objects: ranks.into_iter().filter_map(object).collect() }
    }

    /// Notes a request for the object of a row.
    pub(super) fn note(&mut self, row: usize, time: SimTime, request: u64) {
        let object = &mut self.objects[row];
        if object.seen.is_multiple_of(object.requests_per_access) {
            object.accesses.push((time, request));
        }
        object.seen += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_distinct_and_reach_from_end_to_end() {
        for (objects, sampled) in [(1, 1), (2, 2), (10, 10), (1_000, 49), (123_456, 56)] {
            let sample = AccessSample::new(&PopularityProfile::new(&vec![1; objects]));
            let ranks: Vec<usize> = sample.objects.iter().map(|object| object.rank).collect();
            assert!(ranks.windows(2).all(|pair| pair[0] < pair[1]), "{ranks:?}");
            assert_eq!((ranks[0], *ranks.last().unwrap()), (1, objects));
            assert_eq!(ranks.len(), sampled, "{objects}");
        }
        assert!(AccessSample::new(&PopularityProfile::new(&[])).objects.is_empty());
    }

    #[test]
    fn many_accesses_are_thinned() {
        let mut sample = AccessSample::new(&PopularityProfile::new(&[1_000, 3]));
        for request in 1..=1_000 {
            sample.note(0, SimTime(request), request);
        }
        let [popular, _] = sample.objects.as_slice() else { panic!() };
        assert_eq!((popular.requests_per_access, popular.accesses.len()), (3, 334));
        assert_eq!(popular.accesses[1], (SimTime(4), 4));
    }
}
