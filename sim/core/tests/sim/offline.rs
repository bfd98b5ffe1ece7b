//! Offline policies in layouts: every server as a single cache that knows its own requests.

use crate::common::{BINS, Modified, stream, zipf};
use hotset_sim::cache::{CacheConfig, Capacity, NEVER, PolicyKind};
use hotset_sim::engine::{OfflineRun, Outcome, Run};
use hotset_sim::layout::{
    Balancer, Bound, Cooperative, Entry, Group, HashKind, Hashed, Hot, HotSet, IngressSelector,
    Layout, Mirrored, Owners, Packed, Routing,
};
use hotset_sim::ledger::Bins;
use hotset_sim::replay::replay_of;
use hotset_workloads::synthetic::{Content, SiteWeights, Sites, SizeModel, Sizes, Synthetic};
use hotset_workloads::{RequestBatch, RequestSource, SimTime, SourceError};

const SERVERS: usize = 4;

fn content() -> Content {
    let model = Synthetic {
        sites: Sites { count: 4, weights: SiteWeights::Zipf { alpha: 0.8 }, overlap: 0.0 },
        sizes: Sizes {
            model: SizeModel::Lognormal { median_bytes: 9_000.0, sigma: 1.5 },
            ..Sizes::default()
        },
        ..zipf(2_000, 0.8, 20_000)
    };
    model.content(&mut stream(1)).unwrap()
}

/// The requests; with many versions, those find their object modified.
fn requests(content: &Content, versions: bool) -> impl RequestSource + Send + use<'_> {
    let source = content.requests(stream(2), stream(3));
    Modified { source, requests: 0, every: if versions { 700 } else { 0 } }
}

/// A run, whose requests are `again` when they are read once more.
fn run<'a, L: Layout>(
    content: &'a Content,
    versions: bool,
    again: &'a mut (dyn RequestSource + Send),
    layout: L,
    policy: PolicyKind,
    capacity: Capacity,
) -> Result<Outcome, SourceError> {
    let run = Run {
        source: &mut requests(content, versions),
        catalog: &content.catalog,
        weights: &|| content.weights(),
        layout,
        capacities: &[capacity; SERVERS],
        streams: &|server| stream(100 + server as u64),
        bins: Bins::new(SimTime(0), 10 * SimTime::NS_PER_S, BINS),
        policy: &policy,
    };
    OfflineRun { run, again }.run()
}

/// By server, the misses and the hit bytes of a cache that is given the requests of that server.
fn one_by_one<L: Layout>(
    content: &Content,
    versions: bool,
    mut layout: L,
    policy: PolicyKind,
    capacity: Capacity,
) -> Vec<(u64, u64)> {
    let (mut batch, mut own) = (RequestBatch::default(), vec![RequestBatch::default(); SERVERS]);
    let mut source = requests(content, versions);
    let mut loads = vec![0; SERVERS];
    while source.next_batch(&mut batch).unwrap() {
        for request in (0..batch.len()).map(|row| batch.at(row)) {
            let reads_loads = layout.needs().loads;
            let server = layout.route(&request, if reads_loads { &loads } else { &[] }).server;
            loads[server] += request.bytes;
            own[server].push(request);
        }
    }
    let objects = content.catalog.len();
    let counts = own.iter().enumerate().map(|(server, requests)| {
        let config = CacheConfig::new(capacity, objects, stream(100 + server as u64));
        let mut cache = replay_of(policy, &config);
        let later = |n: usize| n + 1..requests.len();
        let next_uses = (0..requests.len()).map(|n| {
            let next = later(n).find(|&next| requests.object[next] == requests.object[n]);
            let same = |next: &usize| requests.at(*next).version == requests.at(n).version;
            next.filter(same).map_or(NEVER, |next| next as u32)
        });
        cache.feed(requests, &next_uses.collect::<Vec<_>>());
        (cache.counts().misses(), cache.counts().hit_bytes)
    });
    counts.collect()
}

fn check<L: Layout>(name: &str, content: &Content, layout: impl Fn() -> L) {
    let capacities = [Capacity::Objects(40), Capacity::Bytes(1_000_000)];
    for (capacity, versions) in
        capacities.into_iter().flat_map(|size| [(size, false), (size, true)])
    {
        for policy in [PolicyKind::Belady, PolicyKind::BeladySize, PolicyKind::Lru] {
            let again = &mut requests(content, versions);
            let outcome = run(content, versions, again, layout(), policy, capacity).unwrap();
            let found: Vec<(u64, u64)> = (0..SERVERS)
                .map(|server| outcome.ledger.server_total(server, 0..BINS))
                .map(|cell| (cell.fetch_requests, cell.cache_bytes))
                .collect();
            let expected = one_by_one(content, versions, layout(), policy, capacity);
            assert_eq!(found, expected, "{name}, {policy:?}, {capacity:?}, versions: {versions}");
            assert!(expected.iter().all(|&(misses, hit_bytes)| misses > 0 && hit_bytes > 0));
        }
    }
}

#[test]
fn every_server_knows_its_own_future() {
    let content = content();
    let ingress = || IngressSelector::new(0, SERVERS, stream(5));
    let group = |routing| Group::new(Balancer::new(ingress(), routing, None), Entry::Owner);
    let owners = |bound| {
        let kind = HashKind::Ring { vnodes: 100, bound };
        Owners::new(kind, content.catalog.len(), 0, SERVERS, 7)
    };
    let packed = || Packed::new((0..SERVERS).collect(), &content.catalog);
    let weights = content.weights();
    check("packed", &content, packed);
    check("mirrored", &content, || Mirrored::new(group(Routing::Random)));
    check("least loaded", &content, || Mirrored::new(group(Routing::LeastLoaded)));
    check("two choices", &content, || Mirrored::new(group(Routing::Choices(2))));
    check("hashed", &content, || Hashed::new(owners(Bound::None), Entry::Any(ingress())));
    check("bounded", &content, || Hashed::new(owners(Bound::Load(1.05)), Entry::Owner));
    check("hot", &content, || {
        let tier = Mirrored::new(group(Routing::Random));
        Hot::new(HotSet::top_requests(&weights, 0.3), tier, packed())
    });
}

#[test]
fn other_requests_the_second_time_are_an_error() {
    let content = content();
    for requests in [5_000, 19_999, 20_001, 40_000] {
        let other = zipf(2_000, 0.8, requests).content(&mut stream(1)).unwrap();
        let layout =
            Mirrored::new(Group::new(IngressSelector::new(0, SERVERS, stream(5)), Entry::Owner));
        let again = &mut other.requests(stream(2), stream(3));
        let found = run(&content, false, again, layout, PolicyKind::Belady, Capacity::Objects(40));
        let said = found.unwrap_err().to_string();
        let few = requests < 20_000;
        assert!(said.contains(if few { "there are fewer" } else { "there are more" }), "{said}");
    }
}

#[test]
#[should_panic(expected = "depends on what caches hold")]
fn servers_that_ask_each_other_have_no_future() {
    let content = content();
    let again = &mut content.requests(stream(2), stream(3));
    let layout =
        Cooperative::new(Group::new(IngressSelector::new(0, SERVERS, stream(5)), Entry::Owner));
    let _ = run(&content, false, again, layout, PolicyKind::Belady, Capacity::Objects(40));
}
