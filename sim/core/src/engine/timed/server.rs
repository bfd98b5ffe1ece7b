//! A server: a cache, fetches under way, and a network interface.

use super::books::{Books, Served};
use super::event::{Ask, Event, NodeId, Outbox, Source, What};
use super::station::{Offered, Station};
use super::{Links, Timing};
use crate::cache::{Access, Cache, Eviction, NEVER};
use hotset_workloads::{ObjectId, SimTime};
use rustc_hash::FxHashMap;

/// What the network interface sends.
#[derive(Clone, Copy, Debug)]
enum Job {
    /// An answer to a client; it may have come from a sibling.
    Client { ask: Ask, source: Source, from_sibling: bool },
    /// An answer to the door of the client.
    Door { ask: Ask, source: Source },
    /// A copy that nobody asked for, to the door of the ask.
    Copy { ask: Ask },
}

pub(super) struct Server<E> {
    id: NodeId,
    origin: NodeId,
    pub(super) cache: Cache<E>,
    station: Station<Job>,
    /// Requests that wait for a fetch under way, by its object.
    waiting: FxHashMap<ObjectId, Vec<Ask>>,
    /// Lists that nobody waits in.
    spare: Vec<Vec<Ask>>,
    timing: Timing,
    pub(super) books: Books,
}

impl<E: Eviction> Server<E> {
    pub(super) fn new(
        id: NodeId,
        origin: NodeId,
        cache: Cache<E>,
        timing: &Timing,
        books: Books,
    ) -> Self {
        Self {
            id,
            origin,
            cache,
            station: Station::new(timing.server),
            waiting: FxHashMap::default(),
            spare: Vec::new(),
            timing: *timing,
            books,
        }
    }

    fn links(&self) -> Links {
        self.timing.links
    }

    #[inline]
    pub(super) fn take(&mut self, event: Event, out: &mut Outbox) {
        let now = event.at;
        match event.what {
            What::Arrival(ask) | What::Forwarded(ask) => self.look_up(now, ask, out),
            What::Move(ask) => self.copy(now, ask, out),
            What::Settled(ask) => self.settled(now, ask),
            What::Fetched(ask) => self.fetched(now, ask, out),
            What::Refused(ask) => self.refused(now, ask),
            What::Answer(ask, source) => {
                self.books.receive(now, ask.bytes);
                self.send(now, Job::Client { ask, source, from_sibling: true }, out);
            }
            What::Departure { version } => {
                if let Some((job, next)) = self.station.depart(now, version) {
                    self.sent(now, job, out);
                    self.expect(next, out);
                }
            }
            What::Fetch(_) => unreachable!("fetches go to the origin"),
        }
    }

    fn access(now: u64, ask: &Ask) -> Access {
        Access { object: ask.object, bytes: ask.bytes, time: SimTime(now), next_use: NEVER }
    }

    fn look_up(&mut self, now: u64, ask: Ask, out: &mut Outbox) {
        if self.cache.hit(Self::access(now, &ask), |_| {}) {
            self.books.read(now, ask.bytes);
            self.answer(now, ask, Source::Cache, out);
            return;
        }
        if self.timing.collapsed {
            match self.waiting.entry(ask.object) {
                std::collections::hash_map::Entry::Occupied(mut waiting) => {
                    waiting.get_mut().push(ask);
                    return;
                }
                std::collections::hash_map::Entry::Vacant(place) => {
                    place.insert(self.spare.pop().unwrap_or_default());
                }
            }
        }
        out.send(now.saturating_add(self.links().origin_ns), self.origin, What::Fetch(ask));
    }

    fn fetched(&mut self, now: u64, ask: Ask, out: &mut Outbox) {
        self.books.fetch(now, ask.bytes);
        if !self.cache.holds(ask.object) {
            self.cache.admit(Self::access(now, &ask), |_| {});
        }
        self.answer(now, ask, Source::Origin, out);
        let Some(mut waiting) = self.no_longer_waiting(&ask) else { return };
        for ask in waiting.drain(..) {
            self.books.read(now, ask.bytes);
            self.answer(now, ask, Source::Delayed, out);
        }
        self.spare.push(waiting);
    }

