//! What one pass over a trace tells: requests and sizes by object, and copies of other sizes.

use hotset_workloads::{RequestBatch, RequestSource, SourceError};

/// What is found out about a trace in one pass over it.
pub(super) struct Counts {
    /// By object.
    pub(super) requests: Vec<u64>,
    /// The mean size of the answers for each object.
    pub(super) mean_bytes: Vec<f64>,
    /// Of the bytes that hit in an infinite cache, the share that comes from copies of another size than the
    /// response's: copies that were fetched at another size and not modified since.
    pub(super) other_size_share: f64,
}

/// What is counted of an object, and its copy in an infinite cache.
#[derive(Clone, Copy, Default)]
struct Counted {
    requests: u64,
    bytes: f64,
    copy_bytes: u64,
    copy_version: u16,
}

impl Counts {
    /// Counts requests.
    ///
    /// # Errors
    /// Errors of the source.
    pub(super) fn of(source: &mut dyn RequestSource, objects: usize) -> Result<Self, SourceError> {
        let mut counted = vec![Counted::default(); objects];
        let (mut hit_bytes, mut other_bytes) = (0.0, 0.0);
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch)? {
            for (row, (&object, &bytes)) in batch.object.iter().zip(&batch.bytes).enumerate() {
                let version = batch.version_at(row);
                let of = &mut counted[object as usize];
                if of.requests > 0 && of.copy_version == version {
                    hit_bytes += bytes as f64;
                    other_bytes += if of.copy_bytes == bytes { 0.0 } else { bytes as f64 };
                } else {
                    (of.copy_bytes, of.copy_version) = (bytes, version);
                }
                of.requests += 1;
                of.bytes += bytes as f64;
            }
        }
        let mean = |of: &Counted| of.bytes / f64::max(of.requests as f64, 1.0);
        Ok(Self {
            mean_bytes: counted.iter().map(mean).collect(),
            requests: counted.iter().map(|of| of.requests).collect(),
            other_size_share: if hit_bytes > 0.0 { other_bytes / hit_bytes } else { 0.0 },
        })
    }

    /// The share of the requests that went to each object, summing to 1.
    pub(super) fn weights(&self) -> Vec<f64> {
        let all: u64 = self.requests.iter().sum();
        let all = all.max(1) as f64;
        self.requests.iter().map(|&requests| requests as f64 / all).collect()
    }
}
