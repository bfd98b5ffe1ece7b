//! The servers of an untimed run, in which a request is served at once.

use super::copies::{Copies, CopyStats};
use super::router::RoutedBlock;
use crate::cache::{Access, Cache, EvictionPolicy};
use crate::layout::{Migration, Miss, Route};
use crate::ledger::{Bins, Ledger};
use hotset_workloads::{Catalog, ObjectId, Request, SimTime};

/// Requests whose state is read ahead together.
pub(super) const AHEAD: usize = 32;

/// Servers with caches of policy `E`; `HOLDERS` says whether to track which servers hold which objects.
#[derive(Debug)]
pub struct Cluster<E, const HOLDERS: bool> {
    pub(super) caches: Vec<Cache<E>>,
    holders: Holders,
    /// Migrated copies, by server; empty where there are none.
    copies: Vec<Copies>,
    pub(super) ledger: Ledger,
}

/// Where the answer to a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// From the cache of the server that looked it up.
    Cache,
    /// From the origin.
    Origin { admitted: bool },
    /// From the cache of a sibling.
    Sibling(usize),
    /// From a server of the tier behind.
    Tier(usize, Found),
}

/// What a server of a tier found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It had the object.
    Hit,
    /// It fetched the object, and admitted it.
    Admitted,
    /// It fetched the object, which bypassed its cache.
    NotAdmitted,
}

impl Found {
    /// A miss.
    pub(super) fn missed(admitted: bool) -> Self {
        if admitted { Self::Admitted } else { Self::NotAdmitted }
    }
}

/// Which servers hold which objects: for each object a bit per server.
#[derive(Debug)]
struct Holders {
    words_per_object: usize,
    words: Vec<u64>,
}

impl Holders {
    fn new(objects: usize, servers: usize) -> Self {
        let words_per_object = servers.div_ceil(64);
        Self { words_per_object, words: vec![0; objects * words_per_object] }
    }

    fn of(&self, object: ObjectId) -> &[u64] {
        &self.words[object as usize * self.words_per_object..][..self.words_per_object]
    }

    fn flip(&mut self, object: ObjectId, server: usize) {
        self.words[object as usize * self.words_per_object + server / 64] ^= 1 << (server % 64);
    }

    /// The first holder after `ingress`, in cyclic order.
    fn beside(&self, object: ObjectId, ingress: usize) -> Option<usize> {
        let words = self.of(object);
        let (start, bit) = (ingress / 64, ingress % 64);
        // Bits behind the ingress server in its own word, then the other words, then those before the ingress server.
        let behind = words[start] & (u64::MAX << bit << 1);
        if behind != 0 {
            return Some(start * 64 + behind.trailing_zeros() as usize);
        }
        let count = words.len();
        (1..count)
            .map(|step| (start + step) % count)
            .find(|&word| words[word] != 0)
            .map(|word| word * 64 + words[word].trailing_zeros() as usize)
            .or_else(|| {
                let before = words[start] & ((1 << bit) - 1);
                (before != 0).then(|| start * 64 + before.trailing_zeros() as usize)
            })
    }
}

impl<E: EvictionPolicy, const HOLDERS: bool> Cluster<E, HOLDERS> {
    /// One server a cache; all over the same catalog of `objects` objects.
    pub fn new(caches: Vec<Cache<E>>, objects: usize, ledger: Ledger) -> Self {
        assert_eq!(caches.len(), ledger.servers(), "one row of the books a server");
        let mut holders = Holders::new(if HOLDERS { objects } else { 0 }, caches.len());
        if HOLDERS {
            for (server, cache) in caches.iter().enumerate() {
                cache.residents().for_each(|(object, _)| holders.flip(object, server));
            }
        }
        Self { caches, holders, copies: Vec::new(), ledger }
    }

    /// Tracks what becomes of migrated copies.
    pub(super) fn watch_copies(&mut self, bins: Bins) {
        self.copies = self.caches.iter().map(|_| Copies::new(bins)).collect();
    }

    /// What became of migrated copies, by server.
    pub(super) fn take_copies(&mut self) -> impl Iterator<Item = Vec<CopyStats>> {
        std::mem::take(&mut self.copies).into_iter().map(Copies::finish)
    }

    /// The caches, by server.
    pub fn caches(&self) -> &[Cache<E>] {
        &self.caches
    }

    #[inline]
    fn admit(&mut self, server: usize, request: &Request) -> bool {
        let holders = &mut self.holders;
        let admitted = self.caches[server].admit(Access::of(request), |victim| {
            if HOLDERS {
                holders.flip(victim, server);
            }
        });
        if HOLDERS && admitted {
            holders.flip(request.object, server);
        }
        admitted
    }
}

/// The path of a request, all of it at once.
impl<E: EvictionPolicy, const HOLDERS: bool> Cluster<E, HOLDERS> {
    /// Serves a block of requests in their order, migrations among them.
    pub(super) fn take_one_by_one(&mut self, block: &RoutedBlock, catalog: &Catalog) {
        let mut migrations = block.migrations.iter().peekable();
        for (place, (request, count, route)) in block.requests.iter().enumerate() {
            if place.is_multiple_of(AHEAD) {
                self.read_ahead(&block.requests[place..]);
            }
            self.ledger.begin(request.time, *count);
            while let Some((_, migration)) = migrations.next_if(|(before, _)| *before == place) {
                let bytes = catalog.bytes[migration.object as usize];
                self.migrate(*migration, request.time, bytes);
            }
            self.take(*route, request);
        }
    }

