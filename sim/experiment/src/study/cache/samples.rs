//! Sampled replays: a few objects represent all.

use crate::study::error::StudyError;
use hotset_sim::cache::{Capacity, Policy};
use hotset_sim::replay::{MultiSizeCaches, ReplayCounts};
use hotset_sim::sampling::ReplicatedSamples;
use hotset_workloads::dense::DenseTrace;
use hotset_workloads::{ObjectId, RequestBatch};
use std::cell::RefCell;
use std::sync::Arc;

/// The samples of a trace.
pub(super) struct Sampling {
    every: u32,
    seed: u64,
    bytes: Vec<u64>,
    requests: Vec<u64>,
    /// Whether every object counts as one, whatever its size.
    ignore_size: bool,
    /// The samples for each size of a cache.
    drawn: RefCell<Vec<(Capacity, Vec<ObjectSample>)>>,
}

/// Coarse samples, whose objects stand for twice as many: the error of a sample grows with that, so that
/// the difference to the other samples shows it.
const COARSE: usize = 4;

/// One sample for caches of one size.
#[derive(Clone)]
pub(super) struct ObjectSample {
    replicates: Arc<ReplicatedSamples>,
    number: usize,
    /// Whether each of its objects stands for twice as many as in the others.
    is_coarse: bool,
    /// Whether what stands for many takes their bytes, or their number.
    by_bytes: bool,
}

impl Sampling {
    pub(super) fn new(
        rate: f64,
        seed: u64,
        trace: &DenseTrace,
        ignore_size: bool,
    ) -> Result<Self, StudyError> {
        let every = (1.0 / rate).round();
        let fits = (every * rate - 1.0).abs() < 1e-6 && (2.0..=1e9).contains(&every);
        if !fits {
            return Err(StudyError::input(format!(
                "found --sample {rate}; expected 1 over a whole number, like 0.1 or 0.05: an object then \
                 stands for a whole number of them"
            )));
        }
        let (mut bytes, requests) = trace.catalog().map_err(StudyError::input)?;
        if ignore_size {
            bytes.fill(1);
        }
        let every = every as u32;
        Ok(Self { every, seed, bytes, requests, ignore_size, drawn: RefCell::default() })
    }

    /// Whether a policy can be sampled.
    ///
    /// # Errors
    /// If it is size-aware.
    pub(super) fn check(policy: &Policy) -> Result<(), StudyError> {
        match policy.size_aware() {
            true => Err(StudyError::input(format!(
                "{policy} is size-aware, and a sample changes sizes; expected all objects, or a policy that \
                 does not look at sizes"
            ))),
            false => Ok(()),
        }
    }

    /// Whether a sample can estimate the byte hit ratio.
    pub(super) fn tells_bytes(&self, capacity: Option<Capacity>) -> bool {
        self.ignore_size || !matches!(capacity, Some(Capacity::Objects(_)))
    }

    /// How many objects one stands for.
    pub(super) fn every(&self) -> u32 {
        self.every
    }

    /// The samples for caches of a size: a single one, if nothing is left out of it.
    pub(super) fn drawn(&self, capacity: Capacity) -> Vec<ObjectSample> {
        if let Some((_, drawn)) = self.drawn.borrow().iter().find(|(of, _)| *of == capacity) {
            return drawn.clone();
        }
        let drawn = self.draw(capacity);
        self.drawn.borrow_mut().push((capacity, drawn.clone()));
        drawn
    }

    fn draw(&self, capacity: Capacity) -> Vec<ObjectSample> {
        let by_bytes = self.tells_bytes(Some(capacity));
        let (bytes, requests) = (&self.bytes, &self.requests);
        let of = |every: u32, is_coarse: bool, most: usize| -> Vec<ObjectSample> {
            let replicates = ReplicatedSamples::new(bytes, requests, capacity, every, self.seed);
            let count = if replicates.is_all() { 1 } else { most };
            let replicates = Arc::new(replicates);
            let drawn = |number| ObjectSample {
                replicates: Arc::clone(&replicates),
                number,
                is_coarse,
                by_bytes,
            };
            (0..count).map(drawn).collect()
        };
        let fine = of(self.every, false, ReplicatedSamples::COUNT);
        if fine.len() == 1 {
            return fine;
        }
        let coarse = of(self.every.saturating_mul(2), true, COARSE);
        match coarse.as_slice() {
            // Without an object to leave out, one sample is exact.
            [all] => vec![ObjectSample { is_coarse: false, ..all.clone() }],
            _ => [fine, coarse].concat(),
        }
    }
}

impl ObjectSample {
    /// The space of a cache in which an object takes the space of all that it stands for.
    pub(super) fn room(capacity: Capacity) -> Capacity {
        Capacity::Bytes(capacity.amount())
    }

    /// The number of the sample; the coarse ones come last.
    pub(super) fn number(&self) -> usize {
        self.number + if self.is_coarse { ReplicatedSamples::COUNT } else { 0 }
    }

    /// How many objects an object stands for; 0 if it is left out.
    pub(super) fn stands_for(&self, object: ObjectId) -> u64 {
        self.replicates.stands_for(object, self.number)
    }

    /// The space that an object of this size takes for those it stands for.
    pub(super) fn bytes(&self, object: ObjectId, bytes: u64) -> u64 {
        self.stands_for(object).saturating_mul(if self.by_bytes { bytes } else { 1 })
    }

    /// Feeds a cache the requests for the sample; each counts for all objects that its object stands for.
    pub(super) fn feed(
        &self,
        cache: &mut dyn MultiSizeCaches,
        batch: &RequestBatch,
        next_uses: &[u32],
        counts: &mut ReplayCounts,
    ) {
        let mut alike = Alike::default();
        for (index, mut request) in batch.iter().enumerate() {
            let count = self.stands_for(request.object);
            if count == 0 {
                continue;
            }
            request.bytes = self.bytes(request.object, request.bytes);
            if count != alike.count {
                alike.feed(cache, counts);
                alike.count = count;
            }
            alike.requests.push(request);
            alike.next_uses.extend(next_uses.get(index));
        }
        alike.feed(cache, counts);
    }
}

/// Consecutive requests for objects that stand for equally many.
#[derive(Default)]
struct Alike {
    count: u64,
    requests: RequestBatch,
    next_uses: Vec<u32>,
}

impl Alike {
    fn feed(&mut self, cache: &mut dyn MultiSizeCaches, counts: &mut ReplayCounts) {
        if self.requests.is_empty() {
            return;
        }
        let before = cache.counts()[0];
        cache.feed(&self.requests, &self.next_uses);
        let after = cache.counts()[0];
        counts.requests += self.count * (after.requests - before.requests);
        counts.hits += self.count * (after.hits - before.hits);
        counts.bytes += after.bytes - before.bytes;
        counts.hit_bytes += after.hit_bytes - before.hit_bytes;
        self.requests.clear();
        self.next_uses.clear();
    }
}
