//! The second pass over the input, for what needs the results of the first.

use super::found::{Found, Top};
use super::locality::{Locality, StackDistanceProfile};
use super::request::Analysis;
use crate::study::error::StudyError;
use hotset_workloads::analysis::{AccessStudy, BurstRule, TopSeries, bursts};
use hotset_workloads::{CountSeries, ObjectId, RequestBatch, RequestSource, SimTime};

/// The rows of the most popular objects hold no more counts than this, 8 bytes each.
const TOP_CELLS_MAX: usize = 20_000_000;
/// Bursts are searched in at most this many objects, each with a minimum of requests.
const TOP_OBJECTS_MAX: usize = 2_000;
const TOP_REQUESTS_MIN: u64 = 50;

/// How the objects of a trace are accessed.
#[derive(Debug)]
pub struct Accesses {
    /// Reuse, sizes, footprint, popularity decay and one-hit objects.
    pub study: AccessStudy,
    /// Stack distances.
    pub stack: StackDistanceProfile,
}

/// The most popular objects over time, and how objects are accessed: the latter of a trace alone, as counts over
/// time have no single requests.
pub(super) fn second_pass(
    analysis: &Analysis,
    found: &Found,
) -> Result<(Top, Option<Accesses>), StudyError> {
    let mut top = empty_rows(found);
    let accesses = match &found.series {
        None => Some(read_again(analysis, found, &mut top)?),
        Some(series) => {
            for bin in 0..series.bins {
                let time = SimTime(series.start.0 + bin as u64 * series.width_ns);
                series.bin(bin).for_each(|(name, count)| top.add_count(time, name, count));
            }
            None
        }
    };
    Ok((with_bursts(top, found), accesses))
}

fn read_again(
    analysis: &Analysis,
    found: &Found,
    top: &mut TopSeries,
) -> Result<Accesses, StudyError> {
    let mut study = AccessStudy::new(&found.profile, &found.rate);
    let mut locality = Locality::of(found);
    let mut again = analysis.open()?;
    let mut batch = RequestBatch::default();
    while again.next_batch(&mut batch).map_err(StudyError::input)? {
        top.add(&batch);
        study.add(&batch);
        locality.add(&batch);
    }
    study.finish();
    Ok(Accesses { study, stack: locality.finish() })
}

/// Rows for the most popular objects.
fn empty_rows(found: &Found) -> TopSeries {
    let rate = &found.rate;
    let bins = rate.bins().len();
    let most = TOP_OBJECTS_MAX.min(TOP_CELLS_MAX / bins.max(1));
    let ranked = found.profile.ranked.iter().take(most);
    let objects = ranked.take_while(|entry| entry.1 >= TOP_REQUESTS_MIN);
    let objects: Vec<ObjectId> = objects.map(|entry| entry.0).collect();
    TopSeries::new(objects, rate.start(), rate.width_ns(), bins)
}

/// Finds the bursts of the most popular objects.
fn with_bursts(top: TopSeries, found: &Found) -> Top {
    let rate = &found.rate;
    let bins = rate.bins().len();
    let rhythm = found.seasonality.rhythm(bins, rate.start(), rate.width_s());
    // The bins that each name of a series has rows for; a trace has all for every object.
    let spans = found.series.as_ref().map(CountSeries::spans);
    let events = found.series.as_ref().map_or(&[][..], |series| &series.events);
    let mut all = Vec::new();
    for (row, (&object, counts)) in top.objects.iter().zip(&top.counts).enumerate() {
        let span = spans.map_or(0..bins, |spans| {
            let (from, to) = spans[object as usize];
            from as usize..(to as usize + 1).min(bins)
        });
        let event = events.iter().find(|event| event.0 == object).map(|event| event.1 as usize);
        let found = bursts(counts, &rhythm, span, event, &BurstRule::default());
        all.extend(found.into_iter().map(|burst| (row, burst)));
    }
    Top { series: top, bursts: all }
}
