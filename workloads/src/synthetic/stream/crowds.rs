//! Requests of flash crowds, in a slice of time.

use super::active_crowd::ActiveCrowd;
use super::arrivals::{Arrivals, NS_PER_S, arrive};
use super::slot_holders::SlotHolders;
use super::variation::{PlannedCrowd, Variation};
use crate::{SimTime, Stream};
use rand::RngExt;

/// Crowds have no more candidates in a slice than this: what a slice holds is kept in memory.
pub(super) const CROWD_CANDIDATES_MAX: f64 = 65_536.0;

/// The crowds of a stream.
#[derive(Debug)]
pub(super) struct Crowds<'a> {
    pub(super) planned: &'a [PlannedCrowd],
    pub(super) next: usize,
    pub(super) active: Vec<ActiveCrowd>,
    pub(super) stream: Stream,
}

impl Crowds<'_> {
    /// Takes up the crowds that begin before the end of a slice.
    pub(super) fn begin(&mut self, to: u64, holders: &mut SlotHolders) {
        while let Some(&planned) = self.planned.get(self.next) {
            if planned.crowd.start_s * NS_PER_S >= to as f64 {
                return;
            }
            self.active.push(holders.activate(self.next, planned));
            self.next += 1;
        }
    }

    /// An earlier end of the slice where the crowds would have too many candidates in it.
    pub(super) fn shortened(&self, variation: &Variation, from: u64, to: u64) -> u64 {
        let (from_s, to_s) = (SimTime(from).as_s(), SimTime(to).as_s());
        let bound = |active: &ActiveCrowd| {
            active.rate_per_s * active.planned.crowd.excess_max(from_s, to_s)
        };
        let rate = self.active.iter().map(bound).sum::<f64>() * variation.rhythms.factor_max();
        let width = (to - from) as f64;
        match rate * width > CROWD_CANDIDATES_MAX * NS_PER_S {
            true => from + ((CROWD_CANDIDATES_MAX / rate * NS_PER_S) as u64).max(1),
            false => to,
        }
    }

    pub(super) fn end(&mut self, to: u64) {
        let now_s = SimTime(to).as_s();
        self.active.retain(|active| active.planned.crowd.end_s() > now_s);
    }

    /// When the bounds should be computed again.
    pub(super) fn next_bound_ns(&self, from: u64) -> Option<u64> {
        let now_s = SimTime(from).as_s();
        let coming = self.planned.get(self.next).map(|planned| planned.crowd.start_s);
        let steps = self.active.iter().map(|active| active.planned.crowd.step_s(now_s));
        let next_s = steps.chain(coming).fold(f64::INFINITY, f64::min);
        next_s.is_finite().then(|| (next_s.max(0.0) * NS_PER_S) as u64)
    }

    pub(super) fn draw(
        &mut self,
        variation: &Variation,
        slice: std::ops::Range<u64>,
        extra: &mut Arrivals,
    ) {
        if self.active.is_empty() {
            return;
        }
        let (from_s, to_s) = (SimTime(slice.start).as_s(), SimTime(slice.end).as_s());
        let factor_max = variation.rhythms.factor_max();
        for active in &mut self.active {
            let excess_max = active.planned.crowd.excess_max(from_s, to_s);
            active.bound_per_s = active.rate_per_s * factor_max * excess_max;
        }
        let total: f64 = self.active.iter().map(|active| active.bound_per_s).sum();
        if total <= 0.0 {
            return;
        }
        arrive(total, &slice, &mut self.stream, &mut extra.time);
        let mut kept = 0;
        for index in 0..extra.time.len() {
            let time = extra.time[index];
            // One uniform number chooses the crowd and decides on the candidate.
            let mut level = self.stream.random::<f64>() * total;
            let chosen = self.active.iter().find(|active| {
                let here = level < active.bound_per_s;
                level -= if here { 0.0 } else { active.bound_per_s };
                here
            });
            let Some(active) = chosen else { continue };
            let crowd = &active.planned.crowd;
            let factor = variation.rhythms.factor(crowd.site, time);
            if level < active.rate_per_s * factor * crowd.excess(time.as_s()) {
                extra.time[kept] = time;
                kept += 1;
                extra.slot.push(match &active.slot {
                    Ok(slot) => *slot,
                    Err((first, ranks)) => first + ranks.draw(&mut self.stream) as u32 - 1,
                });
            }
        }
        extra.time.truncate(kept);
    }
}
