//! A server: a cache, fetches in progress, and a network interface.

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

/// What a network interface sends.
#[derive(Clone, Copy, Debug)]
enum Job {
    /// A response to a client; it may have come from a sibling.
    Client { request: PendingRequest, source: Source, from_sibling: bool },
    /// A response to the ingress server of the client.
    Ingress { request: PendingRequest, source: Source },
    /// A migrated copy, to the ingress server of the request.
    Copy { request: PendingRequest },
    /// A copy for a sibling, the server of the request.
    Peer { request: PendingRequest },
}

pub(in crate::engine::timed) struct Server<E> {
    id: NodeId,
    origin: NodeId,
    pub(in crate::engine::timed) cache: Cache<E>,
    station: Station<Job>,
    /// Links to the other servers.
    link_queues: LinkQueues,
    /// Requests that wait for a fetch in progress, by object.
    waiting: FxHashMap<ObjectId, Vec<PendingRequest>>,
    /// Their number.
    waiting_requests: usize,
    /// Empty lists for reuse.
    spare: Vec<Vec<PendingRequest>>,
    timing: Timing,
    /// Whether servers have a tier behind them.
    tiered: bool,
    /// The sibling that holds the object of the next request, if there is one.
    pub(in crate::engine::timed) sibling: Option<NodeId>,
    pub(in crate::engine::timed) copies: Copies,
    pub(in crate::engine::timed) metrics: ServerMetrics,
    /// Bytes received from each node.
    pub(in crate::engine::timed) received: ByNode,
}

impl<E: EvictionPolicy> Server<E> {
    pub(in crate::engine::timed) fn new(
        id: NodeId,
        origin: NodeId,
        cache: Cache<E>,
        timing: &Timing,
        tiered: bool,
        metrics: ServerMetrics,
    ) -> Self {
        let Links { inter_server_ns, inter_server_bytes_per_s, jobs_max, .. } = timing.links;
        Self {
            id,
            origin,
            cache,
            station: Station::new(timing.server),
            link_queues: LinkQueues::new(
                inter_server_ns,
                inter_server_bytes_per_s,
                jobs_max,
                metrics.bins(),
                metrics.measured_ns(),
            ),
            waiting: FxHashMap::default(),
            waiting_requests: 0,
            spare: Vec::new(),
            timing: *timing,
            tiered,
            sibling: None,
            copies: Copies::new(metrics.bins()),
            metrics,
            received: ByNode::default(),
        }
    }

    fn links(&self) -> Links {
        self.timing.links
    }

    #[inline]
    pub(in crate::engine::timed) fn take(&mut self, event: &Event, out: &mut Outbox) {
        let now = event.at;
        if let EventKind::Fetched(request)
        | EventKind::PeerResponse(request)
        | EventKind::Answer(request, _)
        | EventKind::CopyArrived(request) = event.kind
        {
            self.received.add(event.from(), request.bytes);
        }
        match event.kind {
            EventKind::Arrival(request, _) | EventKind::Forwarded(request, _) => {
                self.on_request(now, request, out)
            }
            EventKind::PeerRequest(request) => self.on_peer_request(now, request, out),
            EventKind::PeerResponse(request) => self.on_peer_response(now, request, out),
            EventKind::PeerMiss(request) => self.fetch(now, request, out),
            EventKind::Migration(request) => self.on_migration(now, request, out),
            EventKind::CopyArrived(request) => self.on_copy_arrived(now, request),
            EventKind::Fetched(request) => self.on_fetched(now, request, out),
            EventKind::Refused(request) => self.on_refused(now, request, out),
            EventKind::Answer(request, source) => self.on_answer(now, request, source, out),
            EventKind::Departure { version } => {
                if let Some((job, next)) = self.station.depart(now, version) {
                    self.sent(now, job, out);
                    self.expect(next, out);
                }
            }
            EventKind::Fetch(_) => unreachable!("fetches go to the origin"),
        }
    }

    fn access(now: u64, request: &PendingRequest) -> Access {
        let PendingRequest { object, bytes, ttl_s, version, .. } = *request;
        Access { object, bytes, time: SimTime(now), next_use: NEVER, ttl_s, version }
    }

    fn on_request(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        let sibling = self.sibling.take();
        // A request that an edge forwarded to its tier: the response goes back there.
        if self.tiered && request.ingress != self.id {
            self.metrics.add_load(now, request.bytes);
        }
        self.cache.drop_other_version(Self::access(now, &request));
        let hit = self.cache.lookup(Self::access(now, &request), |_| {});
        self.copies.look_up(now, request.object, hit);
        if hit {
            self.metrics.read(now, request.bytes);
            self.answer(now, request, Source::Cache, false, out);
            return;
        }
        if self.timing.collapsed && self.joins_fetch(now, request, out) {
            return;
        }
        let behind = (self.tiered && request.server != self.id).then_some(request.server);
        match (behind, sibling) {
            (Some(behind), _) => {
                self.notify(now, behind, EventKind::Forwarded(request, false), out)
            }
            (None, Some(sibling)) => {
                self.notify(now, sibling, EventKind::PeerRequest(request), out)
            }
            (None, None) => self.fetch(now, request, out),
        }
    }

