//! Policies and layouts of one's own, and what happens to those that do more than they say.

use crate::common::{stream, zipf};
use hotset_sim::cache::{
    Access, Cache, CacheConfig, Capacity, CustomPolicy, EvictionPolicy, Lru, PolicyChoice,
    PolicyInfo, PolicyKind,
};
use hotset_sim::engine::timed::{Driver, Links, TimedRun, Timing};
use hotset_sim::engine::{Outcome, Run};
use hotset_sim::layout::{
    Layout, LayoutByName, LayoutConfig, LayoutInfo, Migration, Miss, NamedLayout, Needs,
    RegisteredLayout, Route,
};
use hotset_sim::ledger::Bins;
use hotset_sim::replay::{replay_of, replay_with};
use hotset_workloads::synthetic::Content;
use hotset_workloads::{ObjectId, Request, RequestBatch, RequestSource, SimTime};
use std::collections::VecDeque;

const OBJECTS: usize = 500;
const SERVERS: usize = 2;

fn content() -> Content {
    zipf(OBJECTS, 0.9, 20_000).content(&mut stream(1)).unwrap()
}

/// FIFO as anybody would write it.
struct PlainFifo(VecDeque<(ObjectId, u64)>);

impl EvictionPolicy for PlainFifo {
    const INFO: PolicyInfo = PolicyInfo::new("plain-fifo", "oldest", "this test", "O(n)");

    fn new(_: &CacheConfig<'_>) -> Self {
        Self(VecDeque::new())
    }

    fn contains(&self, object: ObjectId) -> bool {
        self.0.iter().any(|&(other, _)| other == object)
    }

    fn lookup(&mut self, access: Access) -> bool {
        self.contains(access.object)
    }

    fn evict(&mut self, _: Access) -> Option<(ObjectId, u64)> {
        self.0.pop_front()
    }

    fn insert(&mut self, access: Access) -> Option<u64> {
        self.0.push_back((access.object, access.bytes));
        Some(access.bytes)
    }

    fn remove(&mut self, object: ObjectId) -> Option<u64> {
        let place = self.0.iter().position(|&(other, _)| other == object)?;
        self.0.remove(place).map(|(_, bytes)| bytes)
    }

    fn residents(&self) -> impl Iterator<Item = (ObjectId, u64)> + '_ {
        self.0.iter().copied()
    }
}

fn with_run<L: Layout, P: PolicyChoice, T>(
    layout: L,
    policy: &P,
    then: impl FnOnce(Run<'_, L, P>) -> T,
) -> T {
    let content = content();
    then(Run {
        source: &mut content.requests(stream(2), stream(3)),
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout,
        capacities: &[Capacity::Objects(20); SERVERS],
        streams: &|server| stream(server as u64),
        bins: Bins::new(SimTime(0), SimTime::NS_PER_S, 20),
        policy,
    })
}

fn untimed<P: PolicyChoice>(layout: impl Layout, policy: &P) -> Outcome {
    with_run(layout, policy, |run| run.run().unwrap())
}

fn timed<P: PolicyChoice>(layout: impl Layout, policy: &P) -> Outcome {
    let links = Links { inter_server_ns: 1_000, origin_ns: 50_000, ..Links::default() };
    let timing = Timing { links, ..Timing::default() };
    let driver = Driver::Windows;
    with_run(layout, policy, |run| {
        TimedRun { run, timing, measured: 0..20, driver }.run().unwrap().outcome
    })
}

#[test]
fn a_policy_of_ones_own_replays_as_the_built_in_one() {
    let content = content();
    let config = || CacheConfig::new(Capacity::Objects(20), OBJECTS, stream(1));
    let mut caches = [replay_with::<PlainFifo>(&config()), replay_of(PolicyKind::Fifo, &config())];
    let mut source = content.requests(stream(2), stream(3));
    let mut batch = RequestBatch::default();
    while source.next_batch(&mut batch).unwrap() {
        caches.iter_mut().for_each(|cache| cache.feed(&batch, &[]));
    }
    assert_eq!(caches[0].counts(), caches[1].counts());
    assert!(caches[0].counts().evictions > 0);
}

#[test]
fn a_policy_of_ones_own_runs_in_a_layout_as_the_built_in_one() {
    let layout = || Even { needs: Needs::NONE, miss: Miss::Origin, forwards: false };
    let own = CustomPolicy::<PlainFifo>::new();
    for run in [untimed::<CustomPolicy<PlainFifo>>, timed] {
        let outcome = run(layout(), &own);
        let built_in = untimed(layout(), &PolicyKind::Fifo);
        assert_eq!(outcome.ledger.traffic(0..20).requests, 20_000);
        assert_eq!(outcome.redundancy, built_in.redundancy);
    }
    let traffic = |outcome: Outcome| outcome.ledger.traffic(0..20);
    assert_eq!(traffic(untimed(layout(), &own)), traffic(untimed(layout(), &PolicyKind::Fifo)));
    assert_eq!(traffic(timed(layout(), &own)), traffic(timed(layout(), &PolicyKind::Fifo)));
}

/// Even objects at one server, odd ones at the other; with routes that can go beyond what it states.
#[derive(Clone, Copy)]
struct Even {
    needs: Needs,
    miss: Miss,
    forwards: bool,
}

impl Layout for Even {
    const NEEDS: Needs =
        Needs { loads: true, holders: true, tiers: true, migrations: false, forwarding: true };

    fn needs(&self) -> Needs {
        self.needs
    }

    fn route(&mut self, request: &Request, _: &[u64]) -> Route {
        let server = request.object as usize % SERVERS;
        let ingress = if self.forwards { 0 } else { server };
        Route { ingress, server, miss: self.miss }
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        f64::from(u8::from(object as usize % SERVERS == server))
    }
}

fn message(act: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = std::panic::catch_unwind(act).unwrap_err();
    panic.downcast_ref::<String>().cloned().unwrap_or_else(|| {
        panic.downcast_ref::<&str>().map_or_else(String::new, |text| (*text).to_owned())
    })
}

#[test]
fn a_route_beyond_the_needs_of_its_layout_is_an_error_in_untimed_and_in_timed_runs() {
    let none = Even { needs: Needs::NONE, miss: Miss::Origin, forwards: false };
    for (layout, expected) in [
        (Even { miss: Miss::Siblings, ..none }, "Needs::holders"),
        (Even { miss: Miss::Tier(0), ..none }, "Needs::tiers"),
        (Even { forwards: true, ..none }, "Needs::forwarding"),
        (
            Even {
                needs: Needs { tiers: true, forwarding: true, ..Needs::NONE },
                forwards: true,
                ..none
            },
            "in a layout with tiers",
        ),
        (Even { needs: Needs { migrations: true, ..Needs::NONE }, ..none }, "a layout needs"),
        (
            Even { needs: Needs { tiers: true, ..Needs::NONE }, miss: Miss::Tier(SERVERS), ..none },
            "a request goes to server",
        ),
    ] {
        for run in [untimed::<PolicyKind>, timed] {
            let said = message(|| drop(run(layout, &PolicyKind::Lru)));
            assert!(said.contains(expected), "{said:?}, expected {expected:?}");
        }
    }
}

/// A layout that migrates an object with every request, and states nothing.
struct Migrating;

impl Layout for Migrating {
    fn route(&mut self, _: &Request, _: &[u64]) -> Route {
        Route::straight(0)
    }

    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        moves.push(Migration { object: 0, from: 0, to: 1 });
    }

    fn demand(&self, _: usize, _: ObjectId) -> f64 {
        1.0
    }
}

