//! A node with the events that wait for it.

use super::event::{Event, NodeId, Outbox, What};
use super::origin::Origin;
use super::server::Server;
use crate::cache::Eviction;
use hotset_workloads::ObjectId;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A server or the origin.
#[expect(
    clippy::large_enum_variant,
    reason = "all but one are servers, and each is looked at often"
)]
pub(super) enum Node<E> {
    Server(Server<E>),
    Origin(Origin),
}

/// More than this would drive each other out of the processor's caches.
const TOUCHED_MAX: usize = 2048;

/// A node, what waits for it, and what it sent to others. Lanes of different threads share no line
/// of memory.
#[repr(align(128))]
pub(super) struct Lane<E> {
    id: NodeId,
    pub(super) node: Node<E>,
    /// Messages; clients' requests are in a list of their own, in order.
    messages: BinaryHeap<Reverse<Event>>,
    arrivals: Vec<Event>,
    /// The first of them that has not happened yet.
    next_arrival: usize,
    /// Objects that are asked for in the window at hand.
    soon: Vec<ObjectId>,
    pub(super) out: Outbox,
    pub(super) last_ns: u64,
}

impl<E: Eviction> Lane<E> {
    pub(super) fn new(id: NodeId, node: Node<E>) -> Self {
        Self {
            id,
            node,
            messages: BinaryHeap::new(),
            arrivals: Vec::new(),
            next_arrival: 0,
            soon: Vec::new(),
            out: Outbox::new(id),
            last_ns: 0,
        }
    }

    /// An event that waits for its time.
    #[inline]
    pub(super) fn wait(&mut self, event: Event) {
        self.messages.push(Reverse(event));
    }

    /// Takes over what came in, in order.
    pub(super) fn absorb(&mut self, fresh: &mut Vec<Event>) {
        self.arrivals.drain(..self.next_arrival);
        self.next_arrival = 0;
        for event in fresh.drain(..) {
            match event.what {
                What::Arrival(..) | What::Move(_) => self.arrivals.push(event),
                _ => self.wait(event),
            }
        }
    }

    /// When the next event is due.
    pub(super) fn next_ns(&self) -> Option<u64> {
        let message = self.messages.peek().map(|Reverse(event)| event.at);
        let arrival = self.arrivals.get(self.next_arrival).map(|event| event.at);
        message.into_iter().chain(arrival).min()
    }

    /// The event happens; what comes of it is in the outbox.
    #[inline]
    pub(super) fn take(&mut self, event: Event) {
        self.last_ns = event.at;
        match &mut self.node {
            Node::Server(server) => server.take(event, &mut self.out),
            Node::Origin(origin) => origin.take(event, &mut self.out),
        }
    }

    /// Reads ahead what the requests of a window will need, all of it at the same time.
    fn touch(&mut self, end: u64) {
        let Node::Server(server) = &self.node else { return };
        self.soon.clear();
        let due = self.arrivals[self.next_arrival..].iter().take_while(|event| event.at < end);
        let objects = due.filter_map(|event| match event.what {
            What::Arrival(ask, _) => Some(ask.object),
            _ => None,
        });
        self.soon.extend(objects.take(TOUCHED_MAX));
        server.cache.touch(&self.soon);
    }

    /// Everything before `end` happens, in order. What the node sends itself waits here; the rest is
    /// left in the outbox.
    pub(super) fn run_until(&mut self, end: u64) {
        self.touch(end);
        // The end of all time is in the last window.
        let due = |event: &&Event| event.at < end || end == u64::MAX;
        loop {
            let message = self.messages.peek().map(|Reverse(event)| event).filter(due);
            let arrival = self.arrivals.get(self.next_arrival).filter(due);
            let message_first = match (message, arrival) {
                (None, None) => break,
                (Some(message), Some(arrival)) => message < arrival,
                (message, _) => message.is_some(),
            };
            let event = if message_first {
                let Some(Reverse(message)) = self.messages.pop() else { break };
                message
            } else {
                self.next_arrival += 1;
                self.arrivals[self.next_arrival - 1]
            };
            let sent = self.out.events.len();
            self.take(event);
            self.keep_own(sent, end);
        }
    }

    /// Takes what was sent since to the node itself out of the outbox.
    #[inline]
    fn keep_own(&mut self, sent: usize, end: u64) {
        let mut index = sent;
        while index < self.out.events.len() {
            let event = self.out.events[index];
            if event.to == self.id {
                self.out.events.remove(index);
                self.wait(event);
            } else {
                assert!(event.at >= end, "a message that arrives in the window it was sent in");
                index += 1;
            }
        }
    }
}
