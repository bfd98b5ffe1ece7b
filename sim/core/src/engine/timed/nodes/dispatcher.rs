//! The dispatcher: routes requests, in order.

use super::inbox::Incoming;
use crate::engine::timed::event::{Event, EventKind, NodeId, PendingRequest};
use crate::layout::{Layout, Migration, Miss, Needs, Route};
use crate::ledger::{BinCursor, Bins, Loads};
use hotset_workloads::{RequestBatch, RequestSource, SourceError};

/// The sender of client requests.
const OUTSIDE: NodeId = NodeId::MAX;

/// A stream of routed requests.
pub(in crate::engine::timed) trait Requests: Send {
    /// Requests so far, by bin, and the load that follows from their routes alone.
    fn finish(&mut self) -> (Vec<u64>, Loads);

    /// What the layout needs.
    fn needs(&self) -> Needs;

    /// Estimates the number of requests within a span of time, from the first ones.
    fn requests_in(&mut self, span_ns: u64) -> Result<u64, SourceError>;

    /// When the next request arrives; `None` after the last.
    fn next_ns(&mut self) -> Result<Option<u64>, SourceError>;

    /// Reads requests until one arrives at `until` or later, at most `most`; layouts that read loads
    /// cannot be read ahead.
    fn read(&mut self, until: u64, most: usize, read: &mut ReadAhead) -> Result<(), SourceError>;

    /// The arrival of the next request at its server, directly or forwarded by another ingress server, after the
    /// migrations that precede it. `loads` are those of all servers, if the layout reads them. Call
    /// [`Requests::next_ns`] before.
    fn enter(&mut self, loads: &[u64], events: &mut Vec<Event>);
}

/// Requests that were read ahead of simulated time, by destination.
pub(in crate::engine::timed) struct ReadAhead {
    pub(in crate::engine::timed) incoming: Vec<Incoming>,
    /// When the first of them arrives that was not delivered yet, and the last one read.
    pub(in crate::engine::timed) first_ns: Option<u64>,
    pub(in crate::engine::timed) last_ns: Option<u64>,
    pub(in crate::engine::timed) at_end: bool,
}

/// Routes the requests of a source to their servers.
pub(in crate::engine::timed) struct Dispatcher<'a, L> {
    source: &'a mut (dyn RequestSource + Send),
    layout: &'a mut L,
    needs: Needs,
    servers: usize,
    inter_server_ns: u64,
    batch: RequestBatch,
    next: usize,
    bins: BinCursor,
    /// Requests, by bin.
    begun: Vec<u64>,
    loads: Loads,
    /// Requests and migrations so far.
    entered: u64,
    /// Size of each object.
    bytes: &'a [u64],
    moves: Vec<Migration>,
}

impl<'a, L: Layout> Dispatcher<'a, L> {
    pub(in crate::engine::timed) fn new(
        source: &'a mut (dyn RequestSource + Send),
        layout: &'a mut L,
        inter_server_ns: u64,
        bytes: &'a [u64],
        bins: Bins,
        servers: usize,
    ) -> Self {
        Self {
            source,
            needs: layout.needs(),
            layout,
            servers,
            inter_server_ns,
            batch: RequestBatch::default(),
            next: 0,
            begun: vec![0; bins.count],
            loads: Loads::new(bins, servers),
            bins: BinCursor::new(bins),
            entered: 0,
            bytes,
            moves: Vec::new(),
        }
    }
}

impl<L: Layout> Dispatcher<'_, L> {
    fn enter_moves(&mut self, now: u64, put: &mut impl FnMut(Event)) {
        let mut moves = std::mem::take(&mut self.moves);
        self.layout.take_moves(&mut moves);
        for Migration { object, from, to } in moves.drain(..) {
            let bytes = self.bytes[object as usize];
            let (from, to) = (from as NodeId, to as NodeId);
            let pending = PendingRequest {
                arrived_ns: now,
                bytes,
                object,
                ttl_s: 0,
                version: 0,
                ingress: to,
                server: from,
            };
            self.entered += 1;
            put(Event::new(now, OUTSIDE, self.entered, from, EventKind::Migration(pending)));
        }
        self.moves = moves;
    }

    #[inline(always)]
    fn enter_next(&mut self, loads: &[u64], put: &mut impl FnMut(Event)) {
        let request = self.batch.at(self.next);
        self.next += 1;
        let route = self.layout.route(&request, loads);
        self.needs.assert_allow(&route, self.servers);
        let Route { ingress, server, miss } = route;
        let (behind, siblings) = match miss {
            Miss::Tier(behind) => (behind, false),
            Miss::Siblings => (server, true),
            Miss::Origin => (server, false),
        };
        let pending = PendingRequest {
            arrived_ns: request.time.0,
            bytes: request.bytes,
            object: request.object,
            ttl_s: request.ttl_s,
            version: request.version,
            ingress: ingress as NodeId,
            server: behind as NodeId,
        };
        let (at, kind) = match ingress == server {
            true => (request.time.0, EventKind::Arrival(pending, siblings)),
            false => {
                let arrives = request.time.0.saturating_add(self.inter_server_ns);
                (arrives, EventKind::Forwarded(pending, siblings))
            }
        };
        let bin = self.bins.index(request.time.0);
        self.begun[bin] += 1;
        self.loads.add_client_request(bin, ingress, request.bytes);
        if ingress != server {
            self.loads.add_transfer(bin, server, request.bytes);
        }
        if L::NEEDS.migrations && self.needs.migrations {
            self.enter_moves(request.time.0, put);
        }
        self.entered += 1;
        put(Event::new(at, OUTSIDE, self.entered, server as NodeId, kind));
    }
}

impl<L: Layout> Requests for Dispatcher<'_, L> {
    fn finish(&mut self) -> (Vec<u64>, Loads) {
        let loads = Loads::new(self.loads.bins(), 0);
        (std::mem::take(&mut self.begun), std::mem::replace(&mut self.loads, loads))
    }

    fn needs(&self) -> Needs {
        self.needs
    }

    fn requests_in(&mut self, span_ns: u64) -> Result<u64, SourceError> {
        self.next_ns()?;
        let Some((first, last)) = self.batch.time.first().zip(self.batch.time.last()) else {
            return Ok(0);
        };
        let requests = self.batch.len() as u128 * u128::from(span_ns);
        Ok((requests / u128::from((last.0 - first.0).max(1))) as u64)
    }

    #[inline]
    fn next_ns(&mut self) -> Result<Option<u64>, SourceError> {
        if self.next == self.batch.len() {
            self.next = 0;
            if !self.source.next_batch(&mut self.batch)? {
                self.batch.clear();
                return Ok(None);
            }
            self.layout.prefetch(&self.batch.object);
        }
        Ok(Some(self.batch.time[self.next].0))
    }

    fn read(&mut self, until: u64, most: usize, read: &mut ReadAhead) -> Result<(), SourceError> {
        for _ in 0..most {
            let Some(now) = self.next_ns()? else {
                read.at_end = true;
                break;
            };
            read.first_ns.get_or_insert(now);
            read.last_ns = Some(now);
            self.enter_next(&[], &mut |event| read.incoming[usize::from(event.to)].push(event));
            if now >= until {
                break;
            }
        }
        Ok(())
    }

    fn enter(&mut self, loads: &[u64], events: &mut Vec<Event>) {
        self.enter_next(loads, &mut |event| events.push(event));
    }
}
