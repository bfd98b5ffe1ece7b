//! A whole trace in memory, to be replayed many times.

use crate::{BATCH_REQUESTS, Catalog, RequestBatch, RequestSource, SiteId, SourceError, Stream};
use rand::RngExt;

/// A trace in memory, in columnar form, with its catalog: 20 bytes per request. The sites of
/// the requests are those of the objects in the catalog.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    /// All requests, in time order. If the sites are empty, they are those of the objects.
    pub requests: RequestBatch,
    /// The requested objects, each with the largest size seen.
    pub catalog: Catalog,
}

impl Trace {
    /// Reads a source to its end; the catalog's sizes are the largest seen, all in site 0.
    ///
    /// # Errors
    /// Errors of the source.
    pub fn read(source: &mut dyn RequestSource) -> Result<Self, SourceError> {
        Ok(Self::read_up_to(source, usize::MAX)?.unwrap_or_default())
    }

    /// Reads a source to its end, unless that has more than `requests_max` requests: `None` then, and the
    /// source is somewhere behind them.
    ///
    /// # Errors
    /// Errors of the source.
    pub fn read_up_to(
        source: &mut dyn RequestSource,
        requests_max: usize,
    ) -> Result<Option<Self>, SourceError> {
        let mut trace =
            Self { catalog: Catalog { sites: 1, ..Catalog::default() }, ..Self::default() };
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch)? {
            for request in batch.iter() {
                let index = request.object as usize;
                if index >= trace.catalog.bytes.len() {
                    trace.catalog.bytes.resize(index + 1, 0);
                }
                let bytes = &mut trace.catalog.bytes[index];
                *bytes = (*bytes).max(request.bytes);
                trace.requests.push(request);
                // Those of the catalog are meant.
                trace.requests.site.clear();
            }
            if trace.requests.len() > requests_max {
                return Ok(None);
            }
        }
        Ok(Some(trace))
    }

    /// Appends requests, which come after those that are there, with the sites of the requests.
    pub fn append(&mut self, batch: &RequestBatch) {
        self.requests.append(batch);
    }

    /// Puts the requested objects into random order, at the same times: the popularity of the objects
    /// stays, every dependence on earlier requests is lost.
    pub fn shuffle(&mut self, stream: &mut Stream) {
        // Versions follow one another: in another order they mean nothing.
        self.requests.version.clear();
        for last in (1..self.requests.len()).rev() {
            let other = stream.random_range(0..=last);
            self.requests.object.swap(last, other);
            self.requests.bytes.swap(last, other);
            if !self.requests.site.is_empty() {
                self.requests.site.swap(last, other);
            }
            if !self.requests.ttl_s.is_empty() {
                self.requests.ttl_s.swap(last, other);
            }
        }
    }

    /// The share of the requests that went to each object, summing to 1.
    pub fn weights(&self) -> Vec<f64> {
        let mut weights = vec![0.0; self.catalog.len()];
        for &object in &self.requests.object {
            weights[object as usize] += 1.0;
        }
        let requests = self.requests.len().max(1) as f64;
        weights.iter_mut().for_each(|weight| *weight /= requests);
        weights
    }

    /// The requests from the beginning.
    pub fn requests(&self) -> BatchRequests<'_> {
        BatchRequests::new(&self.requests, &self.catalog.site)
    }
}

/// Requests in memory, in order.
#[derive(Debug)]
pub struct BatchRequests<'a> {
    requests: &'a RequestBatch,
    /// The sites of objects, for requests that do not have theirs; empty if all are in site 0.
    site: &'a [SiteId],
    next: usize,
}

impl<'a> BatchRequests<'a> {
    /// All requests of a batch, from its beginning. Where they have no sites, `site` has those of the objects; it is
    /// empty if all are in site 0.
    pub fn new(requests: &'a RequestBatch, site: &'a [SiteId]) -> Self {
        Self { requests, site, next: 0 }
    }
}

impl RequestSource for BatchRequests<'_> {
    fn next_batch(&mut self, batch: &mut RequestBatch) -> Result<bool, SourceError> {
        let all = self.requests;
        let end = (self.next + BATCH_REQUESTS).min(all.len());
        let range = self.next..end;
        self.next = end;
        batch.clear();
        batch.time.extend_from_slice(&all.time[range.clone()]);
        batch.object.extend_from_slice(&all.object[range.clone()]);
        batch.bytes.extend_from_slice(&all.bytes[range.clone()]);
        batch.ttl_s.extend_from_slice(all.ttl_s.get(range.clone()).unwrap_or_default());
        batch.version.extend_from_slice(all.version.get(range.clone()).unwrap_or_default());
        match (all.site.get(range).filter(|_| !all.site.is_empty()), self.site) {
            (Some(site), _) => batch.site.extend_from_slice(site),
            (None, []) => batch.site.resize(batch.object.len(), 0),
            (None, site) => {
                batch.site.extend(batch.object.iter().map(|&object| site[object as usize]));
            }
        }
        Ok(!batch.is_empty())
    }
}
