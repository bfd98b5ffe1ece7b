//! All events of all nodes from one heap: the plain way, and the one for links without latency.

use super::entrance::Requests;
use super::event::{Event, What};
use super::node::Lane;
use crate::cache::Eviction;
use hotset_workloads::SourceError;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub(super) fn drive<E: Eviction>(
    lanes: &mut [Lane<E>],
    entrance: &mut dyn Requests,
) -> Result<(), SourceError> {
    let mut waiting: BinaryHeap<Reverse<Event>> = BinaryHeap::new();
    let mut entered = Vec::new();
    while let Some(now) = entrance.next_ns()? {
        entrance.enter(&mut entered);
        for event in entered.drain(..) {
            // All that is under way by then goes before what begins.
            while waiting.peek().is_some_and(|Reverse(event)| event.at <= now) {
                happen(lanes, &mut waiting);
            }
            match event.what {
                What::Arrival(_) | What::Move(_) => take(lanes, &mut waiting, event),
                _ => waiting.push(Reverse(event)),
            }
        }
    }
    while !waiting.is_empty() {
        happen(lanes, &mut waiting);
    }
    Ok(())
}

/// The next event happens.
fn happen<E: Eviction>(lanes: &mut [Lane<E>], waiting: &mut BinaryHeap<Reverse<Event>>) {
    if let Some(Reverse(event)) = waiting.pop() {
        take(lanes, waiting, event);
    }
}

fn take<E: Eviction>(
    lanes: &mut [Lane<E>],
    waiting: &mut BinaryHeap<Reverse<Event>>,
    event: Event,
) {
    let lane = &mut lanes[event.to as usize];
    lane.take(event);
    waiting.extend(lane.out.events.drain(..).map(Reverse));
}