    /// Reads, and ignores, what the next requests will be looked up in.
    #[inline]
    fn read_ahead(&self, requests: &[(Request, u64, Route)]) {
        let mut touched = 0;
        for (request, _, route) in requests.iter().take(AHEAD) {
            self.caches[route.server].prefetch(std::slice::from_ref(&request.object));
            if HOLDERS {
                touched ^= self.holders.of(request.object)[0];
            }
        }
        std::hint::black_box(touched);
    }

    /// Serves a request along its route.
    #[inline]
    pub(super) fn take(&mut self, route: Route, request: &Request) {
        let answer = self.answer(route, request);
        self.book(route, request, answer);
    }

    /// Takes a request through the caches on its route.
    #[inline]
    fn answer(&mut self, Route { server, miss, .. }: Route, request: &Request) -> Answer {
        if self.lookup(server, request) {
            return Answer::Cache;
        }
        match miss {
            Miss::Origin => Answer::Origin { admitted: self.admit(server, request) },
            Miss::Siblings => match self.holder(server, request) {
                Some(sibling) => {
                    self.admit(server, request);
                    Answer::Sibling(sibling)
                }
                None => Answer::Origin { admitted: self.admit(server, request) },
            },
            Miss::Tier(behind) => {
                let found = match self.lookup(behind, request) {
                    true => Found::Hit,
                    false => Found::missed(self.admit(behind, request)),
                };
                self.admit(server, request);
                Answer::Tier(behind, found)
            }
        }
    }

    /// Books the traffic of an answer. Inter-server traffic is billed here, through [`Ledger::send`].
    #[inline]
    pub(super) fn book(&mut self, route: Route, request: &Request, answer: Answer) {
        let Route { ingress, server, .. } = route;
        let bytes = request.bytes;
        match answer {
            Answer::Cache => self.ledger.read(server, bytes),
            Answer::Origin { admitted } => self.book_fetch(server, bytes, admitted),
            Answer::Sibling(sibling) => {
                self.ledger.read(sibling, bytes);
                self.ledger.send(sibling, server, bytes);
            }
            Answer::Tier(behind, found) => {
                match found {
                    Found::Hit => self.ledger.read(behind, bytes),
                    Found::Admitted => self.book_fetch(behind, bytes, true),
                    Found::NotAdmitted => self.book_fetch(behind, bytes, false),
                }
                self.ledger.send(behind, server, bytes);
            }
        }
        if server != ingress {
            self.ledger.send(server, ingress, bytes);
        }
        self.ledger.serve(ingress, bytes);
    }

    #[inline]
    fn book_fetch(&mut self, server: usize, bytes: u64, admitted: bool) {
        self.ledger.fetch(server, bytes);
        if !admitted {
            self.ledger.bypass(server, bytes);
        }
    }

    /// Copies an object from a server, if that has it, to another.
    pub(super) fn migrate(
        &mut self,
        Migration { object, from, to }: Migration,
        time: SimTime,
        bytes: u64,
    ) {
        if !self.caches[from].contains(object) {
            return;
        }
        let version = self.caches[from].version(object);
        self.ledger.migrate(from, to, bytes);
        let has_it = self.caches[to].contains(object);
        self.copies[to].arrive(time.0, object, bytes, has_it);
        if !has_it {
            self.admit(to, &Request { time, object, bytes, version, ..Request::default() });
        }
    }

    #[inline]
    fn lookup(&mut self, server: usize, request: &Request) -> bool {
        self.drop_other_version(server, request);
        let holders = &mut self.holders;
        let hit = self.caches[server].lookup(Access::of(request), |victim| {
            if HOLDERS {
                holders.flip(victim, server);
            }
        });
        if let Some(copies) = self.copies.get_mut(server) {
            copies.look_up(request.time.0, request.object, hit);
        }
        hit
    }

    #[inline]
    fn drop_other_version(&mut self, server: usize, request: &Request) {
        if self.caches[server].drop_other_version(Access::of(request)) && HOLDERS {
            self.holders.flip(request.object, server);
        }
    }

    /// The sibling that resolves a miss.
    #[inline]
    fn holder(&mut self, server: usize, request: &Request) -> Option<usize> {
        loop {
            let sibling = self.holders.beside(request.object, server)?;
            self.drop_other_version(sibling, request);
            if self.caches[sibling].contains(request.object) {
                return Some(sibling);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holders_are_found_round_the_circle() {
        let mut holders = Holders::new(2, 130);
        assert_eq!(holders.beside(1, 5), None);
        for server in [3, 63, 64, 129] {
            holders.flip(1, server);
        }
        for (ingress, next) in
            [(0, 3), (3, 63), (62, 63), (63, 64), (64, 129), (100, 129), (129, 3)]
        {
            assert_eq!(holders.beside(1, ingress), Some(next), "ingress {ingress}");
        }
        for server in [3, 63, 129] {
            holders.flip(1, server);
        }
        assert_eq!(holders.beside(1, 64), None, "not the ingress server itself");
        assert_eq!(holders.beside(1, 70), Some(64));
        assert_eq!(holders.beside(0, 0), None);
    }
}
