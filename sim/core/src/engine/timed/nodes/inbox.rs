//! The pending events of a node.

use crate::engine::timed::event::{Event, EventKind};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Events that wait for a node through windows of time. What others send does not arrive in the
/// window it is sent in: it is sorted once, before the current window begins.
#[derive(Debug, Default)]
pub(in crate::engine::timed) struct Inbox {
    /// Clients' requests, in order, and what is moved, each before the request that it came with: all
    /// of that comes after every message of the same time. And the first that has not happened yet.
    arrivals: Vec<Event>,
    next_arrival: usize,
    /// What others sent, in order; and the first that has not happened yet.
    messages: Vec<Event>,
    next_message: usize,
    /// What others sent since, as it came; and when the first of them is due.
    incoming: Vec<Event>,
    incoming_ns: Option<u64>,
    /// What the node sent itself; and the last of that which happened.
    own: BinaryHeap<Reverse<Event>>,
    last_own: Option<Event>,
}

impl Inbox {
    /// What others sent.
    #[inline]
    pub(in crate::engine::timed) fn deliver(&mut self, event: Event) {
        self.incoming_ns = Some(self.incoming_ns.map_or(event.at, |at| at.min(event.at)));
        self.incoming.push(event);
    }

    /// A message of the node to itself; it may be due in the current window.
    #[inline]
    pub(in crate::engine::timed) fn send_self(&mut self, event: Event) {
        self.own.push(Reverse(event));
    }

    /// Takes the arrivals from outside, and leaves empty lists.
    pub(in crate::engine::timed) fn absorb(&mut self, incoming: &mut Incoming) {
        incoming.forwarded.drain(..).for_each(|event| self.deliver(event));
        // What is left is not moved before as much has happened.
        if 2 * self.next_arrival >= self.arrivals.len() {
            self.arrivals.drain(..self.next_arrival);
            self.next_arrival = 0;
        }
        if self.arrivals.is_empty() {
            std::mem::swap(&mut self.arrivals, &mut incoming.arrivals);
        }
        self.arrivals.append(&mut incoming.arrivals);
    }

    /// Puts what others sent in its place: sorted runs, one of every sender. Most of it comes behind
    /// what is there, which is left alone.
    pub(in crate::engine::timed) fn sort(&mut self) {
        self.incoming.sort();
        let Some(first) = self.incoming.first() else { return };
        self.incoming_ns = None;
        if 2 * self.next_message >= self.messages.len() {
            self.messages.drain(..self.next_message);
            self.next_message = 0;
        }
        let waiting = &self.messages[self.next_message..];
        let before = self.next_message + waiting.partition_point(|message| message < first);
        let merges = before < self.messages.len();
        self.messages.append(&mut self.incoming);
        if merges {
            self.messages[before..].sort();
        }
    }

    /// When the next event is due.
    pub(in crate::engine::timed) fn next_ns(&self) -> Option<u64> {
        let arrival = self.arrivals.get(self.next_arrival).map(|event| event.at);
        let message = self.messages.get(self.next_message).map(|event| event.at);
        let own = self.own.peek().map(|Reverse(event)| event.at);
        [arrival, message, own, self.incoming_ns].into_iter().flatten().min()
    }

    /// The next event that is due before `end`.
    #[inline(always)]
    pub(in crate::engine::timed) fn next(&mut self, end: u64) -> Option<&Event> {
        // The end of all time is in the last window.
        let due = |event: &&Event| event.at < end || end == u64::MAX;
        let arrival = self.arrivals.get(self.next_arrival).filter(due);
        let message = self.messages.get(self.next_message).filter(due);
        let own = self.own.peek().map(|Reverse(event)| event).filter(due);
        if let Some(own) = own
            && message.is_none_or(|message| own < message)
            && arrival.is_none_or(|arrival| own < arrival)
        {
            self.last_own = self.own.pop().map(|Reverse(event)| event);
            return self.last_own.as_ref();
        }
        let message = message.filter(|message| arrival.is_none_or(|arrival| message < &arrival));
        match message {
            Some(_) => self.next_message += 1,
            None => self.next_arrival += usize::from(arrival.is_some()),
        }
        message.or(arrival)
    }

    /// What others sent, and clients' requests, that is due before `end`.
    pub(in crate::engine::timed) fn due_until(&self, end: u64) -> impl Iterator<Item = &Event> {
        let until = move |event: &&Event| event.at < end;
        let messages = self.messages[self.next_message..].iter().take_while(until);
        messages.chain(self.arrivals[self.next_arrival..].iter().take_while(until))
    }
}

/// Arrivals from outside for one node, as they were read.
#[derive(Debug, Default)]
pub(in crate::engine::timed) struct Incoming {
    /// In order.
    arrivals: Vec<Event>,
    /// From other ingress servers.
    forwarded: Vec<Event>,
}

impl Incoming {
    #[inline]
    pub(in crate::engine::timed) fn push(&mut self, event: Event) {
        match event.kind {
            EventKind::Arrival(..) | EventKind::Migration(_) => self.arrivals.push(event),
            _ => self.forwarded.push(event),
        }
    }
}
