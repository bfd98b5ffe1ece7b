//! Warm-up of a replay, and hit ratios over time.

use super::groups::{CacheGroup, Counted, OPTIMUM};
use super::request::CacheStudy;
use crate::study::error::StudyError;
use hotset_results::Table;
use hotset_sim::cache::Capacity;
use hotset_sim::ledger::Bins;
use hotset_sim::replay::ReplayCounts;
use hotset_workloads::RequestBatch;
use hotset_workloads::dense::DenseTrace;
use std::ops::Range;

/// No figure shows more bins than this.
const BINS_MAX: usize = 10_000;

/// When counts are recorded: at the end of the warm-up, and of every time bin.
pub(super) struct Timeline {
    /// Requests before those that are counted.
    warm_up: u64,
    bins: Option<Bins>,
    fed: u64,
    /// Counts of all caches at the end of the warm-up, and their hit bytes from copies of another size.
    before: Vec<(ReplayCounts, Option<u64>)>,
    /// The same at the end of each bin so far.
    ends: Vec<Vec<ReplayCounts>>,
}

impl Timeline {
    /// The timeline of a study that has a warm-up or bins.
    pub(super) fn new(study: &CacheStudy, trace: &DenseTrace) -> Result<Option<Self>, StudyError> {
        let share = study.warm_up.unwrap_or(0.0);
        if !(0.0..=0.99).contains(&share) {
            return Err(StudyError::input(format!(
                "found --warm-up {share}; expected a share of the requests, from 0 to 0.99"
            )));
        }
        let bins = study.bins.map(|count| match count {
            2..=BINS_MAX => {
                let (start, end) = trace.span();
                Ok(Bins::covering(start, end, count))
            }
            _ => Err(StudyError::input(format!(
                "found --bins {count}; expected a whole number from 2 to {BINS_MAX}"
            ))),
        });
        let bins = bins.transpose()?;
        let warm_up = (trace.len() as f64 * share) as u64;
        let asked = warm_up > 0 || bins.is_some();
        Ok(asked.then(|| Self { warm_up, bins, fed: 0, before: Vec::new(), ends: Vec::new() }))
    }

    /// The parts of a batch between which counts are recorded.
    pub(super) fn parts(&self, batch: &RequestBatch) -> Vec<Range<usize>> {
        let length = batch.len();
        let mut cuts = vec![0, length];
        let until = self.warm_up.saturating_sub(self.fed);
        if self.fed <= self.warm_up && until < length as u64 {
            cuts.push(until as usize);
        }
        if let (Some(bins), Some(&first), Some(&last)) =
            (self.bins, batch.time.first(), batch.time.last())
        {
            for bin in bins.index(first) + 1..=bins.index(last) {
                cuts.push(batch.time.partition_point(|&time| bins.index(time) < bin));
            }
        }
        cuts.sort_unstable();
        cuts.windows(2).map(|pair| pair[0]..pair[1]).collect()
    }

    /// Records counts before a part, given its first request, if they are due.
    pub(super) fn note(&mut self, part: &RequestBatch, groups: &mut [CacheGroup]) {
        if self.fed == self.warm_up {
            let before = |group: &mut CacheGroup| -> Vec<(ReplayCounts, Option<u64>)> {
                match group.begin() {
                    true => vec![Default::default()],
                    false => group
                        .counted()
                        .map(|cache| (cache.counts, cache.other_size_bytes))
                        .collect(),
                }
            };
            self.before = groups.iter_mut().flat_map(before).collect();
        }
        let counts = || groups.iter().flat_map(CacheGroup::counts).collect::<Vec<_>>();
        if let (Some(bins), Some(&time)) = (self.bins, part.time.first()) {
            while self.ends.len() < bins.index(time) {
                self.ends.push(counts());
            }
        }
        self.fed += part.len() as u64;
    }

    /// Subtracts the warm-up; `counted` are the same caches, at the end.
    pub(super) fn cut(&self, counted: &mut [Counted]) {
        let counted_share = 1.0 - self.warm_up as f64 / self.fed.max(1) as f64;
        for (cache, (before, other_size_bytes)) in counted.iter_mut().zip(&self.before) {
            cache.counts = cache.counts.since(before);
            cache.other_size_bytes =
                cache.other_size_bytes.map(|bytes| bytes - other_size_bytes.unwrap_or(0));
            // As if all requests took the same time.
            cache.seconds *= counted_share;
        }
    }

    /// Hit ratios by time bin; `counted` are the caches at the end.
    pub(super) fn table(&mut self, counted: &[Counted]) -> Option<Table> {
        let bins = self.bins?;
        self.ends.push(counted.iter().map(|cache| cache.counts).collect());
        let mut table = Table::default();
        // A bound on the whole trace does not hold for its parts.
        let caches = counted.iter().enumerate().filter(|(_, cache)| cache.policy != OPTIMUM);
        for (number, cache) in caches {
            let (unit, size) = match cache.capacity {
                Some(Capacity::Objects(size)) => ("objects", Some(size)),
                Some(Capacity::Bytes(size)) => ("bytes", Some(size)),
                None => ("bytes", None),
            };
            let mut before = ReplayCounts::default();
            for (bin, ends) in self.ends.iter().enumerate() {
                let counts = ends[number].since(&before);
                before = ends[number];
                let asked = counts.requests > 0;
                let cells = serde_json::json!({
                    "policy": cache.policy,
                    "cache_unit": unit,
                    "cache": size,
                    "bin": bin,
                    "time_s": (bins.start_of(bin).0 - bins.start.0) as f64 / 1e9,
                    "requests": counts.requests,
                    "hit_ratio": asked.then(|| counts.hit_ratio()),
                    "byte_hit_ratio": asked.then(|| counts.byte_hit_ratio()),
                });
                table.rows.extend(cells.as_object().cloned());
            }
        }
        Some(table)
    }
}
