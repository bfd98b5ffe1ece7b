//! The bounds of one point on one content: what each counts.

use crate::content::content::Content;
use crate::plan::point::Point;
use crate::plan::traffic::TrafficStudy;
use crate::study::planned_run::{RunError, measured_bins};
use hotset_sim::cache::{CacheConfig, Capacity, PolicyKind, ReferenceString};
use hotset_sim::ledger::Bins;
use hotset_sim::replay::{PfooBound, Replay, ReplayCounts, replay_of};
use hotset_workloads::{RequestBatch, Stream};
use rand::SeedableRng;
use std::ops::Range;

/// An infinite cache: only the first request for an object misses.
const INFINITE: &str = "infinite";
/// The objects with the most requests, or the most bytes, per space: cached from the
/// start, and never evicted.
const STATIC_HITS: &str = "static-hits";
const STATIC_BYTES: &str = "static-bytes";
/// [`PolicyKind::Belady`].
const BELADY: &str = "belady";
/// [`PfooBound`]: what no policy can exceed, whatever the sizes.
const OPTIMUM: &str = "pfoo-l";

/// The bounds of one point on one content.
pub(super) struct PointBounds<'a> {
    content: &'a Content,
    pub(super) capacity: Capacity,
    bins: Bins,
    measured: Range<usize>,
}

/// The counts of a first pass over the requests.
struct Census {
    /// Requests that were measured.
    all: ReplayCounts,
    /// Those of them for objects that had been requested before.
    again: ReplayCounts,
    /// By object: requests that were measured, and their bytes.
    objects: Vec<(u64, u64)>,
    /// All requests, if they are to be kept.
    stream: ReferenceString,
}

impl<'a> PointBounds<'a> {
    pub(super) fn new(
        point: &Point,
        study: &TrafficStudy,
        content: &'a Content,
    ) -> Result<Self, RunError> {
        let catalog = content.catalog();
        let capacity = study
            .cache
            .capacity(catalog.total_bytes(), catalog.len() as u64, point.servers as f64)
            .map_err(|what| RunError::Spec { key: "servers.cache", what })?;
        let bins =
            content.bins(point.bins).map_err(|what| RunError::Spec { key: "bin_s", what })?;
        Ok(Self {
            content,
            capacity,
            bins,
            measured: measured_bins(bins.count, study.warm_up_share),
        })
    }

    pub(super) fn count(
        &self,
        belady: bool,
    ) -> Result<Vec<(&'static str, ReplayCounts)>, RunError> {
        let mut census = self.census(belady)?;
        let mut bounds = vec![
            (INFINITE, census.again),
            (STATIC_HITS, self.placed(&census, |(requests, _)| requests)),
            (STATIC_BYTES, self.placed(&census, |(_, bytes)| bytes)),
            (OPTIMUM, self.optimum()?),
        ];
        if belady {
            let next = std::mem::take(&mut census.stream).next_uses(census.objects.len());
            bounds.push((BELADY, self.belady(&next)?));
        }
        Ok(bounds)
    }

    fn census(&self, keep: bool) -> Result<Census, RunError> {
        let objects = self.content.catalog().len();
        let mut known = vec![false; objects];
        let mut census = Census {
            all: ReplayCounts::default(),
            again: ReplayCounts::default(),
            objects: vec![(0, 0); objects],
            stream: ReferenceString::default(),
        };
        let mut source = self.content.requests();
        let mut batch = RequestBatch::default();
        while source.next_batch(&mut batch)? {
            for request in batch.iter() {
                let object = request.object as usize;
                let again = std::mem::replace(&mut known[object], true);
                if self.measured.contains(&self.bins.index(request.time)) {
                    let found = &mut census.objects[object];
                    *found = (found.0 + 1, found.1 + request.bytes);
                    census.all.requests += 1;
                    census.all.bytes += request.bytes;
                    census.again.hits += u64::from(again);
                    census.again.hit_bytes += if again { request.bytes } else { 0 };
                }
            }
            if keep {
                check_length(census.stream.len() + batch.len())?;
                census.stream.extend(&batch);
            }
        }
        let ReplayCounts { requests, bytes, .. } = census.all;
        census.again = ReplayCounts { requests, bytes, ..census.again };
        Ok(census)
    }

