//! Every node by itself through windows of time.

use super::entrance::Requests;
use super::event::{Event, What};
use super::node::Lane;
use crate::cache::Eviction;
use hotset_workloads::SourceError;
use rayon::prelude::*;
use std::collections::VecDeque;

/// Drives the nodes, `window_ns` at a time: no message takes less from one to another. Where nothing
/// happens for longer, the next window begins with what happens next.
pub(super) fn drive<E: Eviction>(
    lanes: &mut [Lane<E>],
    entrance: &mut dyn Requests,
    window_ns: u64,
) -> Result<(), SourceError> {
    let mut ahead = Ahead { entrance, entered: VecDeque::new(), batch: Vec::new(), at_end: false };
    loop {
        let message = lanes.iter().filter_map(Lane::next_message_ns).min();
        let Some(start) = message.into_iter().chain(ahead.next_ns()?).min() else {
            return Ok(());
        };
        let end = start.saturating_add(window_ns);
        while let Some(event) = ahead.pop_before(end)? {
            let lane = &mut lanes[usize::from(event.to)];
            match event.what {
                What::Arrival(..) | What::Move(_) => lane.arrivals.push(event),
                _ => lane.wait(event),
            }
        }
        // The requests of the next windows are read meanwhile.
        let (read, ()) = rayon::join(
            || ahead.fill(),
            || lanes.par_iter_mut().for_each(|lane| lane.run_until(end)),
        );
        read?;
        deliver(lanes);
    }
}

/// Requests that were read before their time.
struct Ahead<'a> {
    entrance: &'a mut dyn Requests,
    /// Each with when it came in.
    entered: VecDeque<(u64, Event)>,
    batch: Vec<Event>,
    at_end: bool,
}

/// As many requests are held ready.
const AHEAD: usize = 1 << 13;

impl Ahead<'_> {
    /// Reads until enough are ready.
    fn fill(&mut self) -> Result<(), SourceError> {
        while !self.at_end && self.entered.len() < AHEAD {
            match self.entrance.next_ns()? {
                None => self.at_end = true,
                Some(now) => {
                    // Loads are not known ahead: layouts that read them are driven one by one.
                    self.entrance.enter(&[], &mut self.batch);
                    self.entered.extend(self.batch.drain(..).map(|event| (now, event)));
                }
            }
        }
        Ok(())
    }

    fn next_ns(&mut self) -> Result<Option<u64>, SourceError> {
        if self.entered.is_empty() {
            self.fill()?;
        }
        Ok(self.entered.front().map(|&(now, _)| now))
    }

    /// The next of what comes in before `end`; at the end of all time, of all that comes in.
    fn pop_before(&mut self, end: u64) -> Result<Option<Event>, SourceError> {
        let due = self.next_ns()?.is_some_and(|now| now < end || end == u64::MAX);
        Ok(if due { self.entered.pop_front().map(|(_, event)| event) } else { None })
    }
}

/// What was sent waits at the node it was sent to.
fn deliver<E: Eviction>(lanes: &mut [Lane<E>]) {
    for index in 0..lanes.len() {
        let mut events = std::mem::take(&mut lanes[index].out.events);
        for event in events.drain(..) {
            lanes[usize::from(event.to)].wait(event);
        }
        lanes[index].out.events = events;
    }
}
