//! A server: a cache, fetches under way, and a network interface.

use crate::cache::{Access, Cache, EvictionPolicy, NEVER};
use crate::engine::copies::Copies;
use crate::engine::timed::event::{Event, EventKind, NodeId, Outbox, PendingRequest, Source};
use crate::engine::timed::links::{ByNode, LinkQueues, LinkUse};
use crate::engine::timed::metrics::{Served, ServerMetrics};
use crate::engine::timed::station::StationCounts;
use crate::engine::timed::station::{Due, Offered, Station};
use crate::engine::timed::timing::{Links, Timing};
use hotset_workloads::{ObjectId, SimTime};
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;

/// What the network interface sends.
#[derive(Clone, Copy, Debug)]
enum Job {
    /// An answer to a client; it may have come from a sibling.
    Client { ask: PendingRequest, source: Source, from_sibling: bool },
    /// An answer to the ingress server of the client.
    Door { ask: PendingRequest, source: Source },
    /// A copy that nobody asked for, to the ingress server of the ask.
    Copy { ask: PendingRequest },
    /// A copy for a sibling, the server of the ask.
    Hand { ask: PendingRequest },
}

pub(in crate::engine::timed) struct Server<E> {
    id: NodeId,
    origin: NodeId,
    pub(in crate::engine::timed) cache: Cache<E>,
    station: Station<Job>,
    /// To the other servers.
    wires: LinkQueues,
    /// Requests that wait for a fetch under way, by its object.
    waiting: FxHashMap<ObjectId, Vec<PendingRequest>>,
    /// How many there are.
    waiting_requests: usize,
    /// Lists that nobody waits in.
    spare: Vec<Vec<PendingRequest>>,
    timing: Timing,
    /// Whether servers have others behind them.
    tiered: bool,
    /// Who holds the object that is asked for next, if this server does not.
    pub(in crate::engine::timed) sibling: Option<NodeId>,
    pub(in crate::engine::timed) copies: Copies,
    pub(in crate::engine::timed) books: ServerMetrics,
    /// What came from each node.
    pub(in crate::engine::timed) received: ByNode,
}

impl<E: EvictionPolicy> Server<E> {
    pub(in crate::engine::timed) fn new(
        id: NodeId,
        origin: NodeId,
        cache: Cache<E>,
        timing: &Timing,
        tiered: bool,
        books: ServerMetrics,
    ) -> Self {
        let Links { inter_server_ns, inter_server_bytes_per_s, jobs_max, .. } = timing.links;
        Self {
            id,
            origin,
            cache,
            station: Station::new(timing.server),
            wires: LinkQueues::new(
                inter_server_ns,
                inter_server_bytes_per_s,
                jobs_max,
                books.bins(),
                books.measured_ns(),
            ),
            waiting: FxHashMap::default(),
            waiting_requests: 0,
            spare: Vec::new(),
            timing: *timing,
            tiered,
            sibling: None,
            copies: Copies::new(books.bins()),
            books,
            received: ByNode::default(),
        }
    }

    fn links(&self) -> Links {
        self.timing.links
    }

    #[inline]
    pub(in crate::engine::timed) fn take(&mut self, event: &Event, out: &mut Outbox) {
        let now = event.at;
        if let EventKind::Fetched(ask)
        | EventKind::PeerResponse(ask)
        | EventKind::Answer(ask, _)
        | EventKind::CopyArrived(ask) = event.what
        {
            self.received.add(event.from(), ask.bytes);
        }
        match event.what {
            EventKind::Arrival(ask, _) | EventKind::Forwarded(ask, _) => {
                self.look_up(now, ask, out)
            }
            EventKind::PeerRequest(ask) => self.asked(now, ask, out),
            EventKind::PeerResponse(ask) => self.handed(now, ask, out),
            EventKind::PeerMiss(ask) => self.fetch(now, ask, out),
            EventKind::Migration(ask) => self.copy(now, ask, out),
            EventKind::CopyArrived(ask) => self.settled(now, ask),
            EventKind::Fetched(ask) => self.fetched(now, ask, out),
            EventKind::Refused(ask) => self.refused(now, ask, out),
            EventKind::Answer(ask, source) => self.answered(now, ask, source, out),
            EventKind::Departure { version } => {
                if let Some((job, next)) = self.station.depart(now, version) {
                    self.sent(now, job, out);
                    self.expect(next, out);
                }
            }
            EventKind::Fetch(_) => unreachable!("fetches go to the origin"),
        }
    }

    fn access(now: u64, ask: &PendingRequest) -> Access {
        let PendingRequest { object, bytes, ttl_s, version, .. } = *ask;
        Access { object, bytes, time: SimTime(now), next_use: NEVER, ttl_s, version }
    }