    /// Sends another server a message without size.
    fn notify(&self, now: u64, to: NodeId, kind: EventKind, out: &mut Outbox) {
        out.send(now.saturating_add(self.links().inter_server_ns), to, kind);
    }

    /// Whether the object is being fetched: the request then waits, unless too many do. Otherwise others will
    /// wait for the fetch of this request.
    fn joins_fetch(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) -> bool {
        let full = self.timing.server.jobs_max.is_some_and(|max| self.waiting_requests >= max);
        match self.waiting.entry(request.object) {
            Entry::Occupied(_) if full => self.give_up(now, request, out),
            Entry::Occupied(mut waiting) => {
                waiting.get_mut().push(request);
                self.waiting_requests += 1;
            }
            Entry::Vacant(place) => {
                place.insert(self.spare.pop().unwrap_or_default());
                return false;
            }
        }
        true
    }

    fn fetch(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        out.send(
            now.saturating_add(self.links().origin_ns),
            self.origin,
            EventKind::Fetch(request),
        );
    }

    /// A sibling requests an object, whose recency here does not change.
    fn on_peer_request(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        self.cache.drop_other_version(Self::access(now, &request));
        if self.cache.contains(request.object) {
            self.metrics.read(now, request.bytes);
            self.metrics.add_load(now, request.bytes);
            self.send(now, Job::Peer { request }, out);
        } else {
            self.notify(now, request.server, EventKind::PeerMiss(request), out);
        }
    }

    /// A sibling's copy arrived.
    fn on_peer_response(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        self.metrics.receive(now, request.bytes);
        self.admit_if_absent(now, &request);
        self.answer(now, request, Source::Cache, true, out);
        self.answer_waiting(now, &request, out);
    }

    fn on_fetched(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        self.metrics.fetch(now, request.bytes);
        if !self.admit_if_absent(now, &request) {
            self.metrics.bypass(now, request.bytes);
        }
        self.answer(now, request, Source::Origin, false, out);
        self.answer_waiting(now, &request, out);
    }

    /// The response of another server arrived.
    fn on_answer(&mut self, now: u64, request: PendingRequest, source: Source, out: &mut Outbox) {
        self.metrics.receive(now, request.bytes);
        if self.tiered {
            self.admit_if_absent(now, &request);
        }
        self.answer(now, request, source, true, out);
        if self.tiered {
            self.answer_waiting(now, &request, out);
        }
    }

    /// Admits the object unless the cache holds it; returns whether it holds it then.
    fn admit_if_absent(&mut self, now: u64, request: &PendingRequest) -> bool {
        self.cache.contains(request.object) || self.cache.admit(Self::access(now, request), |_| {})
    }

    fn answer_waiting(&mut self, now: u64, request: &PendingRequest, out: &mut Outbox) {
        let Some(mut waiting) = self.no_longer_waiting(request) else { return };
        for request in waiting.drain(..) {
            self.metrics.read(now, request.bytes);
            self.answer(now, request, Source::Delayed, false, out);
        }
        self.spare.push(waiting);
    }

    /// Migrates an object to the ingress server of the request, if this server holds it.
    fn on_migration(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        if self.cache.contains(request.object) {
            self.metrics.add_load(now, request.bytes);
            let request = PendingRequest { version: self.cache.version(request.object), ..request };
            self.send(now, Job::Copy { request }, out);
        }
    }

    /// A migrated copy arrived.
    fn on_copy_arrived(&mut self, now: u64, request: PendingRequest) {
        self.metrics.settle(now, request.bytes);
        self.copies.arrive(now, request.object, request.bytes, self.cache.contains(request.object));
        self.admit_if_absent(now, &request);
    }

    fn on_refused(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        self.give_up(now, request, out);
        let Some(mut waiting) = self.no_longer_waiting(&request) else { return };
        waiting.drain(..).for_each(|request| self.give_up(now, request, out));
        self.spare.push(waiting);
    }

    /// A request gets no response; an ingress server that waits for one is notified.
    fn give_up(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        match self.tiered && request.ingress != self.id {
            true => self.notify(now, request.ingress, EventKind::Refused(request), out),
            false => self.drop(now, request, 0, out),
        }
    }

    fn drop(&mut self, now: u64, request: PendingRequest, bytes_held: u64, out: &mut Outbox) {
        self.metrics.drop(now, bytes_held);
        out.end(now, &request);
    }

