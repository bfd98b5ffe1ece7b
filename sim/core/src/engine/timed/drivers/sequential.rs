//! All events of all nodes from one heap: the plain way, and the one where links have no latency, or
//! servers or their clients know at once how it is elsewhere.

use crate::cache::EvictionPolicy;
use crate::engine::timed::event::{Event, EventKind, NodeId, PendingRequest};
use crate::engine::timed::nodes::Requests;
use crate::engine::timed::nodes::{LogicalProcess, Node};
use hotset_workloads::SourceError;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub(in crate::engine::timed) fn drive<E: EvictionPolicy>(
    lanes: &mut [LogicalProcess<E>],
    entrance: &mut dyn Requests,
) -> Result<(), SourceError> {
    let needs = entrance.needs();
    let loads = needs.loads.then(|| Loads::new(lanes, needs.tiers));
    let mut heap = Heap { lanes, waiting: BinaryHeap::new(), loads };
    let mut entered = Vec::new();
    while let Some(now) = entrance.next_ns()? {
        // All that is under way by then goes before what begins.
        heap.happen_until(now);
        entrance.enter(heap.loads_at(now), &mut entered);
        for event in entered.drain(..) {
            heap.happen_until(now);
            heap.begin(event);
        }
    }
    heap.happen_until(u64::MAX);
    Ok(())
}

struct Heap<'a, E> {
    lanes: &'a mut [LogicalProcess<E>],
    waiting: BinaryHeap<Reverse<Event>>,
    loads: Option<Loads>,
}

impl<E: EvictionPolicy> Heap<'_, E> {
    fn happen_until(&mut self, now: u64) {
        while self.waiting.peek().is_some_and(|Reverse(event)| event.at <= now)
            && let Some(Reverse(event)) = self.waiting.pop()
        {
            self.take(event);
        }
    }

    /// Something comes in.
    fn begin(&mut self, event: Event) {
        if let (Some(loads), EventKind::Arrival(ask, _) | EventKind::Forwarded(ask, _)) =
            (&mut self.loads, event.what)
        {
            let server = loads.server_of(&ask);
            loads.now[server] += 1;
        }
        match event.what {
            EventKind::Arrival(..) | EventKind::Migration(_) => self.take(event),
            _ => self.waiting.push(Reverse(event)),
        }
    }

    fn take(&mut self, event: Event) {
        if let EventKind::Arrival(ask, true) | EventKind::Forwarded(ask, true) = event.what {
            self.find_sibling(&ask);
        }
        let lane = &mut self.lanes[usize::from(event.to)];
        lane.take(&event);
        let sent = lane.out.events.drain(..).chain(lane.out.own.drain(..));
        self.waiting.extend(sent.map(Reverse));
        if let (Some(loads), Some(ended)) = (&mut self.loads, &mut lane.out.ended) {
            for (at, ask) in ended.drain(..) {
                loads.ends.push(Reverse((at, loads.server_of(&ask))));
            }
        }
    }

    /// Tells a server which other holds the object, should it miss: the next round the circle.
    fn find_sibling(&mut self, ask: &PendingRequest) {
        let (own, object) = (usize::from(ask.server), ask.object);
        let holds = |lane: &LogicalProcess<E>| match &lane.node {
            Node::Server(server) => server.cache.contains(object),
            Node::Origin(_) => false,
        };
        let (before, behind) = self.lanes.split_at(own);
        let next = behind.iter().chain(before).skip(1).position(holds);
        let sibling = next.map(|steps| ((own + 1 + steps) % self.lanes.len()) as NodeId);
        if let Node::Server(server) = &mut self.lanes[own].node {
            server.sibling = sibling;
        }
    }

    /// The loads at a time, if they are known. What ends then has ended.
    fn loads_at(&mut self, now: u64) -> &[u64] {
        self.loads.as_mut().map_or(&[], |loads| loads.at(now))
    }
}

/// Requests that came in and are not over, by server.
struct Loads {
    now: Vec<u64>,
    /// When requests are over, as far as that is known.
    ends: BinaryHeap<Reverse<(u64, usize)>>,
    tiered: bool,
}

impl Loads {
    fn new<E>(lanes: &mut [LogicalProcess<E>], tiered: bool) -> Self {
        lanes.iter_mut().for_each(|lane| lane.out.ended = Some(Vec::new()));
        Self { now: vec![0; lanes.len()], ends: BinaryHeap::new(), tiered }
    }

    /// The server that a request is a load of: the one that looks it up first.
    fn server_of(&self, ask: &PendingRequest) -> usize {
        usize::from(if self.tiered { ask.ingress } else { ask.server })
    }

    fn at(&mut self, now: u64) -> &[u64] {
        while self.ends.peek().is_some_and(|Reverse((at, _))| *at <= now)
            && let Some(Reverse((_, server))) = self.ends.pop()
        {
            self.now[server] -= 1;
        }
        &self.now
    }
}
