//! The requests of a synthetic workload.

use super::content::Content;
use super::stationary::StationaryRequests;
use super::varying::VaryingRequests;
use crate::synthetic::arrivals::Poisson;
use crate::{RequestBatch, RequestSource, SourceError, Stream};

/// A stream of synthetic requests.
#[derive(Debug)]
pub struct SyntheticRequests<'a>(Kind<'a>);

#[derive(Debug)]
pub(super) enum Kind<'a> {
    Stationary(StationaryRequests<'a>),
    Varying(Box<VaryingRequests<'a>>),
}

impl RequestSource for SyntheticRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        match &mut self.0 {
            Kind::Stationary(requests) => requests.fill(batch),
            Kind::Varying(requests) => requests.fill(batch),
        }
        Ok(!batch.is_empty())
    }
}

impl Content {
    /// The requests: `objects` draws the objects, `times` the arrival times.
    pub fn requests(&self, objects: Stream, times: Stream) -> SyntheticRequests<'_> {
        SyntheticRequests(match (&self.variation, &self.slots.ranks) {
            (None, Some(ranks)) => Kind::Stationary(StationaryRequests {
                content: self,
                ranks,
                objects,
                arrivals: Poisson::new(self.model.rate_per_s, times),
                left: self.model.requests,
            }),
            (Some(variation), _) => {
                Kind::Varying(Box::new(VaryingRequests::new(self, variation, objects, times)))
            }
            (None, None) => unreachable!("shot noise varies"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimTime;
    use crate::synthetic::model::Synthetic;
    use crate::synthetic::sites::{SiteWeights, Sites};
    use rand::SeedableRng;

    fn drawn(model: &Synthetic) -> (Content, Vec<u64>, SimTime) {
        let content = model.content(&mut Stream::seed_from_u64(1)).unwrap();
        let mut counts = vec![0; model.objects];
        let mut end = SimTime::default();
        let mut source = content.requests(Stream::seed_from_u64(2), Stream::seed_from_u64(3));
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch).unwrap() {
            for request in batch.iter() {
                counts[request.object as usize] += 1;
                assert!(request.time >= end);
                end = request.time;
            }
        }
        (content, counts, end)
    }

    #[test]
    fn requests_follow_the_weights_of_objects_and_sites() {
        let model = Synthetic {
            objects: 1_000,
            sites: Sites { count: 4, weights: SiteWeights::Zipf { alpha: 1.0 }, overlap: 0.0 },
            requests: 2_000_000,
            ..Synthetic::default()
        };
        let (content, counts, end) = drawn(&model);
        // Chi-square over all objects: mean 999, standard deviation 44.7.
        let chi_square: f64 = content
            .weights()
            .iter()
            .zip(&counts)
            .map(|(p, &n)| {
                let expected = p * model.requests as f64;
                (n as f64 - expected).powi(2) / expected
            })
            .sum();
        assert!((865.0..1_133.0).contains(&chi_square), "chi-square {chi_square}");
        // 2e6 arrivals at 2000/s: 1000 s, standard error 0.7 s.
        assert!((end.as_s() - 1_000.0).abs() < 3.0, "{end:?}");
    }
}