    fn look_up(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        let sibling = self.sibling.take();
        // A request that an edge passes on to its tier: the answer goes back there.
        if self.tiered && ask.ingress != self.id {
            self.books.ask(now, ask.bytes);
        }
        self.cache.drop_other_version(Self::access(now, &ask));
        let hit = self.cache.lookup(Self::access(now, &ask), |_| {});
        self.copies.look_up(now, ask.object, hit);
        if hit {
            self.books.read(now, ask.bytes);
            self.answer(now, ask, Source::Cache, false, out);
            return;
        }
        if self.timing.collapsed && self.joins(now, ask, out) {
            return;
        }
        let behind = (self.tiered && ask.server != self.id).then_some(ask.server);
        match (behind, sibling) {
            (Some(behind), _) => self.tell(now, behind, EventKind::Forwarded(ask, false), out),
            (None, Some(sibling)) => self.tell(now, sibling, EventKind::PeerRequest(ask), out),
            (None, None) => self.fetch(now, ask, out),
        }
    }

    /// Sends another server what has no size.
    fn tell(&self, now: u64, to: NodeId, what: EventKind, out: &mut Outbox) {
        out.send(now.saturating_add(self.links().inter_server_ns), to, what);
    }

    /// Whether the object is being fetched: the request then waits, if there is room for it. Else it is
    /// the one that others will wait for.
    fn joins(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) -> bool {
        let full = self.timing.server.jobs_max.is_some_and(|max| self.waiting_requests >= max);
        match self.waiting.entry(ask.object) {
            Entry::Occupied(_) if full => self.give_up(now, ask, out),
            Entry::Occupied(mut waiting) => {
                waiting.get_mut().push(ask);
                self.waiting_requests += 1;
            }
            Entry::Vacant(place) => {
                place.insert(self.spare.pop().unwrap_or_default());
                return false;
            }
        }
        true
    }

    fn fetch(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        out.send(now.saturating_add(self.links().origin_ns), self.origin, EventKind::Fetch(ask));
    }

    /// A sibling asks for an object. That does not touch its order here.
    fn asked(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        self.cache.drop_other_version(Self::access(now, &ask));
        if self.cache.contains(ask.object) {
            self.books.read(now, ask.bytes);
            self.books.ask(now, ask.bytes);
            self.send(now, Job::Hand { ask }, out);
        } else {
            self.tell(now, ask.server, EventKind::PeerMiss(ask), out);
        }
    }

    /// A sibling's copy is here.
    fn handed(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        self.books.receive(now, ask.bytes);
        self.keep(now, &ask);
        self.answer(now, ask, Source::Cache, true, out);
        self.answer_waiting(now, &ask, out);
    }

    fn fetched(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        self.books.fetch(now, ask.bytes);
        if !self.keep(now, &ask) {
            self.books.bypass(now, ask.bytes);
        }
        self.answer(now, ask, Source::Origin, false, out);
        self.answer_waiting(now, &ask, out);
    }

    /// The answer of another server is here.
    fn answered(&mut self, now: u64, ask: PendingRequest, source: Source, out: &mut Outbox) {
        self.books.receive(now, ask.bytes);
        if self.tiered {
            self.keep(now, &ask);
        }
        self.answer(now, ask, source, true, out);
        if self.tiered {
            self.answer_waiting(now, &ask, out);
        }
    }

    /// Whether the object is in the cache then.
    fn keep(&mut self, now: u64, ask: &PendingRequest) -> bool {
        self.cache.contains(ask.object) || self.cache.admit(Self::access(now, ask), |_| {})
    }

    fn answer_waiting(&mut self, now: u64, ask: &PendingRequest, out: &mut Outbox) {
        let Some(mut waiting) = self.no_longer_waiting(ask) else { return };
        for ask in waiting.drain(..) {
            self.books.read(now, ask.bytes);
            self.answer(now, ask, Source::Delayed, false, out);
        }
        self.spare.push(waiting);
    }

    /// Sends a copy of an object to the ingress server of the ask, if it is here.
    fn copy(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        if self.cache.contains(ask.object) {
            self.books.ask(now, ask.bytes);
            let ask = PendingRequest { version: self.cache.version(ask.object), ..ask };
            self.send(now, Job::Copy { ask }, out);
        }
    }

    /// A copy arrived that nobody asked for.
    fn settled(&mut self, now: u64, ask: PendingRequest) {
        self.books.settle(now, ask.bytes);
        self.copies.arrive(now, ask.object, ask.bytes, self.cache.contains(ask.object));
        self.keep(now, &ask);
    }

    fn refused(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        self.give_up(now, ask, out);
        let Some(mut waiting) = self.no_longer_waiting(&ask) else { return };
        waiting.drain(..).for_each(|ask| self.give_up(now, ask, out));
        self.spare.push(waiting);
    }

    /// A request gets no answer; an ingress server that waits for it is told.
    fn give_up(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        match self.tiered && ask.ingress != self.id {
            true => self.tell(now, ask.ingress, EventKind::Refused(ask), out),
            false => self.drop(now, ask, 0, out),
        }
    }

