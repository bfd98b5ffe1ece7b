//! Requests in batches: each server works through a list of its own requests, and reads ahead in it.
//!
//! Where no route depends on what caches hold, servers do not see each other: taken one server after the other,
//! requests find in every cache what they would find one at a time. Their traffic is booked in their own order.

use super::cluster::{AHEAD, Answer, Cluster, Found};
use super::router::RoutedBlock;
use crate::cache::{Access, Cache, EvictionPolicy};
use crate::layout::Miss;
use hotset_workloads::{Catalog, ObjectId};
use std::ops::Range;

/// A block of requests, by server.
#[derive(Debug)]
pub(super) struct Batches {
    /// Whether some server has a tier behind it.
    tiers: bool,
    /// Where the answer to each request comes from.
    answers: Vec<Answer>,
    first: Lists,
    behind: Lists,
    objects: Vec<ObjectId>,
}

impl Batches {
    /// For a layout with or without tiers.
    pub(super) fn new(tiers: bool) -> Self {
        let (first, behind) = (Lists::default(), Lists::default());
        Self { tiers, answers: Vec::new(), first, behind, objects: Vec::new() }
    }
}

/// The places of requests in their block, server by server, in their order.
#[derive(Debug, Default)]
struct Lists {
    places: Vec<u32>,
    /// Where the list of each server ends.
    ends: Vec<usize>,
}

impl Lists {
    /// Sorts requests by counting them; those without a server are in no list.
    fn fill(&mut self, servers: usize, of: impl Iterator<Item = Option<usize>> + Clone) {
        self.ends.clear();
        self.ends.resize(servers, 0);
        let mut all = 0;
        for server in of.clone().flatten() {
            self.ends[server] += 1;
            all += 1;
        }
        let mut start = 0;
        for end in &mut self.ends {
            let count = *end;
            *end = start;
            start += count;
        }
        self.places.clear();
        self.places.resize(all, 0);
        for (place, server) in (0..).zip(of) {
            if let Some(server) = server {
                self.places[self.ends[server]] = place;
                self.ends[server] += 1;
            }
        }
    }

    fn of(&self, server: usize) -> Range<usize> {
        let start = if server == 0 { 0 } else { self.ends[server - 1] };
        start..self.ends[server]
    }

    /// Whether a server has requests in both.
    fn overlap(&self, other: &Self) -> bool {
        let has = |lists: &Self, server| !lists.of(server).is_empty();
        (0..self.ends.len()).any(|server| has(self, server) && has(other, server))
    }
}

impl<E: EvictionPolicy> Cluster<E, false> {
    /// Serves a block of requests, none of which misses to a sibling or follows a migration.
    pub(super) fn take_block(
        &mut self,
        block: &RoutedBlock,
        catalog: &Catalog,
        batches: &mut Batches,
    ) {
        let servers = self.caches.len();
        let requests = &block.requests;
        batches.first.fill(servers, requests.iter().map(|(_, _, route)| Some(route.server)));
        if batches.tiers {
            let behind = |miss| if let Miss::Tier(behind) = miss { Some(behind) } else { None };
            batches.behind.fill(servers, requests.iter().map(|(_, _, route)| behind(route.miss)));
            if batches.first.overlap(&batches.behind) {
                // Between what a server of the tier is asked for by others, clients ask it, too.
                return self.take_one_by_one(block, catalog);
            }
        }
        batches.answers.clear();
        batches.answers.resize(requests.len(), Answer::Cache);
        let Batches { tiers, answers, first, behind: tier, objects } = batches;
        for (server, cache) in self.caches.iter_mut().enumerate() {
            work(cache, &first.places[first.of(server)], block, objects, |place, found| {
                answers[place] = match (found, requests[place].2.miss) {
                    (Found::Hit, _) => Answer::Cache,
                    (_, Miss::Tier(behind)) => Answer::Tier(behind, Found::Hit),
                    (found, _) => Answer::Origin { admitted: found == Found::Admitted },
                };
            });
        }
        if *tiers {
            let missed = |answer: &Answer| {
                if let Answer::Tier(behind, _) = *answer { Some(behind) } else { None }
            };
            tier.fill(servers, answers.iter().map(missed));
            for (server, cache) in self.caches.iter_mut().enumerate() {
                work(cache, &tier.places[tier.of(server)], block, objects, |place, found| {
                    answers[place] = Answer::Tier(server, found);
                });
            }
        }
        for ((request, count, route), &answer) in requests.iter().zip(&*answers) {
            self.ledger.begin(request.time, *count);
            self.book(*route, request, answer);
        }
    }
}

/// Takes the requests of a list through one cache.
#[inline]
fn work<E: EvictionPolicy>(
    cache: &mut Cache<E>,
    list: &[u32],
    block: &RoutedBlock,
    objects: &mut Vec<ObjectId>,
    mut found: impl FnMut(usize, Found),
) {
    let request = |place: u32| &block.requests[place as usize].0;
    let knows_next_uses = !block.next_uses.is_empty();
    for places in list.chunks(AHEAD) {
        objects.clear();
        objects.extend(places.iter().map(|&place| request(place).object));
        cache.prefetch(objects);
        for &place in places {
            let mut access = Access::of(request(place));
            if knows_next_uses {
                access.next_use = block.next_uses[place as usize];
            }
            found(place as usize, take(cache, access));
        }
    }
}

#[inline]
fn take<E: EvictionPolicy>(cache: &mut Cache<E>, access: Access) -> Found {
    cache.drop_other_version(access);
    match cache.lookup(access, |_| ()) {
        true => Found::Hit,
        false => Found::missed(cache.admit(access, |_| ())),
    }
}
