//! One run: a stream of requests, a layout, a policy.

use super::Cluster;
use super::copies::{self, CopyStats};
use crate::cache::{Cache, CacheConfig, Capacity, EvictionPolicy, Policy, PolicyVisitor};
use crate::layout::{HotCell, Layout};
use crate::ledger::{Bins, Ledger, Loads, PowerStateChange};
use crate::ranking::chance;
use crate::sampling::Sample;
use hotset_workloads::{
    Catalog, ObjectId, Request, RequestBatch, RequestSource, SimTime, SourceError, Stream,
};

/// What a run leaves behind.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The books of all servers and bins.
    pub ledger: Ledger,
    /// What each server was asked to send, whether it could or not.
    pub loads: Loads,
    /// Requests by the bin in which they came in, and those for what the layout held to be hot; empty
    /// where it knows no such thing.
    pub hot_requests: Vec<HotCell>,
    /// What the caches hold at the end.
    pub redundancy: Redundancy,
    /// Changes in the number of servers that draw power, in order; all do at first.
    pub power_state_changes: Vec<PowerStateChange>,
    /// What became of copies that no request asked for, by bin; empty if there were none.
    pub copies: Vec<CopyStats>,
    /// By server: when its cache was first full, if ever.
    pub full_since: Vec<Option<SimTime>>,
}

/// How often the servers hold the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redundancy {
    /// Bytes in all caches.
    pub cached_bytes: u64,
    /// Bytes of the distinct objects among them (each at its largest cached size).
    pub unique_bytes: u64,
}

/// A run to be made: requests through servers laid out by `layout`.
pub struct Run<'a, L> {
    /// The requests.
    pub source: &'a mut (dyn RequestSource + Send),
    /// What they ask for.
    pub catalog: &'a Catalog,
    /// The share of the requests that each object gets; asked for only by policies that are
    /// placed ahead of time.
    pub weights: &'a dyn Fn() -> Vec<f64>,
    /// The layout.
    pub layout: L,
    /// Room of each server's cache.
    pub capacities: &'a [Capacity],
    /// Random numbers of each server's cache.
    pub streams: &'a dyn Fn(usize) -> Stream,
    /// Time bins of the books.
    pub bins: Bins,
    /// The policy of every cache.
    pub policy: &'a Policy,
    /// The objects that stand for all; `None` for all themselves, as for layouts that move
    /// objects by number.
    pub sample: Option<&'a Sample>,
}

impl<L: Layout> Run<'_, L> {
    /// Makes the run.
    ///
    /// # Errors
    /// What the source reports.
    ///
    /// # Panics
    /// If the laws of conservation are broken, which would be a bug.
    pub fn run(self) -> Result<Outcome, SourceError> {
        self.policy.kind.visit(self)
    }
}

impl<L: Layout> PolicyVisitor for Run<'_, L> {
    type Output = Result<Outcome, SourceError>;

    fn visit<E: EvictionPolicy + 'static>(self) -> Self::Output {
        // The branch is taken once, so that the loop below has none.
        if L::READS_HOLDERS { self.replay::<E, true>() } else { self.replay::<E, false>() }
    }
}

