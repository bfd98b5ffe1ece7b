//! Requests in batches, drawn ahead by other threads, against requests one by one: the same results, to the last bit.

use crate::common::{Modified, laid_out_sampled, stream, zipf};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::layout::{
    Adaptation, Adaptive, Balancer, Bound, Cooperative, Entry, Group, HashKind, Hashed, Hot,
    HotSet, IngressSelector, Layout, Memory, Migration, Mirrored, Miss, Needs, Owners, Packed,
    Route, Routing, SubLayout, Tiered, When,
};
use hotset_sim::sampling::Sample;
use hotset_workloads::synthetic::{Content, SiteWeights, Sites, SizeModel, Sizes, Synthetic};
use hotset_workloads::{ObjectId, Request, SimTime, Stream};
use rand::RngExt;
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::fmt::Write;

const SERVERS: usize = 6;

/// A layout that says it asks siblings, which it does not: its requests are taken one by one.
struct OneByOne<L>(L);

impl<L: Layout> Layout for OneByOne<L> {
    const NEEDS: Needs = Needs { holders: true, ..L::NEEDS };

    fn needs(&self) -> Needs {
        Needs { holders: true, ..self.0.needs() }
    }

    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        self.0.route(request, loads)
    }

    fn take_moves(&mut self, moves: &mut Vec<Migration>) {
        self.0.take_moves(moves);
    }

    fn demand(&self, server: usize, object: ObjectId) -> f64 {
        self.0.demand(server, object)
    }

    fn pins(&self, object: ObjectId) -> bool {
        self.0.pins(object)
    }
}

/// Servers that are edges of some objects and the tier of others.
struct Ring;

impl Layout for Ring {
    const NEEDS: Needs = Needs { tiers: true, forwarding: true, ..Needs::NONE };

    fn route(&mut self, request: &Request, _loads: &[u64]) -> Route {
        let server = request.object as usize % SERVERS;
        let miss = match request.object % 3 {
            0 => Miss::Origin,
            _ => Miss::Tier((server + 1) % SERVERS),
        };
        Route { ingress: server, server, miss }
    }

    fn demand(&self, _server: usize, _object: ObjectId) -> f64 {
        1.0
    }
}

/// One case: what both drivers are given.
struct Case<'a> {
    content: &'a Content,
    policy: PolicyKind,
    capacities: Vec<Capacity>,
    sample: Option<Sample>,
    modified_every: usize,
}

impl Case<'_> {
    fn random<'a>(content: &'a Content, draw: &mut Stream) -> Case<'a> {
        let online: Vec<PolicyKind> =
            PolicyKind::ALL.iter().copied().filter(|kind| !kind.info().offline).collect();
        let capacity = |draw: &mut Stream| match draw.random() {
            true => Capacity::Objects(draw.random_range(1..300)),
            false => Capacity::Bytes(draw.random_range(1_000..3_000_000)),
        };
        let kind = capacity(draw);
        let sampled = draw.random_range(0..4) == 0;
        let weights = content.weights();
        Case {
            content,
            policy: online[draw.random_range(0..online.len())],
            capacities: vec![kind; SERVERS],
            sample: sampled
                .then(|| Sample::new(&content.catalog, &weights, kind, 4, draw.random())),
            modified_every: [0, 0, 3_000][draw.random_range(0..3)],
        }
    }

    fn run(&self, layout: impl Layout) -> String {
        let Self { content, policy, capacities, sample, modified_every } = self;
        let source = content.requests(stream(2), stream(3));
        let requests = Modified { source, requests: 0, every: *modified_every };
        let outcome =
            laid_out_sampled(content, requests, layout, *policy, capacities, sample.as_ref());
        let mut text = String::new();
        let _ = write!(text, "{:?}", (&outcome.loads, &outcome.redundancy, &outcome.full_since));
        let _ = write!(text, "{:?}", outcome.copies);
        let bins = outcome.ledger.bins();
        for bin in (0..bins.count).filter(|&bin| outcome.ledger.bin_total(bin).requests() > 0) {
            let _ = write!(text, "{:?}", outcome.ledger.bin(bin));
        }
        text
    }

    fn check<L: Layout>(&self, name: &str, threads: &ThreadPool, layout: impl Fn() -> L) {
        let (in_batches, one_by_one) = (layout(), OneByOne(layout()));
        let in_batches = threads.install(|| self.run(in_batches));
        let (policy, threads) = (self.policy, threads.current_num_threads());
        assert!(
            in_batches == self.run(one_by_one),
            "{name} of {policy:?}, {:?}, {threads} threads",
            self.capacities[0]
        );
    }
}