    fn drop(&mut self, now: u64, ask: PendingRequest, bytes_in_hand: u64, out: &mut Outbox) {
        self.books.drop(now, bytes_in_hand);
        out.end(now, &ask);
    }

    fn no_longer_waiting(&mut self, ask: &PendingRequest) -> Option<Vec<PendingRequest>> {
        let waiting = if self.timing.collapsed { self.waiting.remove(&ask.object) } else { None };
        self.waiting_requests -= waiting.as_ref().map_or(0, Vec::len);
        waiting
    }

    /// Sends an answer on its way: to the client, or to the ingress server that the client talks to.
    fn answer(
        &mut self,
        now: u64,
        ask: PendingRequest,
        source: Source,
        from_sibling: bool,
        out: &mut Outbox,
    ) {
        let job = match ask.ingress == self.id {
            true => Job::Client { ask, source, from_sibling },
            false => Job::Door { ask, source },
        };
        self.send(now, job, out);
    }

    fn send(&mut self, now: u64, job: Job, out: &mut Outbox) {
        let (Job::Client { ask, .. }
        | Job::Door { ask, .. }
        | Job::Copy { ask }
        | Job::Hand { ask }) = job;
        let service = self.station.pace.service_ns(ask.bytes);
        let offered = self.station.offer(now, service, job);
        let jobs = self.station.jobs_now() as u64;
        let cell = &mut self.books.timed(now).station;
        cell.asked_ns = cell.asked_ns.saturating_add(self.station.pace.share_ns(service));
        match offered {
            Offered::Refused(_) => {
                cell.refused += 1;
                self.discard(now, job, out);
                return;
            }
            Offered::Departs(at, job) => self.sent(at, job, out),
            Offered::Later(due) => self.expect(due, out),
        }
        let cell = &mut self.books.timed(now).station;
        cell.jobs += 1;
        cell.jobs_max = cell.jobs_max.max(jobs);
    }

    /// There is no room for what is to be sent.
    fn discard(&mut self, now: u64, job: Job, out: &mut Outbox) {
        match job {
            // Nothing is noted of a copy before it leaves.
            Job::Copy { .. } => {}
            Job::Hand { ask } => {
                self.books.dropped_bytes += ask.bytes;
                self.tell(now, ask.server, EventKind::Refused(ask), out);
            }
            Job::Door { ask, .. } if self.tiered => {
                self.books.dropped_bytes += ask.bytes;
                self.give_up(now, ask, out);
            }
            Job::Client { ask, .. } | Job::Door { ask, .. } => self.drop(now, ask, ask.bytes, out),
        }
    }

    /// The next departure, where jobs do not leave one after the other.
    fn expect(&mut self, next: Option<Due>, out: &mut Outbox) {
        if let Some((at, version)) = next {
            out.send(at, self.id, EventKind::Departure { version });
        }
    }

    /// A job is done.
    fn sent(&mut self, at: u64, job: Job, out: &mut Outbox) {
        let (bytes, to, what) = match job {
            Job::Copy { ask } => (ask.bytes, ask.ingress, EventKind::CopyArrived(ask)),
            Job::Hand { ask } => (ask.bytes, ask.server, EventKind::PeerResponse(ask)),
            Job::Door { ask, source } => (ask.bytes, ask.ingress, EventKind::Answer(ask, source)),
            Job::Client { ask, source, from_sibling } => {
                return self.serve(at, &ask, source, from_sibling, out);
            }
        };
        let Some(arrives) = self.wires.arrive(at, to, bytes) else {
            self.discard(at, job, out);
            return;
        };
        match job {
            Job::Copy { .. } => {
                self.books.read(at, bytes);
                self.books.migrate(at, bytes);
            }
            _ => self.books.send(at, bytes),
        }
        out.send(arrives, to, what);
    }

    /// A client has its answer.
    fn serve(
        &mut self,
        at: u64,
        ask: &PendingRequest,
        source: Source,
        from_sibling: bool,
        out: &mut Outbox,
    ) {
        let latency_ns = (at - ask.begun).saturating_add(2 * self.links().client_ns);
        let timed_out = self.timing.timeout_ns.is_some_and(|limit| latency_ns > limit);
        let PendingRequest { begun, bytes, .. } = *ask;
        self.books.serve(at, &Served { source, from_sibling, begun, bytes, latency_ns, timed_out });
        out.end(at, ask);
    }

    /// What was sent to each node.
    pub(in crate::engine::timed) fn sent_bytes(&mut self) -> ByNode {
        self.wires.sent()
    }

    /// Once all is done: nothing waits any more.
    pub(in crate::engine::timed) fn finish(&mut self) -> (StationCounts, LinkUse) {
        assert!(self.waiting.is_empty(), "a fetch never came back");
        (self.station.finish(), self.wires.finish())
    }
}