    /// The best static placement, greedy by value over space; what does not fit is skipped. No placement
    /// is better by more than the value of one object.
    fn placed(&self, census: &Census, worth: impl Fn((u64, u64)) -> u64) -> ReplayCounts {
        let room = |object: usize| self.capacity.charge(self.content.catalog().bytes[object]);
        let wanted = |object: usize| worth(census.objects[object]);
        let mut ranked: Vec<usize> =
            (0..census.objects.len()).filter(|&object| wanted(object) > 0).collect();
        ranked.sort_by(|&a, &b| {
            let by = |one, other| u128::from(wanted(one)) * u128::from(room(other));
            by(b, a).cmp(&by(a, b)).then(a.cmp(&b))
        });
        let mut left = self.capacity.amount();
        let mut placed = census.all;
        for object in ranked {
            let Some(rest) = left.checked_sub(room(object)) else { continue };
            left = rest;
            let (requests, bytes) = census.objects[object];
            placed.hits += requests;
            placed.hit_bytes += bytes;
        }
        placed
    }

    fn optimum(&self) -> Result<ReplayCounts, RunError> {
        let mut optimum = PfooBound::new(self.capacity, self.content.catalog().len());
        let mut source = self.content.requests();
        let mut batch = RequestBatch::default();
        let mut begun = false;
        while source.next_batch(&mut batch)? {
            for (part, phase) in self.parts(&batch) {
                if matches!(phase, Phase::Measured) && !std::mem::replace(&mut begun, true) {
                    optimum.begin();
                }
                if matches!(phase, Phase::After) {
                    return Ok(optimum.counts());
                }
                optimum.feed(&part, &[]);
            }
        }
        Ok(optimum.counts())
    }

    fn belady(&self, next: &[u32]) -> Result<ReplayCounts, RunError> {
        let setup = CacheConfig::new(
            self.capacity,
            self.content.catalog().len(),
            // It is deterministic.
            Stream::seed_from_u64(0),
        );
        let mut cache = replay_of(PolicyKind::Belady, &setup);
        let mut source = self.content.requests();
        let mut batch = RequestBatch::default();
        let mut fed = 0;
        let mut before = ReplayCounts::default();
        let mut until = ReplayCounts::default();
        while source.next_batch(&mut batch)? {
            for (part, measured) in self.parts(&batch) {
                let length = part.len();
                cache.feed(&part, &next[fed..fed + length]);
                fed += length;
                match measured {
                    Phase::Before => before = cache.counts(),
                    Phase::Measured => until = cache.counts(),
                    Phase::After => return Ok(until.since(&before)),
                }
            }
        }
        Ok(until.since(&before))
    }

    /// A batch, cut where measuring begins and ends.
    fn parts(&self, batch: &RequestBatch) -> impl Iterator<Item = (RequestBatch, Phase)> {
        let up_to = |bin: usize| batch.time.partition_point(|&time| self.bins.index(time) < bin);
        let (from, to) = (up_to(self.measured.start), up_to(self.measured.end));
        [
            (batch.part(0..from), Phase::Before),
            (batch.part(from..to), Phase::Measured),
            (batch.part(to..batch.len()), Phase::After),
        ]
        .into_iter()
        .filter(|(part, _)| !part.is_empty())
    }
}

/// Whether a request is before, in or after the measured bins.
#[derive(Clone, Copy)]
enum Phase {
    Before,
    Measured,
    After,
}

fn check_length(requests: usize) -> Result<(), RunError> {
    if requests < u32::MAX as usize {
        return Ok(());
    }
    let what = "found 2^32 requests or more, which Belady's policy cannot look through; expected \
                bounds = \"static\""
        .to_owned();
    Err(RunError::Spec { key: "bounds", what })
}
