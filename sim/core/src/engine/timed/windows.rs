//! Every node by itself through windows of time.

use super::entrance::Requests;
use super::event::What;
use super::node::Lane;
use crate::cache::Eviction;
use hotset_workloads::SourceError;
use rayon::prelude::*;

/// Drives the nodes, `window_ns` at a time: no message takes less from one to another. Where nothing
/// happens for longer, the next window begins with what happens next.
pub(super) fn drive<E: Eviction>(
    lanes: &mut [Lane<E>],
    entrance: &mut dyn Requests,
    window_ns: u64,
) -> Result<(), SourceError> {
    let mut entered = Vec::new();
    loop {
        let message = lanes.iter().filter_map(Lane::next_message_ns).min();
        let Some(start) = message.into_iter().chain(entrance.next_ns()?).min() else {
            return Ok(());
        };
        let end = start.saturating_add(window_ns);
        while entrance.next_ns()?.is_some_and(|at| at < end) {
            entrance.enter(&mut entered);
            for event in entered.drain(..) {
                let lane = &mut lanes[event.to as usize];
                match event.what {
                    What::Arrival(_) | What::Move(_) => lane.arrivals.push(event),
                    _ => lane.wait(event),
                }
            }
        }
        lanes.par_iter_mut().for_each(|lane| lane.run_until(end));
        deliver(lanes);
    }
}

/// What was sent waits at the node it was sent to.
fn deliver<E: Eviction>(lanes: &mut [Lane<E>]) {
    for index in 0..lanes.len() {
        let mut events = std::mem::take(&mut lanes[index].out.events);
        for event in events.drain(..) {
            lanes[event.to as usize].wait(event);
        }
        lanes[index].out.events = events;
    }
}
