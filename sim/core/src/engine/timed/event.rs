//! What happens to a node, and in which order.

use hotset_workloads::ObjectId;
use std::cmp::Ordering;

/// A number of a node: servers from 0 on, the origin behind the last.
pub(super) type NodeId = u16;

/// A request on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PendingRequest {
    /// When it came in at its ingress server, in nanoseconds.
    pub(super) begun: u64,
    pub(super) bytes: u64,
    pub(super) object: ObjectId,
    /// How long the answer may be kept, in seconds, or 0.
    pub(super) ttl_s: u32,
    pub(super) version: u16,
    /// The server that the client talks to.
    pub(super) ingress: NodeId,
    /// The server in whose cache the object is looked up; where servers have others behind them, the
    /// one behind the ingress server, which looks it up first.
    pub(super) server: NodeId,
}

/// Where an answer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A cache that held it.
    Cache,
    /// A fetch that another request had begun: a delayed hit.
    Delayed,
    /// A fetch of its own.
    Origin,
}

/// Something that happens to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    /// The origin's answer arrives at the server.
    Fetched(PendingRequest),
    /// The origin turned the fetch down, or the server behind had no room for the answer.
    Refused(PendingRequest),
    /// A fetch arrives at the origin.
    Fetch(PendingRequest),
    /// A copy arrives that no request asked for.
    CopyArrived(PendingRequest),
    /// A copy is to be sent to another server, the ingress server of the ask.
    Migration(PendingRequest),
    /// A sibling is asked for an object that the server of the ask does not have.
    PeerRequest(PendingRequest),
    /// The sibling's copy arrives at that server.
    PeerResponse(PendingRequest),
    /// The sibling has it no more.
    PeerMiss(PendingRequest),
    /// A request arrives at its server from another ingress server; with whether it may ask its siblings.
    Forwarded(PendingRequest, bool),
    /// An answer arrives at its ingress server from the server.
    Answer(PendingRequest, Source),
    /// A node is done with a job; one that shares its rate, if nothing came in since.
    Departure { version: u64 },
    /// A client's request arrives at the server that looks it up first; with whether that may ask its
    /// siblings.
    Arrival(PendingRequest, bool),
}

impl EventKind {
    /// At one moment, what is under way comes before what begins: without any delay a request is
    /// answered before the next one comes in.
    fn class(&self) -> u64 {
        match self {
            Self::Fetched(_) | Self::Refused(_) | Self::PeerResponse(_) | Self::PeerMiss(_) => 0,
            Self::Fetch(_) => 1,
            Self::CopyArrived(_) => 2,
            Self::Forwarded(..) | Self::PeerRequest(_) => 3,
            Self::Answer(..) => 4,
            Self::Departure { .. } => 5,
            // Before the request that it came with, even of another server.
            Self::Migration(_) => 6,
            Self::Arrival(..) => 7,
        }
    }
}

/// An event. The order of events is total and does not depend on when they were noted: by time,
/// class, sender and the sender's own count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Event {
    pub(super) at: u64,
    /// From the highest bit on: class, sender, the sender's count.
    tie: u64,
    pub(super) to: NodeId,
    pub(super) what: EventKind,
}

/// Bits of a sender's count.
const COUNT_BITS: u32 = 44;

impl Event {
    pub(super) fn new(at: u64, from: NodeId, number: u64, to: NodeId, what: EventKind) -> Self {
        debug_assert!(number >> COUNT_BITS == 0, "a node that sent 2^44 events");
        let tie = (what.class() << NodeId::BITS | u64::from(from)) << COUNT_BITS | number;
        Self { at, tie, to, what }
    }

    /// The node that sent it.
    #[inline]
    pub(super) fn from(&self) -> NodeId {
        (self.tie >> COUNT_BITS) as NodeId
    }
}

impl Ord for Event {
    fn cmp(&self, other: &Self) -> Ordering {
        let key = |event: &Self| u128::from(event.at) << 64 | u128::from(event.tie);
        key(self).cmp(&key(other))
    }
}

impl PartialOrd for Event {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Where a node puts what it sends.
#[derive(Debug)]
pub(super) struct Outbox {
    node: NodeId,
    sent: u64,
    /// For others.
    pub(super) events: Vec<Event>,
    /// For the node itself.
    pub(super) own: Vec<Event>,
    /// When requests are over, where somebody asks.
    pub(super) ended: Option<Vec<(u64, PendingRequest)>>,
}

impl Outbox {
    pub(super) fn new(node: NodeId) -> Self {
        Self { node, sent: 0, events: Vec::new(), own: Vec::new(), ended: None }
    }

    #[inline]
    pub(super) fn send(&mut self, at: u64, to: NodeId, what: EventKind) {
        let event = Event::new(at, self.node, self.sent, to, what);
        let list = if to == self.node { &mut self.own } else { &mut self.events };
        list.push(event);
        self.sent += 1;
    }

    /// A request is answered or given up.
    #[inline]
    pub(super) fn end(&mut self, at: u64, ask: &PendingRequest) {
        if let Some(ended) = &mut self.ended {
            ended.push((at, *ask));
        }
    }
}