#[test]
fn batches_are_as_requests_one_by_one() {
    let content = Synthetic {
        sites: Sites { count: 9, weights: SiteWeights::Zipf { alpha: 0.8 }, overlap: 0.0 },
        sizes: Sizes {
            model: SizeModel::Lognormal { median_bytes: 9_000.0, sigma: 2.0 },
            ..Sizes::default()
        },
        ..zipf(2_000, 0.8, 20_000)
    };
    let content = content.content(&mut stream(1)).unwrap();
    let objects = content.catalog.len();
    let weights = content.weights();
    let ingress = |first, count| IngressSelector::new(first, count, stream(5));
    let group = || Group::new(ingress(0, SERVERS), Entry::Owner);
    let owners = || Owners::new(HashKind::Jump, objects, 0, SERVERS, 7);
    let packed = || Packed::new((0..9).map(|site| site % SERVERS).collect(), &content.catalog);
    let mut draw = stream(9);
    let pool = |threads| ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let pools = [1, 2, 3, 7].map(pool);
    for round in 0..40 {
        let case = Case::random(&content, &mut draw);
        let threads = &pools[round % pools.len()];
        case.check("mirrored", threads, || Mirrored::new(group()));
        case.check("hashed", threads, || Hashed::new(owners(), Entry::Owner));
        case.check("hashed, any entry", threads, || {
            Hashed::new(owners(), Entry::Any(ingress(0, SERVERS)))
        });
        for routing in [Routing::LeastLoaded, Routing::Choices(2)] {
            case.check("mirrored, by load", threads, || {
                let balancer = Balancer::new(ingress(0, SERVERS), routing, None);
                Mirrored::new(Group::new(balancer, Entry::Owner))
            });
        }
        case.check("hashed, bounded loads", threads, || {
            let kind = HashKind::Ring { vnodes: 100, bound: Bound::Load(1.1) };
            Hashed::new(Owners::new(kind, objects, 0, SERVERS, 7), Entry::Owner)
        });
        case.check("packed", threads, packed);
        case.check("cooperative", threads, || Cooperative::new(group()));
        case.check("hot", threads, || {
            Hot::new(HotSet::top_requests(&weights, 0.3), Mirrored::new(group()), packed())
        });
        if !case.policy.info().statically_placed {
            case.check("a ring of tiers", threads, || Ring);
        }
        if !case.policy.info().statically_placed && case.sample.is_none() {
            let how = Adaptation {
                objects: objects / 20,
                when: When::Epochs,
                epoch_ns: 10 * SimTime::NS_PER_S,
                delay_ns: SimTime::NS_PER_S,
                memory: Memory::Decay { keep: 0.5 },
                hysteresis: 0.1,
                ties: 1,
                push: true,
            };
            case.check("adaptive", threads, || {
                let tier = SubLayout::Mirrored(Mirrored::new(group()));
                let rest = SubLayout::Hashed(Hashed::new(owners(), Entry::Owner));
                Adaptive::new(how, SERVERS, objects, tier, rest)
            });
        }
        case.check("tiered", threads, || {
            let tier = Group::new(ingress(SERVERS - 2, 2), Entry::Owner);
            let balancer = Balancer::new(ingress(0, SERVERS - 2), Routing::Random, None);
            Tiered::new(balancer, SubLayout::Mirrored(Mirrored::new(tier)))
        });
    }
}
