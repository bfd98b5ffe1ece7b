//! Requests drawn from a model: the independent reference model over a Zipf-shaped catalog, split
//! over sites, with Poisson arrivals.

mod arrivals;
mod popularity;
mod sites;
mod sizes;

pub use arrivals::Poisson;
pub use popularity::{AliasTable, Popularity, RejectionInversion, harmonic};
pub use sites::{SiteWeights, Sites};
pub use sizes::{SizeModel, Sizes};

use crate::{BATCH_REQUESTS, Catalog, RequestBatch, RequestSource, SimTime, SourceError, Stream};
use popularity::RankSampler;

/// A stationary synthetic workload.
#[derive(Clone, Debug, PartialEq)]
pub struct Synthetic {
    /// Objects in the catalog, all sites together.
    pub objects: usize,
    /// How the catalog is split over sites, and how the sites share the requests.
    pub sites: Sites,
    /// How the requests to one site are spread over its objects.
    pub popularity: Popularity,
    /// How large the objects are.
    pub sizes: Sizes,
    /// Length of the stream.
    pub requests: u64,
    /// Mean arrival rate of the Poisson process.
    pub rate_per_s: f64,
}

impl Default for Synthetic {
    fn default() -> Self {
        Self {
            objects: 200_000,
            sites: Sites::default(),
            popularity: Popularity::Zipf { alpha: 0.8 },
            sizes: Sizes::default(),
            requests: 2_000_000,
            rate_per_s: 2_000.0,
        }
    }
}

/// Why a synthetic workload cannot be drawn: the parameter, what it is, what it must be.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{key} = {found}: must be {expected}")]
pub struct ParameterError {
    /// The parameter, as in a spec below `[workload]`.
    pub key: &'static str,
    /// The value that was given.
    pub found: String,
    /// What would be right.
    pub expected: String,
}

impl ParameterError {
    fn new(key: &'static str, found: impl ToString, expected: impl ToString) -> Self {
        Self { key, found: found.to_string(), expected: expected.to_string() }
    }
}

impl Synthetic {
    /// The largest catalog: 100 million objects.
    pub const OBJECTS_MAX: usize = 100_000_000;

    /// Checks every parameter against its range.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn check(&self) -> Result<(), ParameterError> {
        if !(1..=Self::OBJECTS_MAX).contains(&self.objects) {
            return Err(ParameterError::new("objects", self.objects, "1 to 100 million"));
        }
        // Time is counted in nanoseconds: faster streams would stand still.
        if !(self.rate_per_s > 0.0 && self.rate_per_s <= 1e9) {
            let expected = "positive, at most 1e9";
            return Err(ParameterError::new("rate_per_s", self.rate_per_s, expected));
        }
        if self.requests == 0 {
            return Err(ParameterError::new("requests", 0, "at least 1"));
        }
        let span_ns = self.requests as f64 / self.rate_per_s * SimTime::NS_PER_S as f64;
        if span_ns > u64::MAX as f64 / 2.0 {
            let expected = "fast enough that the requests span less than 292 years";
            return Err(ParameterError::new("rate_per_s", self.rate_per_s, expected));
        }
        self.popularity.check()?;
        self.sites.check(self.objects)?;
        self.sizes.check()?;
        // Sums of bytes stay exact, with room for the spread of the sizes.
        let bytes = self.sizes.mean_bytes() * (self.requests as f64).max(self.objects as f64);
        if bytes > 1e17 {
            let expected = "few enough that all bytes together are below 1e17";
            return Err(ParameterError::new("requests", self.requests, expected));
        }
        Ok(())
    }

    /// Draws what there is to ask for: sizes, sites and popularity. `stream` is used for the
    /// sizes alone.
    ///
    /// # Errors
    /// The first parameter out of range.
    pub fn content(&self, stream: &mut Stream) -> Result<Content, ParameterError> {
        self.check()?;
        let split = self.sites.split(self.objects);
        let ranks = RankSampler::new(&split, self.popularity);
        let bytes = self.sizes.draw(self.objects, || self.weights(), stream);
        let catalog = Catalog { bytes, site: split.site_of_objects(), sites: split.len() };
        Ok(Content { model: self.clone(), catalog, ranks })
    }

    /// The share of the requests that goes to each object, summing to 1.
    pub fn weights(&self) -> Vec<f64> {
        let split = self.sites.split(self.objects);
        popularity::weights(&split, self.popularity)
    }
}

/// A synthetic catalog with the table that its requests are drawn from.
#[derive(Clone, Debug)]
pub struct Content {
    model: Synthetic,
    /// The objects.
    pub catalog: Catalog,
    ranks: RankSampler,
}

impl Content {
    /// The share of the requests that goes to each object, summing to 1.
    pub fn weights(&self) -> Vec<f64> {
        self.model.weights()
    }

    /// Number of requests, and their mean rate per second.
    pub fn length(&self) -> (u64, f64) {
        (self.model.requests, self.model.rate_per_s)
    }

    /// The requests: `objects` draws what is asked for, `times` when.
    pub fn requests(&self, objects: Stream, times: Stream) -> SyntheticRequests<'_> {
        SyntheticRequests {
            content: self,
            objects,
            arrivals: Poisson::new(self.model.rate_per_s, times),
            left: self.model.requests,
        }
    }
}

/// A stream of synthetic requests.
#[derive(Debug)]
pub struct SyntheticRequests<'a> {
    content: &'a Content,
    objects: Stream,
    arrivals: Poisson,
    left: u64,
}

impl RequestSource for SyntheticRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let requests = self.left.min(BATCH_REQUESTS as u64) as usize;
        self.left -= requests as u64;
        batch.clear();
        batch.object.resize(requests, 0);
        self.content.ranks.fill(&mut self.objects, &mut batch.object);
        batch.time.resize(requests, SimTime::default());
        self.arrivals.fill(&mut batch.time);
        let bytes = &self.content.catalog.bytes;
        batch.bytes.extend(batch.object.iter().map(|&object| bytes[object as usize]));
        Ok(requests > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
            sites: Sites { count: 4, weights: SiteWeights::Zipf { alpha: 1.0 } },
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

    #[test]
    fn parameters_out_of_range_are_named() {
        let alpha =
            Synthetic { popularity: Popularity::Zipf { alpha: -0.1 }, ..Default::default() };
        assert_eq!(alpha.check().unwrap_err().key, "popularity.alpha");
        let sites = Sites { count: 11, weights: SiteWeights::Equal };
        let model = Synthetic { objects: 10, sites, ..Default::default() };
        assert_eq!(model.check().unwrap_err().key, "sites.count");
        let slow = Synthetic { rate_per_s: 1e-9, ..Default::default() };
        assert_eq!(slow.check().unwrap_err().key, "rate_per_s");
    }
}
