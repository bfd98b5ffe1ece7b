//! The results of a study of single caches.

use super::estimate::Estimates;
use super::groups::Counted;
use super::request::TraceSummary;
use super::samples::Sampling;
use hotset_results::{Table, grouped};
use hotset_sim::cache::Capacity;
use hotset_sim::replay::ReplayCounts;

/// The results of a study of single caches.
#[derive(Debug)]
pub struct CacheResults {
    /// What reading the trace found.
    pub trace: TraceSummary,
    /// A result for each cache; the infinite cache is the last.
    pub caches: Vec<CacheResult>,
    /// Of the hit bytes of the infinite cache, the share from copies of another size than that of the
    /// answer, where it is more than 1 %.
    pub other_size_share: Option<f64>,
    /// Hit ratios by time bin, if the study has bins.
    pub bins: Option<Table>,
    /// Miss-ratio curves, if the study has them: a row for each policy and size.
    pub curves: Option<Table>,
    /// How many objects each object of a sample stands for, in a sampled study.
    pub sampled_one_in: Option<u32>,
}

/// The result of one cache.
#[derive(Clone, Debug)]
pub struct CacheResult {
    /// The policy with its parameters, `pfoo-l` for the upper bound, `infinite` for the infinite cache.
    pub policy: String,
    /// Its capacity; `None` for the infinite cache.
    pub capacity: Option<Capacity>,
    /// What it counted; of a sampled cache, what the first of its samples did.
    pub counts: ReplayCounts,
    /// Estimates from samples, where the cache was sampled.
    pub estimates: Option<Estimates>,
    /// All counted requests of the trace.
    pub requests: u64,
    /// Processor time, all samples together.
    pub seconds: f64,
    sampling_bias: Option<&'static str>,
}

impl CacheResult {
    /// The hit ratio over the whole trace.
    pub fn hit_ratio(&self) -> f64 {
        self.estimates.map_or_else(|| self.counts.hit_ratio(), |estimates| estimates.hits.ratio)
    }

    /// The byte hit ratio over the whole trace, where it is known.
    pub fn byte_hit_ratio(&self) -> Option<f64> {
        match &self.estimates {
            Some(estimates) => estimates.bytes.map(|bytes| bytes.ratio),
            None => Some(self.counts.byte_hit_ratio()),
        }
    }

    /// Misses over the whole trace.
    pub fn misses(&self) -> u64 {
        match &self.estimates {
            Some(estimates) => ((1.0 - estimates.hits.ratio) * self.requests as f64).round() as u64,
            None => self.counts.misses(),
        }
    }

    /// The speed of the replay.
    pub fn requests_per_s(&self) -> f64 {
        self.requests as f64 / self.seconds.max(1e-9)
    }

    /// Why an estimate is not reliable, if it is not: it depends on the sample.
    pub fn warning(&self) -> Option<String> {
        let estimates = self.estimates.filter(|estimates| estimates.is_sampled)?;
        let why = match estimates.off() {
            Some(off) => format!(
                "where an object stands for twice as many, a ratio is {off:.4} off; take a larger --sample, \
                 or all objects"
            ),
            None => format!("{}; take all objects", self.sampling_bias?),
        };
        Some(format!("{} at {}: not reliable: {why}", self.policy, capacity_text(self.capacity)))
    }
}

impl CacheResults {
    /// The warning about hits from copies of another size.
    pub fn other_size_warning(&self) -> Option<String> {
        let share = self.other_size_share?;
        Some(format!(
            "{:.1} % of the hit bytes of a cache with room for all come from copies that had another size \
             when they came in; with --size-rule modified, another size is a miss",
            share * 100.0
        ))
    }

    /// Capacities at which a sample leaves no object out, one message each.
    pub fn whole_samples(&self) -> Vec<String> {
        let Some(every) = self.sampled_one_in else { return Vec::new() };
        let all = |cache: &&CacheResult| cache.estimates.is_some_and(|known| !known.is_sampled);
        let mut capacities: Vec<Capacity> =
            self.caches.iter().filter(all).filter_map(|cache| cache.capacity).collect();
        capacities.dedup();
        let message = |capacity| {
            format!(
                "a cache of {}: nothing was left out: an object that stands for {every} is large relative to it",
                capacity_text(Some(capacity))
            )
        };
        capacities.into_iter().map(message).collect()
    }
}

/// A capacity with its unit.
pub fn capacity_text(capacity: Option<Capacity>) -> String {
    match capacity {
        Some(Capacity::Bytes(amount)) => format!("{} B", grouped(amount)),
        Some(Capacity::Objects(amount)) => format!("{} obj", grouped(amount)),
        None => "room for all".to_owned(),
    }
}

/// A result for each cache, all of its samples together.
pub(super) fn results(counted: &[Counted], sampling: Option<&Sampling>) -> Vec<CacheResult> {
    // The infinite cache is never sampled.
    let infinite = counted.iter().find(|cache| cache.capacity.is_none());
    let requests = infinite.map_or(0, |cache| cache.counts.requests);
    let result = |samples: &[Counted]| {
        let first = &samples[0];
        let estimates = sampling
            .filter(|_| first.capacity.is_some())
            .map(|sampling| Estimates::of(samples, sampling.tells_bytes(first.capacity)));
        CacheResult {
            policy: first.policy.clone(),
            capacity: first.capacity,
            counts: first.counts,
            estimates,
            requests,
            seconds: samples.iter().map(|sample| sample.seconds).sum(),
            sampling_bias: first.sampling_bias,
        }
    };
    // The samples of one cache follow each other, numbered from 0.
    counted.chunk_by(|_, next| next.sample > 0).map(result).collect()
}

/// From this share of the hit bytes on, copies of another size are reported.
const OTHER_SIZE_SHARE_MAX: f64 = 0.01;

/// Of the hit bytes of the infinite cache, the share from copies of another size, if it is not small.
pub(super) fn other_size_share(counted: &[Counted]) -> Option<f64> {
    let infinite = counted.iter().find(|cache| cache.capacity.is_none())?;
    let share = infinite.other_size_bytes? as f64 / infinite.counts.hit_bytes.max(1) as f64;
    (share > OTHER_SIZE_SHARE_MAX).then_some(share)
}