    /// Sends a copy of an object to the door of the ask, if it is here.
    fn copy(&mut self, now: u64, ask: Ask, out: &mut Outbox) {
        if self.cache.holds(ask.object) {
            self.books.read(now, ask.bytes);
            self.send(now, Job::Copy { ask }, out);
        }
    }

    /// A copy arrived that nobody asked for.
    fn settled(&mut self, now: u64, ask: Ask) {
        self.books.settle(now, ask.bytes);
        if !self.cache.holds(ask.object) {
            self.cache.admit(Self::access(now, &ask), |_| {});
        }
    }

    fn refused(&mut self, now: u64, ask: Ask) {
        self.books.drop(now, 0);
        let Some(mut waiting) = self.no_longer_waiting(&ask) else { return };
        waiting.drain(..).for_each(|_| self.books.drop(now, 0));
        self.spare.push(waiting);
    }

    fn no_longer_waiting(&mut self, ask: &Ask) -> Option<Vec<Ask>> {
        if self.timing.collapsed { self.waiting.remove(&ask.object) } else { None }
    }

    /// Sends an answer on its way: to the client, or to the door that the client talks to.
    fn answer(&mut self, now: u64, ask: Ask, source: Source, out: &mut Outbox) {
        let job = match ask.door == self.id {
            true => Job::Client { ask, source, from_sibling: false },
            false => Job::Door { ask, source },
        };
        self.send(now, job, out);
    }

    fn send(&mut self, now: u64, job: Job, out: &mut Outbox) {
        let (Job::Client { ask, .. } | Job::Door { ask, .. } | Job::Copy { ask }) = job;
        let service = self.timing.server.service_ns(ask.bytes);
        let offered = self.station.offer(now, service, job);
        let jobs = self.station.jobs_now() as u64;
        let cell = &mut self.books.timed(now).station;
        cell.asked_ns = cell.asked_ns.saturating_add(service);
        match offered {
            Offered::Refused(_) => {
                cell.refused += 1;
                match job {
                    Job::Copy { .. } => self.books.dropped_bytes += ask.bytes,
                    Job::Client { .. } | Job::Door { .. } => self.books.drop(now, ask.bytes),
                }
                return;
            }
            Offered::Departs(at, job) => self.sent(at, job, out),
            Offered::Shares { next, version } => self.expect(Some((next, version)), out),
        }
        let cell = &mut self.books.timed(now).station;
        cell.jobs += 1;
        cell.jobs_max = cell.jobs_max.max(jobs);
    }

    /// The next departure of a server that shares its rate.
    fn expect(&mut self, next: Option<(u64, u64)>, out: &mut Outbox) {
        if let Some((at, version)) = next {
            out.send(at, self.id, What::Departure { version });
        }
    }

    /// A job is done.
    fn sent(&mut self, at: u64, job: Job, out: &mut Outbox) {
        match job {
            Job::Copy { ask } => {
                self.books.migrate(at, ask.bytes);
                let arrives = at.saturating_add(self.links().inter_server_ns);
                out.send(arrives, ask.door, What::Settled(ask));
            }
            Job::Door { ask, source } => {
                self.books.send(at, ask.bytes);
                out.send(
                    at.saturating_add(self.links().inter_server_ns),
                    ask.door,
                    What::Answer(ask, source),
                );
            }
            Job::Client { ask, source, from_sibling } => {
                let latency_ns = (at - ask.begun).saturating_add(2 * self.links().client_ns);
                let timed_out = self.timing.timeout_ns.is_some_and(|limit| latency_ns > limit);
                let Ask { begun, bytes, .. } = ask;
                let served = Served { source, from_sibling, begun, bytes, latency_ns, timed_out };
                self.books.serve(at, &served);
            }
        }
    }

    /// Once all is done: nothing waits any more.
    pub(super) fn finish(&mut self) -> super::StationCounts {
        assert!(self.waiting.is_empty(), "a fetch never came back");
        self.station.finish()
    }
}
