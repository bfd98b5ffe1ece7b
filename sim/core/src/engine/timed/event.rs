//! Events, and their total order.

use hotset_workloads::ObjectId;
use std::cmp::Ordering;

/// A number of a node: servers from 0 on, the origin behind the last.
pub(super) type NodeId = u16;

/// A request in progress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PendingRequest {
    /// When it arrived at its ingress server, in nanoseconds.
    pub(super) arrived_ns: u64,
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
    /// A cache that held the object.
    Cache,
    /// A fetch that an earlier request had started: a delayed hit.
    Delayed,
    /// A fetch for this request.
    Origin,
}

/// Something that happens to a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EventKind {
    /// The origin's answer arrives at the server.
    Fetched(PendingRequest),
    /// The origin rejected the fetch, or the queue of the tier's server was full.
    Refused(PendingRequest),
    /// A fetch arrives at the origin.
    Fetch(PendingRequest),
    /// A migrated copy arrives.
    CopyArrived(PendingRequest),
    /// A copy is to be sent to another server, the ingress server of the request.
    Migration(PendingRequest),
    /// A sibling receives a request for an object that the server of the request does not hold.
    PeerRequest(PendingRequest),
    /// The sibling's copy arrives at that server.
    PeerResponse(PendingRequest),
    /// The sibling no longer holds it.
    PeerMiss(PendingRequest),
    /// A request arrives at its server from another ingress server; with whether a miss goes to siblings.
    Forwarded(PendingRequest, bool),
    /// An answer arrives at its ingress server from the server.
    Answer(PendingRequest, Source),
    /// A job departs from a node; with processor sharing, only if nothing arrived since.
    Departure { version: u64 },
    /// A client's request arrives at the server that looks it up first; with whether a miss goes to siblings.
    Arrival(PendingRequest, bool),
}

impl EventKind {
    /// At equal times, requests in progress come before arrivals: without delays a request is answered before
    /// the next one arrives.
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
    pub(super) kind: EventKind,
}

/// Bits of a sender's count.
const COUNT_BITS: u32 = 44;

impl Event {
    pub(super) fn new(at: u64, from: NodeId, number: u64, to: NodeId, kind: EventKind) -> Self {
        debug_assert!(number >> COUNT_BITS == 0, "a node that sent 2^44 events");
        let tie = (kind.class() << NodeId::BITS | u64::from(from)) << COUNT_BITS | number;
        Self { at, tie, to, kind }
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

/// The messages that a node sends.
#[derive(Debug)]
pub(super) struct Outbox {
    node: NodeId,
    sent: u64,
    /// For others.
    pub(super) events: Vec<Event>,
    /// For the node itself.
    pub(super) own: Vec<Event>,
    /// When requests ended, where the layout reads loads.
    pub(super) ended: Option<Vec<(u64, PendingRequest)>>,
}

impl Outbox {
    pub(super) fn new(node: NodeId) -> Self {
        Self { node, sent: 0, events: Vec::new(), own: Vec::new(), ended: None }
    }

    #[inline]
    pub(super) fn send(&mut self, at: u64, to: NodeId, kind: EventKind) {
        let event = Event::new(at, self.node, self.sent, to, kind);
        let list = if to == self.node { &mut self.own } else { &mut self.events };
        list.push(event);
        self.sent += 1;
    }

    /// A request is answered or given up.
    #[inline]
    pub(super) fn end(&mut self, at: u64, request: &PendingRequest) {
        if let Some(ended) = &mut self.ended {
            ended.push((at, *request));
        }
    }
}