impl NamedLayout for Migrating {
    const INFO: LayoutInfo =
        LayoutInfo { name: "migrating", what: "states nothing", parameters: &[] };

    fn new(_: &LayoutConfig<'_>) -> Self {
        Self
    }
}

/// The same, by its name.
fn migrating_by_name() -> LayoutByName {
    RegisteredLayout::register::<Migrating>(&[]).unwrap();
    let layout = RegisteredLayout::all()[0];
    let catalog = &content().catalog;
    let weights = &Vec::new;
    let config = LayoutConfig { servers: SERVERS, catalog, weights, stream: stream(1), given: &[] };
    layout.layout(&config)
}

#[test]
fn migrations_that_a_layout_does_not_state_are_an_error() {
    for said in [
        message(|| drop(untimed(Migrating, &PolicyKind::Lru))),
        message(|| drop(timed(Migrating, &PolicyKind::Lru))),
        message(|| drop(untimed(migrating_by_name(), &PolicyKind::Lru))),
        message(|| drop(timed(migrating_by_name(), &PolicyKind::Lru))),
    ] {
        assert!(said.contains("Needs::migrations"), "{said:?}");
    }
}

#[test]
fn offline_policies_say_what_they_lack() {
    let config = CacheConfig::new(Capacity::Objects(20), OBJECTS, stream(1));
    let mut batch = RequestBatch::default();
    batch.push(Request::default());
    let mut cache = replay_of(PolicyKind::Belady, &config);
    let said = message(std::panic::AssertUnwindSafe(|| cache.feed(&batch, &[])));
    assert!(said.contains("belady is offline"), "{said:?}");
    for run in [untimed::<PolicyKind>, timed] {
        let layout = Even { needs: Needs::NONE, miss: Miss::Origin, forwards: false };
        let said = message(|| drop(run(layout, &PolicyKind::Belady)));
        assert!(said.contains("belady is offline"), "{said:?}");
    }
}

#[test]
fn a_cache_does_not_take_parameters_of_another_policy() {
    let said = message(|| {
        let given = [("small", 0.5)];
        let config = CacheConfig::new(Capacity::Objects(20), OBJECTS, stream(1));
        drop(Cache::<Lru>::new(&CacheConfig { given: &given, ..config }));
    });
    assert_eq!(said, "lru has no parameter small");
}

#[test]
fn bins_have_a_width_and_there_is_one_at_least() {
    assert!(message(|| drop(Box::new(Bins::new(SimTime(0), 0, 1)))).contains("width"));
    assert!(message(|| drop(Box::new(Bins::new(SimTime(0), 1, 0)))).contains("at least one"));
}
