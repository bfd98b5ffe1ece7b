//! The origin: one queue for the fetches of all servers.

use crate::engine::timed::event::{Event, EventKind, NodeId, Outbox, PendingRequest};
use crate::engine::timed::links::{ByNode, LinkQueues, LinkUse};
use crate::engine::timed::station::StationCounts;
use crate::engine::timed::station::{Due, Offered, Station, StationCell};
use crate::engine::timed::timing::{Links, Timing};
use crate::ledger::Bins;
use hotset_workloads::SimTime;
use std::ops::Range;

pub(in crate::engine::timed) struct Origin {
    id: NodeId,
    station: Station<PendingRequest>,
    /// Links to the servers.
    link_queues: LinkQueues,
    timing: Timing,
    bins: Bins,
    pub(in crate::engine::timed) cells: Vec<StationCell>,
}

impl Origin {
    pub(in crate::engine::timed) fn new(
        id: NodeId,
        timing: &Timing,
        bins: Bins,
        measured: Range<usize>,
    ) -> Self {
        let cells = vec![StationCell::default(); bins.count];
        let Links { origin_ns, origin_bytes_per_s, jobs_max, .. } = timing.links;
        let link_queues =
            LinkQueues::new(origin_ns, origin_bytes_per_s, jobs_max, bins, bins.times_of(measured));
        Self { id, station: Station::new(timing.origin), link_queues, timing: *timing, bins, cells }
    }

    pub(in crate::engine::timed) fn take(&mut self, event: &Event, out: &mut Outbox) {
        let now = event.at;
        match event.kind {
            EventKind::Fetch(request) => self.fetch(now, request, out),
            EventKind::Departure { version } => {
                if let Some((request, next)) = self.station.depart(now, version) {
                    self.sent(now, request, out);
                    self.expect(next, out);
                }
            }
            _ => unreachable!("only fetches go to the origin"),
        }
    }

    fn fetch(&mut self, now: u64, request: PendingRequest, out: &mut Outbox) {
        let service = self.station.service_time.service_ns(request.bytes);
        let offered = self.station.offer(now, service, request);
        let bin = self.bins.index(SimTime(now));
        let cell = &mut self.cells[bin];
        cell.offered_ns =
            cell.offered_ns.saturating_add(self.station.service_time.share_ns(service));
        match offered {
            Offered::Refused(request) => {
                cell.refused += 1;
                return self.refuse(now, request, out);
            }
            Offered::Departs(at, request) => self.sent(at, request, out),
            Offered::Later(due) => self.expect(due, out),
        }
        let cell = &mut self.cells[bin];
        cell.jobs += 1;
        cell.jobs_max = cell.jobs_max.max(self.station.jobs_now() as u64);
    }

    fn expect(&self, next: Option<Due>, out: &mut Outbox) {
        if let Some((at, version)) = next {
            out.send(at, self.id, EventKind::Departure { version });
        }
    }

    /// An object departs for its server.
    fn sent(&mut self, at: u64, request: PendingRequest, out: &mut Outbox) {
        match self.link_queues.arrive(at, request.server, request.bytes) {
            Some(arrives) => out.send(arrives, request.server, EventKind::Fetched(request)),
            None => self.refuse(at, request, out),
        }
    }

    /// Rejects a fetch.
    fn refuse(&self, at: u64, request: PendingRequest, out: &mut Outbox) {
        let arrives = at.saturating_add(self.timing.links.origin_ns);
        out.send(arrives, request.server, EventKind::Refused(request));
    }

    /// Bytes sent to each server.
    pub(in crate::engine::timed) fn sent_bytes(&mut self) -> ByNode {
        self.link_queues.sent()
    }

    pub(in crate::engine::timed) fn finish(&mut self) -> (StationCounts, LinkUse) {
        (self.station.finish(), self.link_queues.finish())
    }
}
