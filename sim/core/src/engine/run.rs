//! An untimed run: a stream of requests, a layout, a policy.

use super::Cluster;
use super::batches::Batches;
use super::copies::{self, CopyStats};
use super::router::{LayoutRouter, RoutedBlock, Router};
use crate::cache::{
    Cache, CacheConfig, Capacity, EvictionPolicy, Policy, PolicyChoice, PolicyInfo, PolicyVisitor,
};
use crate::layout::{HotCell, Layout};
use crate::ledger::{Bins, Ledger, Loads, PowerStateChange};
use crate::ranking::tie_break;
use crate::sampling::Sample;
use hotset_workloads::{Catalog, ObjectId, RequestSource, SimTime, SourceError, Stream};

/// The results of an untimed run.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Traffic by server and bin.
    pub ledger: Ledger,
    /// The load offered to each server, by bin.
    pub loads: Loads,
    /// Requests by bin of arrival, and those for the hot set; empty for a layout without one.
    pub hot_requests: Vec<HotCell>,
    /// Redundancy of the caches at the end.
    pub redundancy: Redundancy,
    /// Changes in the number of servers that draw power, in order; all do at first.
    pub power_state_changes: Vec<PowerStateChange>,
    /// What became of migrated copies, by bin; empty if there were none.
    pub copies: Vec<CopyStats>,
    /// By server: when its cache was first full, if ever.
    pub full_since: Vec<Option<SimTime>>,
}

impl Outcome {
    /// With what the layout has noted.
    pub(super) fn of_layout(self, layout: &mut impl Layout) -> Self {
        assert_no_migrations(layout);
        Self {
            power_state_changes: power_state_changes(layout, self.ledger.bins()),
            hot_requests: layout.hot_requests().to_vec(),
            ..self
        }
    }
}

/// How often the servers hold the same bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Redundancy {
    /// Bytes in all caches.
    pub cached_bytes: u64,
    /// Bytes of the distinct objects among them (each at its largest cached size).
    pub unique_bytes: u64,
}

/// An untimed run: requests through servers laid out by `layout`. `P` is [`Policy`] for a policy
/// by name, or [`CustomPolicy`](crate::cache::CustomPolicy) for a type of one's own.
pub struct Run<'a, L, P = Policy> {
    /// The requests, in time order.
    pub source: &'a mut (dyn RequestSource + Send),
    /// The objects that they are for.
    pub catalog: &'a Catalog,
    /// The share of the requests that each object gets; called only if the policy is static.
    pub weights: &'a dyn Fn() -> Vec<f64>,
    /// The layout.
    pub layout: L,
    /// Capacity of each server's cache.
    pub capacities: &'a [Capacity],
    /// Random numbers for each server's cache.
    pub streams: &'a dyn Fn(usize) -> Stream,
    /// Time bins of the ledger.
    pub bins: Bins,
    /// The policy of every cache.
    pub policy: &'a P,
}

impl<L: Layout, P: PolicyChoice> Run<'_, L, P> {
    /// Runs it. A thread of the current rayon pool that has nothing else to do draws and routes the next requests,
    /// while this one takes those before them; results do not depend on it.
    ///
    /// # Errors
    /// What the source reports.
    ///
    /// # Panics
    /// If the policy is offline, as a server's next accesses are not known ahead (see
    /// [`OfflineRun`](super::OfflineRun)); if the layout goes beyond the needs that it stated; or if a
    /// conservation law is broken, which would be a bug.
    pub fn run(self) -> Result<Outcome, SourceError> {
        self.replay(None)
    }
}

/// An untimed run over a sample of the objects. Layouts that migrate objects need all of them: there is no
/// such run in time.
pub struct SampledRun<'a, L, P = Policy> {
    /// The run over all objects.
    pub run: Run<'a, L, P>,
    /// The objects that stand for all.
    pub sample: &'a Sample,
}

impl<L: Layout, P: PolicyChoice> SampledRun<'_, L, P> {
    /// Runs it.
    ///
    /// # Errors
    /// What the source reports.
    ///
    /// # Panics
    /// As [`Run::run`].
    pub fn run(self) -> Result<Outcome, SourceError> {
        self.run.replay(Some(self.sample))
    }
}

/// Fails early where a policy needs to know the future.
pub(super) fn assert_online(policy: &PolicyInfo) {
    let name = policy.name;
    assert!(!policy.offline, "{name} is offline: it needs an OfflineRun");
}

