//! Every node by itself through windows of time.

use super::entrance::Requests;
use super::event::Event;
use super::node::Lane;
use super::team::Team;
use crate::cache::Eviction;
use hotset_workloads::SourceError;
use std::sync::MutexGuard;

/// A node, and what comes in for it.
type Part<E> = (Lane<E>, Vec<Event>);
type Parts<'a, E> = Vec<MutexGuard<'a, Part<E>>>;

/// Drives the nodes, `window_ns` at a time: no message takes less from one to another. Where nothing
/// happens for longer, the next window begins with what happens next.
pub(super) fn drive<E: Eviction>(
    lanes: Vec<Lane<E>>,
    entrance: &mut dyn Requests,
    window_ns: u64,
) -> Result<Vec<Lane<E>>, SourceError> {
    let mut ahead = Ahead::new(entrance, lanes.len());
    let parts = lanes.into_iter().map(|lane| (lane, Vec::new()));
    let team = Team::new(parts, |(lane, fresh): &mut Part<E>, end: u64| {
        lane.absorb(fresh);
        lane.run_until(end);
    });
    team.with_helpers(|team| -> Result<(), SourceError> {
        ahead.read(0)?;
        loop {
            let mut parts = team.all();
            deliver(&mut parts);
            let waiting = parts.iter().filter_map(|part| part.0.next_ns()).min();
            let Some(start) = waiting.into_iter().chain(ahead.first_ns).min() else {
                return Ok(());
            };
            let end = start.saturating_add(window_ns);
            ahead.read(end)?;
            ahead.hand_over(&mut parts);
            drop(parts);
            // The requests of the next window are read meanwhile.
            team.window(end, || ahead.read_some(end.saturating_add(window_ns)))?;
        }
    })?;
    Ok(team.into_parts().map(|(lane, _)| lane).collect())
}

/// Requests that were read before their time, by the node that they go to.
struct Ahead<'a> {
    entrance: &'a mut dyn Requests,
    fresh: Vec<Vec<Event>>,
    /// What one request becomes.
    entered: Vec<Event>,
    /// When the first of them comes in, and the last that was read at all.
    first_ns: Option<u64>,
    last_ns: u64,
    at_end: bool,
}

/// So many requests are read ahead at a time.
const AHEAD: usize = 1 << 13;

impl<'a> Ahead<'a> {
    fn new(entrance: &'a mut dyn Requests, nodes: usize) -> Self {
        let fresh = vec![Vec::new(); nodes];
        Self { entrance, fresh, entered: Vec::new(), first_ns: None, last_ns: 0, at_end: false }
    }

    /// Reads all requests that come in before `until`, and one more.
    fn read(&mut self, until: u64) -> Result<(), SourceError> {
        // Behind the end of all time there is no other window.
        let all = until == u64::MAX;
        while !self.at_end && (all || self.first_ns.is_none() || self.last_ns < until) {
            self.read_one()?;
        }
        Ok(())
    }

    /// If not all requests before `until` are read yet, a good many: what the layout needs to know of
    /// objects stays in the processor's caches meanwhile.
    fn read_some(&mut self, until: u64) -> Result<(), SourceError> {
        if self.last_ns >= until {
            return Ok(());
        }
        for _ in 0..AHEAD {
            if self.at_end {
                break;
            }
            self.read_one()?;
        }
        Ok(())
    }

    #[inline]
    fn read_one(&mut self) -> Result<(), SourceError> {
        let Some(now) = self.entrance.next_ns()? else {
            self.at_end = true;
            return Ok(());
        };
        self.first_ns.get_or_insert(now);
        self.last_ns = now;
        // Loads are not known ahead: layouts that read them are driven one by one.
        self.entrance.enter(&[], &mut self.entered);
        for event in self.entered.drain(..) {
            self.fresh[usize::from(event.to)].push(event);
        }
        Ok(())
    }

    /// All that was read goes to its node, in exchange for a list that the node has emptied.
    fn hand_over<E>(&mut self, parts: &mut Parts<'_, E>) {
        self.first_ns = None;
        for (part, fresh) in parts.iter_mut().zip(&mut self.fresh) {
            std::mem::swap(fresh, &mut part.1);
        }
    }
}

/// What was sent waits at the node it was sent to.
fn deliver<E: Eviction>(parts: &mut Parts<'_, E>) {
    for node in 0..parts.len() {
        let mut events = std::mem::take(&mut parts[node].0.out.events);
        for event in events.drain(..) {
            parts[usize::from(event.to)].0.wait(event);
        }
        parts[node].0.out.events = events;
    }
}
