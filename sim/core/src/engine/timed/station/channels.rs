//! Several channels: jobs are served in parallel, in order of arrival.

use super::leaving::{Due, Leaving};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

/// Channels, and a queue in front of them all.
#[derive(Debug)]
pub(in crate::engine::timed) struct Channels<J> {
    channels: u64,
    in_service: BinaryHeap<Reverse<Leaving<u64, J>>>,
    /// When each came, and how long it takes.
    waiting: VecDeque<(u64, u64, J)>,
    begun: u64,
}

impl<J> Channels<J> {
    pub(in crate::engine::timed) fn new(channels: u64) -> Self {
        Self { channels, in_service: BinaryHeap::new(), waiting: VecDeque::new(), begun: 0 }
    }

    /// A job arrives; returns when it departs, if that is known already.
    pub(in crate::engine::timed) fn offer(
        &mut self,
        now: u64,
        service: u64,
        job: J,
    ) -> Option<Due> {
        if (self.in_service.len() as u64) < self.channels {
            return Some(self.begin(now, now, service, job));
        }
        self.waiting.push_back((now, service, job));
        None
    }

    fn begin(&mut self, now: u64, came: u64, service: u64, job: J) -> Due {
        let (done, number) = (now.saturating_add(service), self.begun);
        self.begun += 1;
        self.in_service.push(Reverse(Leaving { done, number, came, job }));
        (done, number)
    }

    /// When the next job is done.
    pub(in crate::engine::timed) fn next(&self) -> Option<Due> {
        let Reverse(next) = self.in_service.peek()?;
        Some((next.done, next.number))
    }

    /// The job that departs now, with its arrival time, and when the job that takes its channel departs.
    /// Departures are called in the order in which they are due, equal ones in the order in which they were
    /// scheduled: it is the first in the heap.
    pub(in crate::engine::timed) fn depart(&mut self, now: u64) -> Option<(u64, J, Option<Due>)> {
        let Reverse(Leaving { came, job, .. }) = self.in_service.pop()?;
        let next = self.waiting.pop_front();
        let next = next.map(|(came, service, job)| self.begin(now, came, service, job));
        Some((came, job, next))
    }
}
