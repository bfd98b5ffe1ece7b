//! Requests at rates that vary: an exact non-homogeneous Poisson process.
//!
//! Time is cut into slices with an upper bound on every rate. Candidates arrive at the bound, and
//! each is kept with the probability that the rate at its time has in the bound (thinning: Lewis
//! and Shedler, Naval Research Logistics Quarterly 26(3), 1979): exact, whatever the slices. Flash
//! crowds are processes of their own, merged in by time.

use super::arrivals::{Arrivals, NS_PER_S};
use super::base::BaseRequests;
use super::content::Content;
use super::crowds::Crowds;
use super::slot_holders::SlotHolders;
use super::variation::Variation;
use crate::synthetic::rhythm::next_midnight_ns;
use crate::synthetic::shot_noise::ShotRequests;
use crate::{BATCH_REQUESTS, RequestBatch, Stream};
use rand::SeedableRng;

/// A slice is not cut shorter than it takes for this many candidates, for the sake of its bounds.
pub(super) const SLICE_CANDIDATES_MIN: f64 = 1_024.0;

/// The requests of a content that varies.
#[derive(Debug)]
pub(super) struct VaryingRequests<'a> {
    content: &'a Content,
    variation: &'a Variation,
    now_ns: u64,
    base: BaseRequests<'a>,
    crowds: Crowds<'a>,
    holders: SlotHolders,
    /// The requests of the current slice, in time order: base and crowds apart, then together.
    drawn: Arrivals,
    extra: Arrivals,
    merged: Arrivals,
    taken: usize,
}

impl<'a> VaryingRequests<'a> {
    pub(super) fn new(
        content: &'a Content,
        variation: &'a Variation,
        objects: Stream,
        mut times: Stream,
    ) -> Self {
        let crowd_stream = Stream::from_rng(&mut times);
        let base = match content.model.shots {
            None => BaseRequests::Ranks { objects, times, low: Vec::new() },
            Some(shots) => BaseRequests::Shots(ShotRequests::new(
                &variation.shots,
                &content.slots.site,
                &variation.rhythms,
                shots.profile,
                variation.end,
                times,
            )),
        };
        Self {
            content,
            variation,
            now_ns: 0,
            base,
            crowds: Crowds {
                planned: &variation.crowds,
                next: 0,
                active: Vec::new(),
                stream: crowd_stream,
            },
            holders: SlotHolders::new(content, variation),
            drawn: Arrivals::default(),
            extra: Arrivals::default(),
            merged: Arrivals::default(),
            taken: 0,
        }
    }

    /// Replaces the content of `batch` by the next requests; leaves it empty at the end.
    pub(super) fn fill(&mut self, batch: &mut RequestBatch) {
        batch.clear();
        while self.taken >= self.merged.time.len() {
            if self.now_ns >= self.variation.end.0 {
                return;
            }
            self.slice();
        }
        let range = self.taken..self.merged.time.len().min(self.taken + BATCH_REQUESTS);
        self.taken = range.end;
        batch.time.extend_from_slice(&self.merged.time[range.clone()]);
        let slots = &self.merged.slot[range];
        self.holders.resolve(slots, batch);
        let bytes = &self.content.catalog.bytes;
        batch.bytes.extend(batch.object.iter().map(|&object| bytes[object as usize]));
    }

    /// Draws the next slice.
    fn slice(&mut self) {
        let from = self.now_ns;
        let to = self.slice_end(from);
        self.crowds.begin(to, &mut self.holders);
        let to = self.crowds.shortened(self.variation, from, to);
        self.base.draw(self.content, self.variation, from..to, &mut self.drawn);
        self.extra.clear();
        self.crowds.draw(self.variation, from..to, &mut self.extra);
        if self.extra.time.is_empty() {
            std::mem::swap(&mut self.merged, &mut self.drawn);
        } else {
            self.merged.merge(&self.drawn, &self.extra);
        }
        self.crowds.end(to);
        self.taken = 0;
        self.now_ns = to;
    }

    fn slice_end(&self, from: u64) -> u64 {
        let rate = self.content.model.mean_rate_per_s() * self.variation.rhythms.factor_max();
        let after = |candidates: f64| {
            let width = candidates / rate * NS_PER_S;
            from.saturating_add(width.min(1e18) as u64).max(from + 1)
        };
        let mut end = after(BATCH_REQUESTS as f64);
        let bounds = self.crowds.next_bound_ns(from).unwrap_or(u64::MAX);
        end = end.min(bounds.max(after(SLICE_CANDIDATES_MIN)));
        if self.variation.rhythms.has_week() {
            end = end.min(next_midnight_ns(from));
        }
        end.min(self.variation.end.0)
    }
}
