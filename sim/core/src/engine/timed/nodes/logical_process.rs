//! A logical process: a node with its pending events.

use super::inbox::Inbox;
use super::origin::Origin;
use super::server::Server;
use crate::cache::EvictionPolicy;
use crate::engine::timed::event::{Event, EventKind, NodeId, Outbox};
use hotset_workloads::ObjectId;

/// A server or the origin.
#[expect(
    clippy::large_enum_variant,
    reason = "all but one are servers, and each is looked at often"
)]
pub(in crate::engine::timed) enum Node<E> {
    Server(Server<E>),
    Origin(Origin),
}

impl<E: EvictionPolicy> Node<E> {
    #[inline]
    fn take(&mut self, event: &Event, out: &mut Outbox) {
        match self {
            Self::Server(server) => server.take(event, out),
            Self::Origin(origin) => origin.take(event, out),
        }
    }
}

/// More than this would drive each other out of the processor's caches.
const PREFETCHED_MAX: usize = 2048;

/// A node, its pending events, and its messages to others. Processes of different threads share no cache
/// line.
#[repr(align(128))]
pub(in crate::engine::timed) struct LogicalProcess<E> {
    pub(in crate::engine::timed) node: Node<E>,
    pub(in crate::engine::timed) inbox: Inbox,
    /// Objects requested in the current window.
    upcoming: Vec<ObjectId>,
    pub(in crate::engine::timed) out: Outbox,
    pub(in crate::engine::timed) last_ns: u64,
}

impl<E: EvictionPolicy> LogicalProcess<E> {
    pub(in crate::engine::timed) fn new(id: NodeId, node: Node<E>) -> Self {
        let (inbox, out) = (Inbox::default(), Outbox::new(id));
        Self { node, inbox, upcoming: Vec::new(), out, last_ns: 0 }
    }

    /// Handles an event; the messages that follow are in the outbox.
    #[inline]
    pub(in crate::engine::timed) fn take(&mut self, event: &Event) {
        self.last_ns = event.at;
        self.node.take(event, &mut self.out);
    }

    /// Prefetches what requests and fetches in a window will need.
    fn prefetch(&mut self, end: u64) {
        let Node::Server(server) = &self.node else { return };
        self.upcoming.clear();
        let objects = self.inbox.due_until(end).filter_map(|event| match event.kind {
            EventKind::Arrival(request, _)
            | EventKind::Forwarded(request, _)
            | EventKind::Fetched(request) => Some(request.object),
            _ => None,
        });
        self.upcoming.extend(objects.take(PREFETCHED_MAX));
        server.cache.prefetch(&self.upcoming);
    }

    /// Everything before `end` happens, in order. What the node sends itself waits here; the rest is
    /// left in the outbox.
    pub(in crate::engine::timed) fn run_until(&mut self, end: u64) {
        self.inbox.sort();
        self.prefetch(end);
        while let Some(event) = self.inbox.next(end) {
            self.last_ns = event.at;
            self.node.take(event, &mut self.out);
            for event in self.out.own.drain(..) {
                self.inbox.send_self(event);
            }
        }
    }
}