    fn no_longer_waiting(&mut self, request: &PendingRequest) -> Option<Vec<PendingRequest>> {
        let waiting =
            if self.timing.collapsed { self.waiting.remove(&request.object) } else { None };
        self.waiting_requests -= waiting.as_ref().map_or(0, Vec::len);
        waiting
    }

    /// Sends a response: to the client, or to the ingress server that the client is connected to.
    fn answer(
        &mut self,
        now: u64,
        request: PendingRequest,
        source: Source,
        from_sibling: bool,
        out: &mut Outbox,
    ) {
        let job = match request.ingress == self.id {
            true => Job::Client { request, source, from_sibling },
            false => Job::Ingress { request, source },
        };
        self.send(now, job, out);
    }

    fn send(&mut self, now: u64, job: Job, out: &mut Outbox) {
        let (Job::Client { request, .. }
        | Job::Ingress { request, .. }
        | Job::Copy { request }
        | Job::Peer { request }) = job;
        let service = self.station.service_time.service_ns(request.bytes);
        let offered = self.station.offer(now, service, job);
        let jobs = self.station.jobs_now() as u64;
        let cell = &mut self.metrics.timed(now).station;
        cell.offered_ns =
            cell.offered_ns.saturating_add(self.station.service_time.share_ns(service));
        match offered {
            Offered::Refused(_) => {
                cell.refused += 1;
                self.discard(now, job, out);
                return;
            }
            Offered::Departs(at, job) => self.sent(at, job, out),
            Offered::Later(due) => self.expect(due, out),
        }
        let cell = &mut self.metrics.timed(now).station;
        cell.jobs += 1;
        cell.jobs_max = cell.jobs_max.max(jobs);
    }

    /// A job is rejected: the queue is full.
    fn discard(&mut self, now: u64, job: Job, out: &mut Outbox) {
        match job {
            // A migrated copy counts only once it departs.
            Job::Copy { .. } => {}
            Job::Peer { request } => {
                self.metrics.dropped_bytes += request.bytes;
                self.notify(now, request.server, EventKind::Refused(request), out);
            }
            Job::Ingress { request, .. } if self.tiered => {
                self.metrics.dropped_bytes += request.bytes;
                self.give_up(now, request, out);
            }
            Job::Client { request, .. } | Job::Ingress { request, .. } => {
                self.drop(now, request, request.bytes, out)
            }
        }
    }

    /// Schedules the next departure, where jobs are not served one after the other.
    fn expect(&mut self, next: Option<Due>, out: &mut Outbox) {
        if let Some((at, version)) = next {
            out.send(at, self.id, EventKind::Departure { version });
        }
    }

    /// A job departs.
    fn sent(&mut self, at: u64, job: Job, out: &mut Outbox) {
        let (bytes, to, kind) = match job {
            Job::Copy { request } => {
                (request.bytes, request.ingress, EventKind::CopyArrived(request))
            }
            Job::Peer { request } => {
                (request.bytes, request.server, EventKind::PeerResponse(request))
            }
            Job::Ingress { request, source } => {
                (request.bytes, request.ingress, EventKind::Answer(request, source))
            }
            Job::Client { request, source, from_sibling } => {
                return self.serve(at, &request, source, from_sibling, out);
            }
        };
        let Some(arrives) = self.link_queues.arrive(at, to, bytes) else {
            self.discard(at, job, out);
            return;
        };
        match job {
            Job::Copy { .. } => {
                self.metrics.read(at, bytes);
                self.metrics.migrate(at, bytes);
            }
            _ => self.metrics.send(at, bytes),
        }
        out.send(arrives, to, kind);
    }

    /// A client gets its response.
    fn serve(
        &mut self,
        at: u64,
        request: &PendingRequest,
        source: Source,
        from_sibling: bool,
        out: &mut Outbox,
    ) {
        let latency_ns = (at - request.arrived_ns).saturating_add(2 * self.links().client_ns);
        let timed_out = self.timing.timeout_ns.is_some_and(|limit| latency_ns > limit);
        let PendingRequest { arrived_ns, bytes, .. } = *request;
        self.metrics
            .serve(at, &Served { source, from_sibling, arrived_ns, bytes, latency_ns, timed_out });
        out.end(at, request);
    }

    /// Bytes sent to each node.
    pub(in crate::engine::timed) fn sent_bytes(&mut self) -> ByNode {
        self.link_queues.sent()
    }

    /// After the last event: nothing waits any more.
    pub(in crate::engine::timed) fn finish(&mut self) -> (StationCounts, LinkUse) {
        assert!(self.waiting.is_empty(), "a fetch never came back");
        (self.station.finish(), self.link_queues.finish())
    }
}
