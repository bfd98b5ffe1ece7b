//! Arrivals in a slice of time, and those of a homogeneous Poisson process.

use crate::samplers::Exp1;
use crate::{SimTime, Stream};
use rand::RngExt;

pub(super) const NS_PER_S: f64 = SimTime::NS_PER_S as f64;

/// Times, and the requested slots.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    pub(super) time: Vec<SimTime>,
    pub(super) slot: Vec<u32>,
}

impl Arrivals {
    pub(super) fn clear(&mut self) {
        self.time.clear();
        self.slot.clear();
    }

    pub(super) fn push(&mut self, time: SimTime, slot: u32) {
        self.time.push(time);
        self.slot.push(slot);
    }

    /// Replaces the content by that of two others, in time order.
    pub(super) fn merge(&mut self, a: &Self, b: &Self) {
        self.clear();
        let mut next = 0;
        for (&time, &slot) in a.time.iter().zip(&a.slot) {
            while next < b.time.len() && b.time[next] < time {
                self.push(b.time[next], b.slot[next]);
                next += 1;
            }
            self.push(time, slot);
        }
        self.time.extend_from_slice(&b.time[next..]);
        self.slot.extend_from_slice(&b.slot[next..]);
    }
}

/// Arrivals of a homogeneous process within a slice.
pub(super) fn arrive(
    rate_per_s: f64,
    slice: &std::ops::Range<u64>,
    stream: &mut Stream,
    times: &mut Vec<SimTime>,
) {
    let gap_ns_mean = NS_PER_S / rate_per_s;
    let width = (slice.end - slice.start) as f64;
    let mut at = stream.sample::<f64, _>(Exp1) * gap_ns_mean;
    while at < width {
        times.push(SimTime(slice.start + at as u64));
        at += stream.sample::<f64, _>(Exp1) * gap_ns_mean;
    }
}
