//! `hotset replay`.

mod lanes;
pub(super) mod opened;
mod table;

use super::{check_threads, with_threads};
use crate::arguments::ReplayArguments;
use crate::diagnostics::Failure;
use crate::progress::note;
use hotset_workloads::RequestBatch;
use hotset_workloads::dense::Uses;
use lanes::{Asked, Lane, lanes};
use opened::Opened;
use rayon::prelude::*;
use std::sync::Arc;

/// Replays a trace through every policy at every size.
pub(crate) fn replay(arguments: &ReplayArguments) -> Result<(), Failure> {
    let quiet = arguments.quiet || arguments.json;
    check_threads(arguments.threads)?;
    let asked = Asked::read(arguments)?;
    let mut opened = Opened::open(arguments, asked.whole(), quiet)?;
    let dense = opened.dense();
    let uses = match &dense {
        Some(trace) if asked.foresight() || asked.many_lru() => {
            Some(Arc::new(trace.uses().map_err(Failure::input)?))
        }
        _ => None,
    };
    let mut lanes = lanes(arguments, &asked, &opened, dense.as_ref(), uses.as_ref())?;
    let feed = || feed(arguments.ignore_size, &mut opened, uses.as_deref(), &mut lanes);
    with_threads(arguments.threads, feed)??;
    note(quiet, opened.report());
    table::tell(arguments.json, &lanes);
    Ok(())
}

/// Feeds the trace to all caches, block by block.
fn feed(
    ignore_size: bool,
    opened: &mut Opened,
    uses: Option<&Uses>,
    lanes: &mut [Lane],
) -> Result<(), Failure> {
    let mut batch = RequestBatch::default();
    let mut block = 0;
    while opened.next(&mut batch).map_err(Failure::input)? {
        if ignore_size {
            batch.bytes.fill(1);
        }
        let next = uses.map_or(&[][..], |uses| &uses.next[block][..]);
        lanes.par_iter_mut().for_each(|lane| lane.feed(&batch, next));
        block += 1;
    }
    Ok(())
}
