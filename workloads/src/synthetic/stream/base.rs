//! Requests without flash crowds, in a slice of time.

use super::arrivals::{Arrivals, arrive};
use super::content::Content;
use super::variation::Variation;
use crate::synthetic::shot_noise::ShotRequests;
use crate::{SimTime, Stream};
use rand::RngExt;

/// Requests without crowds.
#[derive(Debug)]
pub(super) enum BaseRequests<'a> {
    /// Zipf-shaped ranks under the rhythm; `low` holds lower bounds of the sites' factors.
    Ranks { objects: Stream, times: Stream, low: Vec<f64> },
    /// Shot noise brings its own times.
    Shots(ShotRequests<'a>),
}

impl BaseRequests<'_> {
    pub(super) fn draw(
        &mut self,
        content: &Content,
        variation: &Variation,
        slice: std::ops::Range<u64>,
        drawn: &mut Arrivals,
    ) {
        drawn.clear();
        match self {
            Self::Ranks { objects, times, low } => {
                let (margin, high) = variation.rhythms.window(slice.start, slice.end, low);
                let bounds = Bounds { low, margin, high };
                let rate_per_s = content.model.rate_per_s * high;
                arrive(rate_per_s, &slice, times, &mut drawn.time);
                drawn.slot.resize(drawn.time.len(), 0);
                let Some(ranks) = &content.slots.ranks else { return };
                ranks.fill(objects, &mut drawn.slot);
                thin(content, variation, &bounds, times, drawn);
            }
            Self::Shots(shots) => {
                let end = SimTime(slice.end);
                while let Some((time, object)) = shots.next_before(end) {
                    drawn.push(time, object);
                }
            }
        }
    }
}

/// Bounds of the sites' factors within a slice: from below, how far above that they reach, and one
/// from above for all.
pub(super) struct Bounds<'a> {
    low: &'a [f64],
    margin: f64,
    high: f64,
}

/// Keeps each candidate with the share that its site's factor has in the bound for all. The bounds
/// of the sites decide nearly all of them without a cosine.
pub(super) fn thin(
    content: &Content,
    variation: &Variation,
    bounds: &Bounds<'_>,
    stream: &mut Stream,
    drawn: &mut Arrivals,
) {
    let &Bounds { low, margin, high } = bounds;
    if low.iter().all(|&bound| bound >= high) {
        return;
    }
    let shared = low.len() == 1;
    let mut kept = 0;
    for index in 0..drawn.time.len() {
        let (time, slot) = (drawn.time[index], drawn.slot[index]);
        let site = if shared { 0 } else { content.slots.site_of(slot) };
        let over = stream.random::<f64>() * high - low[usize::from(site)];
        let keep = if over >= 0.0 && over < margin {
            over + low[usize::from(site)] < variation.rhythms.factor(site, time)
        } else {
            over < 0.0
        };
        drawn.time[kept] = time;
        drawn.slot[kept] = slot;
        kept += usize::from(keep);
    }
    drawn.time.truncate(kept);
    drawn.slot.truncate(kept);
}
