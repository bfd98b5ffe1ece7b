//! The sequential driver: one event list for all nodes. The only one where links have no latency, or routes
//! depend on the state of several servers.

use crate::cache::EvictionPolicy;
use crate::engine::timed::event::{Event, EventKind, NodeId, PendingRequest};
use crate::engine::timed::nodes::Requests;
use crate::engine::timed::nodes::{LogicalProcess, Node};
use hotset_workloads::SourceError;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

pub(in crate::engine::timed) fn drive<E: EvictionPolicy>(
    processes: &mut [LogicalProcess<E>],
    dispatcher: &mut dyn Requests,
) -> Result<(), SourceError> {
    let needs = dispatcher.needs();
    let loads = needs.loads.then(|| Loads::new(processes, needs.tiers));
    let mut heap = Heap { processes, waiting: BinaryHeap::new(), loads };
    let mut entered = Vec::new();
    while let Some(now) = dispatcher.next_ns()? {
        // Requests in progress come before arrivals of the same time.
        heap.process_until(now);
        dispatcher.enter(heap.loads_at(now), &mut entered);
        for event in entered.drain(..) {
            heap.process_until(now);
            heap.begin(event);
        }
    }
    heap.process_until(u64::MAX);
    Ok(())
}

struct Heap<'a, E> {
    processes: &'a mut [LogicalProcess<E>],
    waiting: BinaryHeap<Reverse<Event>>,
    loads: Option<Loads>,
}

impl<E: EvictionPolicy> Heap<'_, E> {
    fn process_until(&mut self, now: u64) {
        while self.waiting.peek().is_some_and(|Reverse(event)| event.at <= now)
            && let Some(Reverse(event)) = self.waiting.pop()
        {
            self.take(event);
        }
    }

    /// An event comes from outside.
    fn begin(&mut self, event: Event) {
        if let (Some(loads), EventKind::Arrival(request, _) | EventKind::Forwarded(request, _)) =
            (&mut self.loads, event.kind)
        {
            let server = loads.server_of(&request);
            loads.now[server] += 1;
        }
        match event.kind {
            EventKind::Arrival(..) | EventKind::Migration(_) => self.take(event),
            _ => self.waiting.push(Reverse(event)),
        }
    }

    fn take(&mut self, event: Event) {
        if let EventKind::Arrival(request, true) | EventKind::Forwarded(request, true) = event.kind
        {
            self.find_sibling(&request);
        }
        let process = &mut self.processes[usize::from(event.to)];
        process.take(&event);
        let sent = process.out.events.drain(..).chain(process.out.own.drain(..));
        self.waiting.extend(sent.map(Reverse));
        if let (Some(loads), Some(ended)) = (&mut self.loads, &mut process.out.ended) {
            for (at, request) in ended.drain(..) {
                loads.ends.push(Reverse((at, loads.server_of(&request))));
            }
        }
    }

    /// Finds the sibling at which a miss is resolved: the next in cyclic order that holds the object.
    fn find_sibling(&mut self, request: &PendingRequest) {
        let (own, object) = (usize::from(request.server), request.object);
        let holds = |process: &LogicalProcess<E>| match &process.node {
            Node::Server(server) => server.cache.contains(object),
            Node::Origin(_) => false,
        };
        let (before, behind) = self.processes.split_at(own);
        let next = behind.iter().chain(before).skip(1).position(holds);
        let sibling = next.map(|steps| ((own + 1 + steps) % self.processes.len()) as NodeId);
        if let Node::Server(server) = &mut self.processes[own].node {
            server.sibling = sibling;
        }
    }

    /// The loads at a time, if they are known. What ends then has ended.
    fn loads_at(&mut self, now: u64) -> &[u64] {
        self.loads.as_mut().map_or(&[], |loads| loads.at(now))
    }
}

/// Requests in progress, by server.
struct Loads {
    now: Vec<u64>,
    /// When requests are over, as far as that is known.
    ends: BinaryHeap<Reverse<(u64, usize)>>,
    tiered: bool,
}

impl Loads {
    fn new<E>(processes: &mut [LogicalProcess<E>], tiered: bool) -> Self {
        processes.iter_mut().for_each(|process| process.out.ended = Some(Vec::new()));
        Self { now: vec![0; processes.len()], ends: BinaryHeap::new(), tiered }
    }

    /// The server that a request is a load of: the one that looks it up first.
    fn server_of(&self, request: &PendingRequest) -> usize {
        usize::from(if self.tiered { request.ingress } else { request.server })
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
