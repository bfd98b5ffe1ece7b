//! Caches that are fed together, and what they count.

use super::request::Host;
use super::samples::ObjectSample;
use hotset_sim::cache::{Capacity, Policy};
use hotset_sim::replay::{MultiSizeCaches, ReplayCounts};
use hotset_workloads::RequestBatch;

/// The name of the infinite cache.
pub(crate) const INFINITE: &str = "infinite";
/// The name of the bound that no policy exceeds.
pub(crate) const OPTIMUM: &str = "pfoo-l";

/// Caches that a pass over the trace feeds together: of one policy, one for each size.
pub(super) struct CacheGroup {
    policy: String,
    /// `None` for the infinite cache.
    sizes: Vec<Option<Capacity>>,
    caches: Box<dyn MultiSizeCaches>,
    seconds: f64,
    /// Its sample of the objects, with the counts that represent all; `None` for all objects.
    sample: Option<(ObjectSample, ReplayCounts)>,
    sampling_bias: Option<&'static str>,
}

/// What one cache counted.
pub(super) struct Counted {
    pub(super) policy: String,
    /// `None` for the infinite cache.
    pub(super) capacity: Option<Capacity>,
    /// Which of several samples of the objects it is of, from 0; 0 for all objects.
    pub(super) sample: usize,
    pub(super) counts: ReplayCounts,
    /// Its share of the time of those that were fed together.
    pub(super) seconds: f64,
    /// Of its hits, the bytes from copies of another size; `None` where that is not counted.
    pub(super) other_size_bytes: Option<u64>,
    /// Why its policy is biased by a sample, if it is.
    pub(super) sampling_bias: Option<&'static str>,
}

impl CacheGroup {
    pub(super) fn new(
        policy: &Policy,
        sizes: &[Capacity],
        caches: Box<dyn MultiSizeCaches>,
    ) -> Self {
        let sizes = sizes.iter().copied().map(Some).collect();
        let sampling_bias = policy.kind.info().sampling_bias;
        let policy = policy.to_string();
        Self { policy, sizes, caches, seconds: 0.0, sample: None, sampling_bias }
    }

    /// A sampled cache.
    pub(super) fn sampled(self, sample: ObjectSample) -> Self {
        Self { sample: Some((sample, ReplayCounts::default())), ..self }
    }

    /// Something that is not a policy.
    pub(super) fn of(name: &str, size: Option<Capacity>, caches: Box<dyn MultiSizeCaches>) -> Self {
        let (policy, sizes) = (name.to_owned(), vec![size]);
        Self { policy, sizes, caches, seconds: 0.0, sample: None, sampling_bias: None }
    }

    pub(super) fn feed(&mut self, batch: &RequestBatch, next_uses: &[u32], host: &Host<'_>) {
        let start = (host.clock)();
        match &mut self.sample {
            Some((sample, counts)) => sample.feed(&mut *self.caches, batch, next_uses, counts),
            None => self.caches.feed(batch, next_uses),
        }
        self.seconds += (host.clock)() - start;
    }

    /// The time it took so far.
    pub(super) fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Restarts its counts, if they are not sums over the requests; returns whether it did.
    pub(super) fn begin(&mut self) -> bool {
        self.caches.begin()
    }

    /// What its caches counted so far, by size.
    pub(super) fn counts(&self) -> Vec<ReplayCounts> {
        self.caches.counts()
    }

    /// What its caches counted, by size.
    pub(super) fn counted(&self) -> impl Iterator<Item = Counted> + '_ {
        let together = self.sizes.len() as f64;
        let sample = self.sample.as_ref();
        self.sizes.iter().zip(self.caches.counts()).map(move |(&capacity, counts)| Counted {
            policy: self.policy.clone(),
            capacity,
            sample: sample.map_or(0, |(sample, _)| sample.number()),
            counts: sample.map_or(counts, |&(_, counts)| counts),
            seconds: self.seconds / together,
            other_size_bytes: self.caches.other_size_bytes(),
            sampling_bias: self.sampling_bias,
        })
    }
}
