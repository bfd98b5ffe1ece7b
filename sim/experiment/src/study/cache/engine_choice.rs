//! Replays a trace through all caches of a study, in the quickest way that is exact.

use super::linked;
use crate::study::cache::builder::CacheBuilder;
use crate::study::cache::curve::Curve;
use crate::study::cache::groups::{CacheGroup, Counted};
use crate::study::cache::request::{CacheStudy, Host, TraceSummary};
use crate::study::cache::result::{CacheResults, other_size_share, results};
use crate::study::cache::samples::Sampling;
use crate::study::cache::timeline::Timeline;
use crate::study::cache::trace_input::TraceInput;
use crate::study::error::StudyError;
use hotset_workloads::RequestBatch;
use hotset_workloads::dense::Uses;
use rayon::prelude::*;
use std::sync::Arc;

/// Replays a trace through every policy at every size, in the current rayon pool.
///
/// # Errors
/// A trace that cannot be read; sizes, shares or samples that do not fit it or the policies; curves or samples
/// over a part of the time.
pub fn replay(study: &CacheStudy, host: &Host<'_>) -> Result<CacheResults, StudyError> {
    study.check()?;
    if let Some(found) = linked::replay(study, host)? {
        return Ok(CacheResults {
            trace: TraceSummary::of(&found.report),
            caches: results(&found.counted, None),
            other_size_share: other_size_share(&found.counted),
            bins: None,
            curves: None,
            sampled_one_in: None,
        });
    }
    let is_sampled = study.sample.is_some();
    let whole = study.whole() || is_sampled || study.over_time();
    let mut input = TraceInput::open(study, whole, host)?;
    let dense = input.dense();
    let sampling = match (&dense, study.sample) {
        (Some(trace), Some(rate)) => {
            Some(Sampling::new(rate, study.seed, trace, study.ignore_size)?)
        }
        _ => None,
    };
    // Curves choose the sizes themselves.
    let mut study = study.clone();
    let curve = match &dense {
        Some(trace) if study.curve => Some(Curve::new(&mut study, trace)?),
        _ => None,
    };
    let uses = match &dense {
        Some(trace) if study.offline() || (study.many_lru() && !is_sampled) => {
            Some(Arc::new(trace.uses().map_err(StudyError::input)?))
        }
        _ => None,
    };
    let builder = CacheBuilder {
        study: &study,
        objects: input.objects_max(),
        dense: dense.as_ref(),
        versions: input.versions(),
        uses: uses.as_ref(),
        sampling: sampling.as_ref(),
    };
    let groups = builder.groups()?;
    let timeline = match &dense {
        Some(trace) => Timeline::new(&study, trace)?,
        None => None,
    };
    let mut work = Work { ignore_size: study.ignore_size, groups, curve, timeline, host };
    input.unlink();
    work.feed(&mut input, uses.as_deref())?;
    if let Some(trace) = &dense {
        trace.check_unchanged().map_err(StudyError::other)?;
    }
    let mut counted: Vec<Counted> = work.groups.iter().flat_map(CacheGroup::counted).collect();
    let mut bins = None;
    if let Some(timeline) = &mut work.timeline {
        bins = timeline.table(&counted);
        timeline.cut(&mut counted);
    }
    let caches = results(&counted, sampling.as_ref());
    Ok(CacheResults {
        trace: input.summary(),
        curves: work.curve.map(|curve| curve.table(&caches)),
        caches,
        other_size_share: other_size_share(&counted),
        bins,
        sampled_one_in: sampling.as_ref().map(Sampling::every),
    })
}

/// Everything that reads the requests.
struct Work<'a> {
    ignore_size: bool,
    groups: Vec<CacheGroup>,
    curve: Option<Curve>,
    timeline: Option<Timeline>,
    host: &'a Host<'a>,
}

impl Work<'_> {
    /// Feeds the trace to all caches, block by block.
    fn feed(&mut self, input: &mut TraceInput, uses: Option<&Uses>) -> Result<(), StudyError> {
        let (mut batch, mut ahead) = (RequestBatch::default(), RequestBatch::default());
        let mut more = input.next(&mut batch).map_err(StudyError::input)?;
        for block in 0.. {
            if !more {
                break;
            }
            let next = uses.map_or(&[][..], |uses| &uses.next[block][..]);
            // The next block is read meanwhile.
            let (read, ()) =
                rayon::join(|| input.next(&mut ahead), || self.feed_block(&mut batch, next));
            more = read.map_err(StudyError::input)?;
            std::mem::swap(&mut batch, &mut ahead);
        }
        Ok(())
    }

    fn feed_block(&mut self, batch: &mut RequestBatch, next: &[u32]) {
        if self.ignore_size {
            batch.bytes.fill(1);
        }
        let host = self.host;
        if let Some(timeline) = &mut self.timeline {
            for range in timeline.parts(batch) {
                let part = batch.part(range.clone());
                timeline.note(&part, &mut self.groups);
                let next = next.get(range).unwrap_or_default();
                self.groups.par_iter_mut().for_each(|group| group.feed(&part, next, host));
            }
            return;
        }
        let curve = self.curve.as_mut();
        let (batch, groups) = (&*batch, &mut self.groups);
        rayon::join(
            || curve.map(|curve| curve.feed(batch)),
            || {
                // The slowest first: what is left at the end is short.
                let mut groups: Vec<&mut CacheGroup> = groups.iter_mut().collect();
                groups.sort_by(|a, b| b.seconds().total_cmp(&a.seconds()));
                let groups = groups.into_iter().par_bridge();
                groups.for_each(|group| group.feed(batch, next, host));
            },
        );
    }
}
