//! Processor sharing: all jobs are served at the same time.

use super::leaving::{Due, Leaving};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Jobs that share a rate, by virtual time: it passes as fast as each of them is served, so that the
/// virtual time at which a job is done is known when it comes (Parekh and Gallager, IEEE/ACM ToN 1993).
#[derive(Debug)]
pub(in crate::engine::timed) struct Sharing<J> {
    /// Virtual time at `since`, in nanoseconds over 2^10; 0 when the station is empty.
    virtual_now: u128,
    since: u64,
    jobs: BinaryHeap<Reverse<Leaving<u128, J>>>,
    came: u64,
    version: u64,
}

/// Parts of a nanosecond in virtual time.
const FRACTION_BITS: u32 = 10;

impl<J> Default for Sharing<J> {
    fn default() -> Self {
        Self { virtual_now: 0, since: 0, jobs: BinaryHeap::new(), came: 0, version: 0 }
    }
}

impl<J> Sharing<J> {
    pub(in crate::engine::timed) fn offer(&mut self, now: u64, service: u64, job: J) {
        self.virtual_now = match self.jobs.len() as u64 {
            0 => 0,
            sharing => {
                let passed = u128::from(now - self.since) << FRACTION_BITS;
                self.virtual_now + passed / u128::from(sharing)
            }
        };
        self.since = now;
        let done = self.virtual_now + (u128::from(service) << FRACTION_BITS);
        self.jobs.push(Reverse(Leaving { done, number: self.came, came: now, job }));
        self.came += 1;
        self.version += 1;
    }

    /// When the next job departs if none arrives before, and the version of that departure.
    pub(in crate::engine::timed) fn next(&self) -> Option<Due> {
        let Reverse(next) = self.jobs.peek()?;
        let left = next.done.saturating_sub(self.virtual_now);
        let left = (left * self.jobs.len() as u128).div_ceil(1 << FRACTION_BITS);
        let at = self.since.saturating_add(u64::try_from(left).unwrap_or(u64::MAX));
        Some((at, self.version))
    }

    /// The job that is done now, with when it came.
    pub(in crate::engine::timed) fn depart(&mut self, now: u64, version: u64) -> Option<(u64, J)> {
        if version != self.version {
            return None;
        }
        let Reverse(done) = self.jobs.pop()?;
        // Rounded up to a nanosecond, time went a little further than virtual time should.
        self.virtual_now = done.done.max(self.virtual_now);
        self.since = now;
        self.version += 1;
        Some((done.came, done.job))
    }
}