impl<L: Layout, P: PolicyChoice> Run<'_, L, P> {
    fn replay(mut self, sample: Option<&Sample>) -> Result<Outcome, SourceError> {
        let Self { capacities, streams, bins, policy, catalog, .. } = self;
        assert_online(policy.info());
        assert_states_needs(&self.layout);
        let placements = self.placements(sample);
        let cache = &|server: usize| {
            let config = policy.config(capacities[server], catalog.len(), streams(server));
            CacheConfig { placement: &placements[server], ..config }
        };
        let servers = capacities.len();
        let router = &mut LayoutRouter::new(self.source, &mut self.layout, sample, servers);
        let outcome = policy.visit(Replayed { router, cache, servers, catalog, bins })?;
        Ok(outcome.of_layout(&mut self.layout))
    }

    /// For each server the objects that are looked up there: pinned ones first, then by requests for the
    /// space that they take; none unless the policy is static.
    pub(super) fn placements(&self, sample: Option<&Sample>) -> Vec<Vec<(ObjectId, u64)>> {
        if !self.policy.info().statically_placed {
            return vec![Vec::new(); self.capacities.len()];
        }
        let weights = (self.weights)();
        let stands_for = |object| sample.map_or(1, |sample| sample.stands_for(object));
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
                    first
                        .then(b.0.total_cmp(&a.0))
                        .then_with(|| tie_break(a.1).cmp(&tie_break(b.1)))
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

/// A run whose layout is behind its router.
pub(super) struct Replayed<'a> {
    pub(super) router: &'a mut (dyn Router + Send),
    pub(super) cache: &'a dyn Fn(usize) -> CacheConfig<'a>,
    pub(super) servers: usize,
    pub(super) catalog: &'a Catalog,
    pub(super) bins: Bins,
}

impl PolicyVisitor for Replayed<'_> {
    type Output = Result<Outcome, SourceError>;

    fn visit<E: EvictionPolicy + 'static>(self) -> Self::Output {
        // Decided once, so that the loops below have no branch for it.
        let needs = self.router.needs();
        if needs.holders {
            self.replay(Self::one_by_one::<E, true>)
        } else if needs.one_by_one() {
            self.replay(Self::one_by_one::<E, false>)
        } else {
            self.replay(Self::in_batches::<E>)
        }
    }
}

impl Replayed<'_> {
    fn one_by_one<E: EvictionPolicy, const HOLDERS: bool>(
        &mut self,
        cluster: &mut Cluster<E, HOLDERS>,
    ) -> Result<(), SourceError> {
        let catalog = self.catalog;
        self.drawing_ahead(|block| cluster.take_one_by_one(block, catalog))
    }

    fn in_batches<E: EvictionPolicy>(
        &mut self,
        cluster: &mut Cluster<E, false>,
    ) -> Result<(), SourceError> {
        let (mut batches, catalog) = (Batches::new(self.router.needs().tiers), self.catalog);
        self.drawing_ahead(|block| cluster.take_block(block, catalog, &mut batches))
    }

    /// Takes block after block. No route depends on what caches hold: a thread that has nothing else to do draws and
    /// routes the next block meanwhile.
    fn drawing_ahead(
        &mut self,
        mut take: impl FnMut(&RoutedBlock) + Send,
    ) -> Result<(), SourceError> {
        let router = &mut *self.router;
        let [mut block, mut next] = [RoutedBlock::default(), RoutedBlock::default()];
        let mut drawn = router.next_block(&mut block)?;
        while drawn {
            // The second is left to others: the caches stay with this core.
            let ((), more) = rayon::join(|| take(&block), || router.next_block(&mut next));
            drawn = more?;
            std::mem::swap(&mut block, &mut next);
        }
        Ok(())
    }

    fn replay<E: EvictionPolicy, const HOLDERS: bool>(
        mut self,
        take_all: impl FnOnce(&mut Self, &mut Cluster<E, HOLDERS>) -> Result<(), SourceError>,
    ) -> Result<Outcome, SourceError> {
        let mut cluster = self.cluster::<E, HOLDERS>();
        take_all(&mut self, &mut cluster)?;
        let objects = self.catalog.len();
        cluster.ledger.assert_conservation();
        Ok(Outcome {
            loads: Loads::of(&cluster.ledger),
            redundancy: redundancy(cluster.caches(), objects),
            copies: copies::sum(cluster.take_copies()),
            full_since: cluster.caches().iter().map(Cache::full_since).collect(),
            ledger: cluster.ledger,
            power_state_changes: Vec::new(),
            hot_requests: Vec::new(),
        })
    }

    fn cluster<E: EvictionPolicy, const HOLDERS: bool>(&self) -> Cluster<E, HOLDERS> {
        let caches = (0..self.servers).map(|server| Cache::new(&(self.cache)(server))).collect();
        let ledger = Ledger::new(self.bins, self.servers);
        let needs = self.router.needs();
        let mut cluster = Cluster::new(caches, self.catalog.len(), ledger);
        if needs.migrations {
            cluster.watch_copies(self.bins);
        }
        cluster
    }
}

/// Fails early where a layout needs more than its type states.
pub(super) fn assert_states_needs<L: Layout>(layout: &L) {
    let (needs, stated) = (layout.needs(), layout.needs_at_most());
    assert!(stated.include(needs), "a layout needs {needs:?} but states {stated:?}");
}

/// Fails where a layout left migrations behind that it did not state.
pub(super) fn assert_no_migrations<L: Layout>(layout: &mut L) {
    let mut left = Vec::new();
    layout.take_moves(&mut left);
    assert!(
        layout.needs().migrations || left.is_empty(),
        "objects migrate without Needs::migrations"
    );
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