impl<L: Layout> Run<'_, L> {
    fn replay<E: EvictionPolicy, const HOLDERS: bool>(mut self) -> Result<Outcome, SourceError> {
        let mut cluster = self.cluster::<E, HOLDERS>();
        let mut batch = RequestBatch::default();
        while self.source.next_batch(&mut batch)? {
            match self.sample {
                None => {
                    self.layout.prefetch(&batch.object);
                    batch.iter().for_each(|request| self.take(&mut cluster, request, 1));
                }
                Some(sample) => batch
                    .iter()
                    .filter_map(|request| sample.of(request))
                    .for_each(|(request, count)| self.take(&mut cluster, request, count)),
            }
        }
        cluster.ledger.assert_conservation();
        let redundancy = redundancy(cluster.caches(), self.catalog.len());
        let power_state_changes = power_state_changes(&self.layout, self.bins);
        let copies = copies::sum(cluster.take_copies());
        let loads = Loads::of(&cluster.ledger);
        let hot_requests = self.layout.hot_requests().to_vec();
        let full_since = cluster.caches().iter().map(Cache::full_since).collect();
        Ok(Outcome {
            ledger: cluster.ledger,
            loads,
            hot_requests,
            redundancy,
            power_state_changes,
            copies,
            full_since,
        })
    }

    #[inline]
    fn take<E: EvictionPolicy, const HOLDERS: bool>(
        &mut self,
        cluster: &mut Cluster<E, HOLDERS>,
        request: Request,
        count: u64,
    ) {
        cluster.ledger.begin(request.time, count);
        let route = self.layout.route(&request, cluster.loads());
        if L::MOVES {
            self.migrate(cluster, request.time);
        }
        cluster.take(route, &request);
    }

    /// What the layout moves by itself.
    fn migrate<E: EvictionPolicy, const HOLDERS: bool>(
        &mut self,
        cluster: &mut Cluster<E, HOLDERS>,
        time: SimTime,
    ) {
        let mut moves = Vec::new();
        self.layout.take_moves(&mut moves);
        for to_be_moved in moves {
            let bytes = self.catalog.bytes[to_be_moved.object as usize];
            cluster.migrate(to_be_moved, time, bytes);
        }
    }

    fn cluster<E: EvictionPolicy, const HOLDERS: bool>(&self) -> Cluster<E, HOLDERS> {
        let placements = self.placements();
        let (policy, objects) = (self.policy, self.catalog.len());
        let caches = placements.iter().enumerate().map(|(server, placement)| {
            let config = policy.config(self.capacities[server], objects, (self.streams)(server));
            Cache::new(&CacheConfig { placement, ..config })
        });
        let ledger = Ledger::new(self.bins, self.capacities.len());
        let mut cluster =
            Cluster::new(caches.collect(), objects, ledger, self.layout.reads_loads());
        if L::MOVES {
            cluster.watch_copies(self.bins);
        }
        cluster
    }

    /// For each server the objects that are looked up there: pinned ones first, then those asked
    /// for most for the room that they take; none if the policy is not placed.
    pub(super) fn placements(&self) -> Vec<Vec<(ObjectId, u64)>> {
        if !self.policy.kind.info().statically_placed {
            return vec![Vec::new(); self.capacities.len()];
        }
        let weights = (self.weights)();
        let stands_for = |object| self.sample.map_or(1, |sample| sample.stands_for(object));
        (0..self.capacities.len())
            .map(|server| {
                let room = |object: ObjectId| {
                    self.capacities[server].charge(self.catalog.bytes[object as usize]).max(1)
                        as f64
                };
                let mut wanted: Vec<(f64, ObjectId)> = weights
                    .iter()
                    .zip(0..)
                    .map(|(weight, object)| (weight * self.layout.demand(server, object), object))
                    .filter(|&(demand, object)| demand > 0.0 && stands_for(object) > 0)
                    .map(|(demand, object)| (demand / room(object), object))
                    .collect();
                let pinned = |object| self.layout.pins(object);
                wanted.sort_by(|a, b| {
                    let first = pinned(b.1).cmp(&pinned(a.1));
                    first.then(b.0.total_cmp(&a.0)).then_with(|| chance(a.1).cmp(&chance(b.1)))
                });
                wanted
                    .iter()
                    .map(|&(_, object)| {
                        (object, self.catalog.bytes[object as usize] * stands_for(object))
                    })
                    .collect()
            })
            .collect()
    }
}

pub(super) fn power_state_changes(layout: &impl Layout, bins: Bins) -> Vec<PowerStateChange> {
    let mut changes = layout.power_state_changes(bins.start_of(bins.count).0);
    changes.sort_by_key(|change| change.at_ns);
    changes
}

pub(super) fn redundancy<E: EvictionPolicy>(caches: &[Cache<E>], objects: usize) -> Redundancy {
    let mut largest = vec![0u64; objects];
    let mut cached_bytes = 0;
    for (object, bytes) in caches.iter().flat_map(|cache| cache.residents()) {
        cached_bytes += bytes;
        let seen = &mut largest[object as usize];
        *seen = (*seen).max(bytes);
    }
    Redundancy { cached_bytes, unique_bytes: largest.iter().sum() }
}
