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
    /// To the servers.
    wires: LinkQueues,
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
        let wires =
            LinkQueues::new(origin_ns, origin_bytes_per_s, jobs_max, bins, bins.times_of(measured));
        Self { id, station: Station::new(timing.origin), wires, timing: *timing, bins, cells }
    }

    pub(in crate::engine::timed) fn take(&mut self, event: &Event, out: &mut Outbox) {
        let now = event.at;
        match event.what {
            EventKind::Fetch(ask) => self.fetch(now, ask, out),
            EventKind::Departure { version } => {
                if let Some((ask, next)) = self.station.depart(now, version) {
                    self.sent(now, ask, out);
                    self.expect(next, out);
                }
            }
            _ => unreachable!("only fetches go to the origin"),
        }
    }

    fn fetch(&mut self, now: u64, ask: PendingRequest, out: &mut Outbox) {
        let service = self.station.pace.service_ns(ask.bytes);
        let offered = self.station.offer(now, service, ask);
        let bin = self.bins.index(SimTime(now));
        let cell = &mut self.cells[bin];
        cell.asked_ns = cell.asked_ns.saturating_add(self.station.pace.share_ns(service));
        match offered {
            Offered::Refused(ask) => {
                cell.refused += 1;
                return self.refuse(now, ask, out);
            }
            Offered::Departs(at, ask) => self.sent(at, ask, out),
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

    /// An object leaves for its server.
    fn sent(&mut self, at: u64, ask: PendingRequest, out: &mut Outbox) {
        match self.wires.arrive(at, ask.server, ask.bytes) {
            Some(arrives) => out.send(arrives, ask.server, EventKind::Fetched(ask)),
            None => self.refuse(at, ask, out),
        }
    }

    /// A server is told that it does not get an object.
    fn refuse(&self, at: u64, ask: PendingRequest, out: &mut Outbox) {
        let arrives = at.saturating_add(self.timing.links.origin_ns);
        out.send(arrives, ask.server, EventKind::Refused(ask));
    }

    /// What was sent to each server.
    pub(in crate::engine::timed) fn sent_bytes(&mut self) -> ByNode {
        self.wires.sent()
    }

    pub(in crate::engine::timed) fn finish(&mut self) -> (StationCounts, LinkUse) {
        (self.station.finish(), self.wires.finish())
    }
}
