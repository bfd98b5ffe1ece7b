//! All that one pass over the accesses shows.

use super::footprint::Footprint;
use super::log_bins::LogBins;
use super::object::ObjectState;
use super::one_hit::OneHitCurve;
use super::popularity_decay::PopularityDecay;
use super::sample::AccessSample;
use crate::analysis::{PopularityProfile, RateSeries};
use crate::{ObjectId, RequestBatch, SimTime};

/// Reuse, sizes, footprint, popularity decay and one-hit objects, from a pass over a trace of which popularity
/// and rate are known. It holds 32 bytes an object, 32 bytes a time bin, and less than 2 MB more.
#[derive(Debug)]
pub struct AccessStudy {
    /// Times between two requests for an object, in nanoseconds.
    pub reuse_ns: LogBins,
    /// Requests from one for an object to the next for it: 1 where it is the very next of the trace.
    pub reuse_requests: LogBins,
    /// Bytes of each request.
    pub bytes_by_request: LogBins,
    /// The largest size of each object, in bytes.
    pub bytes_by_object: LogBins,
    /// Distinct objects and bytes over time.
    pub footprint: Footprint,
    /// Requests by the time when objects were new.
    pub decay: PopularityDecay,
    /// One-hit objects by the length of the trace.
    pub one_hits: OneHitCurve,
    /// Accesses of some objects.
    pub sample: AccessSample,
    states: Vec<ObjectState>,
    requests: u64,
    clock: BinClock,
}

impl AccessStudy {
    /// A study in the time bins of `rate`, of the objects of `profile`.
    pub fn new(profile: &PopularityProfile, rate: &RateSeries) -> Self {
        let objects = profile.ranked.iter().map(|entry| entry.0 as usize + 1).max().unwrap_or(0);
        let mut states = vec![ObjectState::default(); objects];
        let sample = AccessSample::new(profile);
        for (row, sampled) in (1..).zip(&sample.objects) {
            states[sampled.object as usize].sample_row = row;
        }
        Self {
            reuse_ns: LogBins::default(),
            reuse_requests: LogBins::default(),
            bytes_by_request: LogBins::default(),
            bytes_by_object: LogBins::default(),
            footprint: Footprint::default(),
            decay: PopularityDecay::new(rate.bins().len()),
            one_hits: OneHitCurve::new(profile.requests),
            sample,
            states,
            requests: 0,
            clock: BinClock::new(rate),
        }
    }

    /// Takes requests, in time order.
    pub fn add(&mut self, batch: &RequestBatch) {
        for ((&time, &object), &bytes) in batch.time.iter().zip(&batch.object).zip(&batch.bytes) {
            self.note(time, object, bytes);
        }
    }

    #[inline]
    fn note(&mut self, time: SimTime, object: ObjectId, bytes: u64) {
        while self.clock.is_over(time) {
            self.clock.advance();
            self.footprint.close_bin();
        }
        // A file that grew since the first pass has objects of which nothing is known.
        let Some(state) = self.states.get_mut(object as usize) else { return };
        self.requests += 1;
        let is_new = state.is_new();
        let bin = self.clock.bin;
        let period = self.decay.period(bin as usize);
        if is_new {
            state.cohort = period as u8;
            self.decay.objects[period] += 1;
        } else {
            self.reuse_ns.add(time.0.saturating_sub(state.last_ns));
            self.reuse_requests.add(self.requests - state.last_request);
        }
        self.decay.requests[usize::from(state.cohort)][period] += 1;
        self.one_hits.add(is_new, !is_new && !state.again);
        self.bytes_by_request.add(bytes);
        let growth = bytes.saturating_sub(state.bytes);
        state.bytes += growth;
        self.footprint.add(state.bytes, growth, is_new, is_new || state.bin != bin);
        if let Some(row) = state.sample_row.checked_sub(1) {
            self.sample.note(usize::from(row), time, self.requests);
        }
        state.again = !is_new;
        (state.last_ns, state.last_request, state.bin) = (time.0, self.requests, bin);
    }

    /// Ends the study.
    pub fn finish(&mut self) {
        if self.requests > 0 {
            self.footprint.close_bin();
        }
        let seen = self.states.iter().filter(|state| !state.is_new());
        seen.for_each(|state| self.bytes_by_object.add(state.bytes));
    }

    /// Whether the trace states sizes: where it does not, each request has one byte.
    pub fn has_sizes(&self) -> bool {
        self.bytes_by_request.bins().last().is_some_and(|bin| bin.last > 1)
    }
}

/// The current time bin.
#[derive(Clone, Copy, Debug)]
struct BinClock {
    bin: u32,
    last_bin: u32,
    width_ns: u64,
    /// Where the current bin ends.
    end_ns: u64,
}

impl BinClock {
    fn new(rate: &RateSeries) -> Self {
        let width_ns = rate.width_ns();
        let last_bin = rate.bins().len().saturating_sub(1) as u32;
        Self { bin: 0, last_bin, width_ns, end_ns: rate.start().0.saturating_add(width_ns) }
    }

    fn is_over(&self, time: SimTime) -> bool {
        time.0 >= self.end_ns && self.bin < self.last_bin
    }

    fn advance(&mut self) {
        self.bin += 1;
        self.end_ns = self.end_ns.saturating_add(self.width_ns);
    }
}
