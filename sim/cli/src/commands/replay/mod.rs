//! `hotset replay`.

mod curve;
mod lanes;
pub(super) mod opened;
mod relayed;
mod sample;
mod table;
mod timeline;

use super::{check_threads, with_threads};
use crate::arguments::ReplayArguments;
use crate::diagnostics::Failure;
use crate::progress::note;
use curve::Curve;
use hotset_workloads::RequestBatch;
use hotset_workloads::dense::Uses;
use lanes::{CacheBuilder, CacheGroup, Counted, ReplayConfig};
use opened::TraceInput;
use rayon::prelude::*;
use sample::Sampling;
use std::sync::Arc;
use timeline::Timeline;

/// Replays a trace through every policy at every size.
pub(crate) fn replay(arguments: &ReplayArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    check_threads(arguments.threads)?;
    let mut asked = ReplayConfig::read(arguments)?;
    if let Some(told) = relayed::replay(arguments, &asked, quiet)? {
        note(quiet, opened::in_words(&told.report));
        table::tell(arguments, &told.counted, None, &serde_json::json!(told.report));
        return Ok(());
    }
    let sampled = arguments.sample.is_some();
    let whole = asked.whole() || sampled || arguments.over_time();
    let mut opened = TraceInput::open(arguments, whole, quiet)?;
    let dense = opened.dense();
    let sampling = match (&dense, arguments.sample) {
        (Some(trace), Some(rate)) => {
            Some(Sampling::new(rate, arguments.seed, trace, arguments.ignore_size)?)
        }
        _ => None,
    };
    let curve = match &dense {
        Some(trace) if arguments.mrc => Some(Curve::new(arguments, trace, &mut asked)?),
        _ => None,
    };
    let uses = match &dense {
        Some(trace) if asked.offline() || (asked.many_lru() && !sampled) => {
            Some(Arc::new(trace.uses().map_err(Failure::input)?))
        }
        _ => None,
    };
    let makings = CacheBuilder {
        arguments,
        objects: opened.objects_max(),
        dense: dense.as_ref(),
        versions: opened.versions(),
        uses: uses.as_ref(),
        sampling: sampling.as_ref(),
    };
    let lanes = makings.lanes(&asked)?;
    let timeline = match &dense {
        Some(trace) => Timeline::new(arguments, trace)?,
        None => None,
    };
    let mut work = Work { lanes, curve, timeline };
    opened.unlink();
    let feed = || work.feed(arguments.ignore_size, &mut opened, uses.as_deref());
    with_threads(arguments.threads, feed)??;
    if let Some(trace) = &dense {
        trace.check_unchanged().map_err(Failure::other)?;
    }
    note(quiet, opened.report());
    let mut counted: Vec<Counted> = work.lanes.iter().flat_map(CacheGroup::counted).collect();
    if let Some(timeline) = &mut work.timeline {
        timeline.write(arguments, &counted)?;
        timeline.cut(&mut counted);
    }
    table::tell(arguments, &counted, sampling.as_ref(), &opened.read());
    work.curve.map_or(Ok(()), |curve| curve.write(arguments, &counted, sampling.as_ref()))
}

/// All that reads the requests.
struct Work {
    lanes: Vec<CacheGroup>,
    curve: Option<Curve>,
    timeline: Option<Timeline>,
}

impl Work {
    /// Feeds the trace to all caches, block by block.
    fn feed(
        &mut self,
        ignore_size: bool,
        opened: &mut TraceInput,
        uses: Option<&Uses>,
    ) -> Result<(), Failure> {
        let (mut batch, mut ahead) = (RequestBatch::default(), RequestBatch::default());
        let mut more = opened.next(&mut batch).map_err(Failure::input)?;
        for block in 0.. {
            if !more {
                break;
            }
            let next = uses.map_or(&[][..], |uses| &uses.next[block][..]);
            // The next block is read meanwhile.
            let (read, ()) = rayon::join(
                || opened.next(&mut ahead),
                || self.feed_block(ignore_size, &mut batch, next),
            );
            more = read.map_err(Failure::input)?;
            std::mem::swap(&mut batch, &mut ahead);
        }
        Ok(())
    }

    fn feed_block(&mut self, ignore_size: bool, batch: &mut RequestBatch, next: &[u32]) {
        if ignore_size {
            batch.bytes.fill(1);
        }
        if let Some(timeline) = &mut self.timeline {
            for range in timeline.parts(batch) {
                let part = batch.part(range.clone());
                timeline.note(&part, &mut self.lanes);
                let next = next.get(range).unwrap_or_default();
                self.lanes.par_iter_mut().for_each(|lane| lane.feed(&part, next));
            }
            return;
        }
        let curve = self.curve.as_mut();
        let (batch, lanes) = (&*batch, &mut self.lanes);
        rayon::join(
            || curve.map(|curve| curve.feed(batch)),
            || {
                // The slowest first: what is left at the end is short.
                let mut lanes: Vec<&mut CacheGroup> = lanes.iter_mut().collect();
                lanes.sort_by(|a, b| b.seconds().total_cmp(&a.seconds()));
                let lanes = lanes.into_iter().par_bridge();
                lanes.for_each(|lane| lane.feed(batch, next));
            },
        );
    }
}
