//! Layouts against the layout table, and conservation in all of them.

use crate::common::{BINS, laid_out, laid_out_sampled, laid_out_with, shares, stream, zipf};
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::Run;
use hotset_sim::layout::{
    Adaptation, Adaptive, Balancer, Bound, Cooperative, Entry, Group, HashKind, Hashed, Hot,
    HotSet, IngressSelector, Memory, Mirrored, Owners, Packed, Routing, SubLayout, Tiered, When,
};
use hotset_sim::ledger::{Load, Traffic};
use hotset_sim::sampling::Sample;
use hotset_sim::theory::HotLruModel;
use hotset_workloads::synthetic::{Churn, Content, SiteWeights, Sites, SizeModel, Synthetic};
use hotset_workloads::{RequestBatch, RequestSource, SimTime, Trace};

const SERVERS: usize = 16;
const EACH: Capacity = Capacity::Objects(1_000);

/// The example of THEORY 3.2: 100 000 objects, alpha 0.8, 16 servers of 1000 objects.
fn example() -> Content {
    zipf(100_000, 0.8, 5_000_000).content(&mut stream(1)).unwrap()
}

/// Bins before this are warm-up: the caches are full and settled long before.
const WARM_UP_BINS: usize = 150;

fn ingress_servers() -> IngressSelector {
    IngressSelector::new(0, SERVERS, stream(5))
}

/// Owners at random hash to servers unevenly; the table is for the average hash. Jump hashing
/// has balanced keys.
fn owners(objects: usize, seed: u64) -> Owners {
    Owners::new(HashKind::Jump, objects, 0, SERVERS, seed)
}

fn check(what: &str, traffic: &Traffic, expected: [f64; 3], inter_server: f64) {
    for (share, expected) in shares(traffic).into_iter().zip(expected) {
        assert!((share - expected).abs() < 0.002, "{what}: {:?}", shares(traffic));
    }
    let transfers = traffic.inter_server_requests as f64 / traffic.requests as f64;
    assert!((transfers - inter_server).abs() < 0.002, "{what}: {transfers} between servers");
}

/// THEORY 3.2, within 0.002.
#[test]
fn layout_table() {
    let content = example();
    let traffic = |outcome: hotset_sim::engine::Outcome| outcome.ledger.traffic(WARM_UP_BINS..BINS);
    let replicated = laid_out(
        &content,
        Mirrored::new(Group::new(ingress_servers(), Entry::Owner)),
        SERVERS,
        EACH,
    );
    check("replicated", &traffic(replicated), [0.20433, 0.0, 0.79567], 0.0);
    let direct = laid_out(&content, Hashed::new(owners(100_000, 7), Entry::Owner), SERVERS, EACH);
    check("partitioned", &traffic(direct), [0.54943, 0.0, 0.45057], 0.0);
    let proxied = Hashed::new(owners(100_000, 7), Entry::Any(ingress_servers()));
    let proxied = laid_out(&content, proxied, SERVERS, EACH);
    check("proxied", &traffic(proxied), [0.03434, 0.51509, 0.45057], 0.9375);
    let cooperative = laid_out(
        &content,
        Cooperative::new(Group::new(ingress_servers(), Entry::Owner)),
        SERVERS,
        EACH,
    );
    let redundancy = cooperative.redundancy;
    check("cooperative", &traffic(cooperative), [0.20433, 0.28872, 0.50695], 0.28872);
    // THEORY 3.1: 11609 distinct objects in 16000 places.
    assert_eq!(redundancy.cached_bytes, 16_000);
    assert!(redundancy.unique_bytes.abs_diff(11_609) < 150, "{redundancy:?}");
}

/// THEORY 3.2, hybrid row: the top 100 on every server, the next ones once. Where no server holds
/// an object, theory lets the ingress server fetch it and the hot layout its owner: the shares are the same,
/// the owner's transfers come on top.
#[test]
fn static_hybrid() {
    let content = example();
    let layout = Hot::new(
        HotSet::top_objects(&content.weights(), 100),
        Mirrored::new(Group::new(ingress_servers(), Entry::Owner)),
        Hashed::new(owners(100_000, 7), Entry::Any(ingress_servers())),
    );
    let requests = content.requests(stream(2), stream(3));
    let policy = PolicyKind::StaticLfu;
    let outcome = laid_out_with(&content, requests, layout, policy, &[EACH; SERVERS]);
    let relayed_misses = 0.35157 * 15.0 / 16.0;
    let traffic = outcome.ledger.traffic(0..BINS);
    // A miss relayed to the ingress server is still a miss: only hits at the owner are sibling hits.
    check("hybrid", &traffic, [0.20790, 0.44053, 0.35157], 0.44053 + relayed_misses);
}

/// The hot layout with LRU servers against its own closed form, between its two ends: nothing hot
/// is the proxied partition, everything hot is replication (THEORY 3.2).
#[test]
fn hot_lru_agrees_with_its_characteristic_time() {
    let content = example();
    let weights = content.weights();
    let model = HotLruModel::new(&weights, &vec![1.0; weights.len()], SERVERS, 1_000.0);
    let (none, all) = (model.cost(0), model.cost(weights.len()));
    assert!((none.origin - 0.45057).abs() < 2e-4 && (none.inter_server - 0.9375).abs() < 1e-9);
    assert!((all.origin - 0.79567).abs() < 1e-4 && all.inter_server.abs() < 1e-9);
    for hot in [30, 300, 3_000] {
        let layout = Hot::new(
            HotSet::top_objects(&weights, hot),
            Mirrored::new(Group::new(ingress_servers(), Entry::Owner)),
            Hashed::new(owners(100_000, 7), Entry::Any(ingress_servers())),
        );
        let traffic = laid_out(&content, layout, SERVERS, EACH).ledger.traffic(WARM_UP_BINS..BINS);
        let expected = model.cost(hot);
        let [_, _, origin] = shares(&traffic);
        assert!((origin - expected.origin).abs() < 0.003, "{hot} hot: origin {origin}");
        let transfers = traffic.inter_server_requests as f64 / traffic.requests as f64;
        assert!((transfers - expected.inter_server).abs() < 0.002, "{hot} hot: {transfers}");
    }
}

/// THEORY 3.6: a cache in front of the c most popular objects takes the skew out of what servers behind
/// it get; the busiest is below its fair share of all traffic from about as many as there are servers.
#[test]
fn a_front_cache_takes_out_the_skew() {
    let content = example();
    let weights = content.weights();
    let mut by_rank: Vec<usize> = (0..weights.len()).collect();
    by_rank.sort_by(|&a, &b| weights[b].total_cmp(&weights[a]));
    // What falls on each server by the weights, over many hash functions.
    let busiest = |cached: usize, seed: u64| {
        let owners = owners(100_000, seed);
        let mut loads = [0.0; SERVERS];
        for &object in &by_rank[cached..] {
            loads[owners.home(object as u32)] += weights[object];
        }
        let total: f64 = loads.iter().sum();
        let max = loads.iter().fold(0.0, |max: f64, &load| max.max(load));
        (max / total * SERVERS as f64, max * SERVERS as f64)
    };
    let expected = [
        (0, 1.330, 1.330),
        (1, 1.230, 1.203),
        (5, 1.144, 1.079),
        (10, 1.112, 1.025),
        (16, 1.102, 0.997),
        (45, 1.076, 0.927),
        (100, 1.061, 0.872),
        (1_000, 1.037, 0.685),
    ];
    let hashes = 300;
    for (cached, of_behind, of_all) in expected {
        let found: Vec<(f64, f64)> = (0..hashes).map(|seed| busiest(cached, seed)).collect();
        let mean =
            |which: fn(&(f64, f64)) -> f64| found.iter().map(which).sum::<f64>() / hashes as f64;
        let (behind, all) = (mean(|f| f.0), mean(|f| f.1));
        assert!((behind - of_behind).abs() < 0.02, "{cached}: {behind} of what is behind");
        assert!((all - of_all).abs() < 0.02, "{cached}: {all} of all");
    }
    // And the layout sends as much to the busiest as its hash says.
    for cached in [1, 45] {
        let behind = Owners::new(HashKind::Jump, 100_000, 1, SERVERS, 7);
        let tier = SubLayout::Hashed(Hashed::new(behind, Entry::Owner));
        let layout = Tiered::new(IngressSelector::new(0, 1, stream(5)), tier);
        let mut capacities = vec![Capacity::Objects(100_000); SERVERS + 1];
        capacities[0] = Capacity::Objects(cached);
        let requests = content.requests(stream(2), stream(3));
        let policy = PolicyKind::StaticLfu;
        let outcome = laid_out_with(&content, requests, layout, policy, &capacities);
        let sent = |server| outcome.ledger.server_total(server, 0..BINS).sent_requests as f64;
        let total: f64 = (1..=SERVERS).map(sent).sum();
        let max = (1..=SERVERS).map(sent).fold(0.0, f64::max) / total * SERVERS as f64;
        let (expected, _) = busiest(cached as usize, 7);
        assert!((max - expected).abs() < 0.02, "{cached}: {max}, not {expected}");
    }
}

/// THEORY 3.4: consolidating identical sites leaves the hit ratio where it is; unequal sites gain.
#[test]
fn pooling_law() {
    let sites = |weights| Synthetic {
        sites: Sites { count: 16, weights, overlap: 0.0 },
        ..zipf(160_000, 0.8, 6_000_000)
    };
    let pooled = |model: &Synthetic, policy| {
        let content = model.content(&mut stream(1)).unwrap();
        let requests = content.requests(stream(2), stream(3));
        let layout = Packed::new(vec![0; 16], &content.catalog);
        let outcome =
            laid_out_with(&content, requests, layout, policy, &[Capacity::Objects(1_600)]);
        outcome.ledger.traffic(WARM_UP_BINS..BINS).hit_ratio()
    };
    let dedicated = |model: &Synthetic| {
        let content = model.content(&mut stream(1)).unwrap();
        let layout = Packed::dedicated(&content.catalog);
        let outcome = laid_out(&content, layout, 16, Capacity::Objects(100));
        outcome.ledger.traffic(WARM_UP_BINS..BINS).hit_ratio()
    };
    let equal = sites(SiteWeights::Equal);
    let unequal = sites(SiteWeights::Zipf { alpha: 1.0 });
    for (what, found, expected) in [
        ("equal, dedicated", dedicated(&equal), 0.15662),
        ("equal, pooled", pooled(&equal, PolicyKind::Lru), 0.15662),
        ("unequal, dedicated", dedicated(&unequal), 0.15662),
        ("unequal, pooled", pooled(&unequal, PolicyKind::Lru), 0.20397),
        ("unequal, pooled, static", pooled(&unequal, PolicyKind::StaticLfu), 0.35091),
    ] {
        assert!((found - expected).abs() < 0.003, "{what}: {found}");
    }
}

/// THEORY 3.5: the load of hashed Zipf content is uneven, that behind random ingress servers is not.
#[test]
fn imbalance() {
    let weights = zipf(100_000, 0.8, 1).content(&mut stream(1)).unwrap().weights();
    let (mut squares, mut worst) = (0.0, 0.0);
    let hashes = 400;
    for seed in 0..hashes {
        let owners = owners(weights.len(), seed);
        let mut load = [0.0; SERVERS];
        for (object, weight) in weights.iter().enumerate() {
            load[owners.home(object as u32)] += weight * SERVERS as f64;
        }
        squares += load.iter().map(|l| (l - 1.0).powi(2)).sum::<f64>() / SERVERS as f64;
        worst += load.iter().copied().fold(0.0, f64::max);
    }
    let cv = (squares / hashes as f64).sqrt();
    assert!((cv - 0.12847).abs() < 0.004, "CV {cv}");
    assert!((worst / hashes as f64 - 1.338).abs() < 0.03, "max/mean {}", worst / hashes as f64);

    let content = example();
    let mirrored = laid_out(
        &content,
        Mirrored::new(Group::new(ingress_servers(), Entry::Owner)),
        SERVERS,
        EACH,
    );
    let load = Load::of(&mirrored.loads, 0..BINS);
    assert!(load.imbalance < 1.006 && load.jain > 0.9999, "{load:?}");
    // The simulated load of one hash is the one that its weights give.
    let hashed = laid_out(&content, Hashed::new(owners(100_000, 7), Entry::Owner), SERVERS, EACH);
    let mut shares = [0.0; SERVERS];
    let table = owners(100_000, 7);
    for (object, weight) in weights.iter().enumerate() {
        shares[table.home(object as u32)] += weight * SERVERS as f64;
    }
    let expected = shares.into_iter().fold(0.0, f64::max);
    assert!((Load::of(&hashed.loads, 0..BINS).imbalance - expected).abs() < 0.01);
}

/// THEORY 3.10: the same bytes to clients in every layout; the ledger itself asserts the rest at
/// the end of every run, here for all policies.
#[test]
fn every_layout_and_policy_conserves_bytes() {
    let model = Synthetic {
        sites: Sites { count: 16, weights: SiteWeights::Zipf { alpha: 0.5 }, overlap: 0.0 },
        sizes: hotset_workloads::synthetic::Sizes {
            model: hotset_workloads::synthetic::SizeModel::Lognormal {
                median_bytes: 1_000.0,
                sigma: 2.0,
            },
            popularity_correlation: 0.0,
        },
        ..zipf(5_000, 0.9, 30_000)
    };
    let content = model.content(&mut stream(1)).unwrap();
    let capacity = Capacity::Bytes(content.catalog.total_bytes() / 100);
    let mut egress = Vec::new();
    for &policy in PolicyKind::ALL {
        if policy.info().offline {
            continue;
        }
        let servers = [capacity; SERVERS];
        let requests = || content.requests(stream(2), stream(3));
        let mut note = |outcome: hotset_sim::engine::Outcome| {
            let traffic = outcome.ledger.traffic(0..BINS);
            assert_eq!(traffic.requests, 30_000);
            egress.push(traffic.egress_bytes);
        };
        let any = || Entry::Any(ingress_servers());
        let ring = || {
            Owners::new(
                HashKind::Ring { vnodes: 100, bound: Bound::None },
                5_000,
                4,
                SERVERS - 4,
                7,
            )
        };
        let set = || HotSet::top_objects(&content.weights(), 50);
        let tier = || Mirrored::new(Group::new(IngressSelector::new(0, 4, stream(6)), any()));
        let dedicated = Packed::dedicated(&content.catalog);
        note(laid_out_with(&content, requests(), dedicated, policy, &servers));
        note(laid_out_with(
            &content,
            requests(),
            Mirrored::new(Group::new(ingress_servers(), any())),
            policy,
            &servers,
        ));
        note(laid_out_with(&content, requests(), Hashed::new(ring(), any()), policy, &servers));
        note(laid_out_with(
            &content,
            requests(),
            Cooperative::new(Group::new(ingress_servers(), Entry::Owner)),
            policy,
            &servers,
        ));
        let edges = Balancer::new(IngressSelector::new(0, 4, stream(8)), Routing::Choices(2), None);
        let behind = SubLayout::Hashed(Hashed::new(ring(), Entry::Owner));
        note(laid_out_with(&content, requests(), Tiered::new(edges, behind), policy, &servers));
        let kind = HashKind::Ring { vnodes: 100, bound: Bound::Load(1.1) };
        let bounded = Hashed::new(Owners::new(kind, 5_000, 0, SERVERS, 7), any());
        note(laid_out_with(&content, requests(), bounded, policy, &servers));
        let hot = Hot::new(set(), tier(), Hashed::new(ring(), any()));
        note(laid_out_with(&content, requests(), hot, policy, &servers));
        let rest =
            Cooperative::new(Group::new(IngressSelector::new(4, SERVERS - 4, stream(7)), any()));
        note(laid_out_with(&content, requests(), Hot::new(set(), tier(), rest), policy, &servers));
    }
    assert!(egress.windows(2).all(|pair| pair[0] == pair[1]), "{egress:?}");
    let mut bytes = 0;
    let mut batch = RequestBatch::default();
    let mut requests = content.requests(stream(2), stream(3));
    while requests.next_batch(&mut batch).unwrap() {
        bytes += batch.bytes.iter().sum::<u64>();
    }
    assert_eq!(egress[0], bytes);
}

/// A twentieth of the objects tells where requests are answered within 0.003 (and a bound that
/// a sample without the popular objects breaks), in caches of bytes and for objects of many sizes.
#[test]
fn a_sample_of_the_objects_stands_for_all() {
    let mut model = zipf(100_000, 0.8, 2_000_000);
    model.sizes.model = SizeModel::Lognormal { median_bytes: 10_000.0, sigma: 1.0 };
    let content = model.content(&mut stream(1)).unwrap();
    let each = Capacity::Bytes(content.catalog.total_bytes() / 100);
    let weights = content.weights();
    let samples: Vec<Sample> =
        (0..3).map(|seed| Sample::new(&content.catalog, &weights, each, 20, seed)).collect();
    let both = |what: &str, layout: &dyn Fn(Option<&Sample>) -> Traffic| {
        let all = layout(None);
        for sample in &samples {
            let some = layout(Some(sample));
            for (all, some) in shares(&all).into_iter().zip(shares(&some)) {
                assert!((all - some).abs() < 0.003, "{what}: {some} for {all}");
            }
            let requests = some.requests as f64 / all.requests as f64;
            assert!((requests - 1.0).abs() < 0.003, "{what}: {requests} of the requests");
        }
    };
    let run = |layout: Kind, sample: Option<&Sample>| {
        let requests = content.requests(stream(2), stream(3));
        let each = vec![each; SERVERS];
        let lru = PolicyKind::Lru;
        let group = || Group::new(ingress_servers(), Entry::Owner);
        let hashed = || Hashed::new(owners(100_000, 7), Entry::Any(ingress_servers()));
        let outcome = match layout {
            Kind::Mirrored => {
                laid_out_sampled(&content, requests, Mirrored::new(group()), lru, &each, sample)
            }
            Kind::Hashed => laid_out_sampled(&content, requests, hashed(), lru, &each, sample),
            Kind::Cooperative => {
                laid_out_sampled(&content, requests, Cooperative::new(group()), lru, &each, sample)
            }
            Kind::Hot => {
                let set = HotSet::top_objects(&weights, 100);
                let layout = Hot::new(set, Mirrored::new(group()), hashed());
                laid_out_sampled(&content, requests, layout, lru, &each, sample)
            }
        };
        outcome.ledger.traffic(50..200)
    };
    both("mirrored", &|sample| run(Kind::Mirrored, sample));
    both("hashed", &|sample| run(Kind::Hashed, sample));
    both("cooperative", &|sample| run(Kind::Cooperative, sample));
    both("hot", &|sample| run(Kind::Hot, sample));
}

#[derive(Clone, Copy)]
enum Kind {
    Mirrored,
    Hashed,
    Cooperative,
    Hot,
}

fn adaptive(epoch_s: u64, memory: Memory) -> Adaptive {
    adaptive_when(When::Epochs, epoch_s, memory)
}

fn adaptive_when(when: When, epoch_s: u64, memory: Memory) -> Adaptive {
    let how = Adaptation {
        objects: 100,
        when,
        epoch_ns: epoch_s * SimTime::NS_PER_S,
        delay_ns: 0,
        memory,
        hysteresis: 0.0,
        ties: 1,
        push: true,
    };
    let tier = SubLayout::Mirrored(Mirrored::new(Group::new(ingress_servers(), Entry::Owner)));
    let rest = SubLayout::Hashed(Hashed::new(owners(20_000, 7), Entry::Any(ingress_servers())));
    Adaptive::new(how, SERVERS, 20_000, tier, rest)
}

/// Where nothing changes, what is found out while requests come in is what an oracle knows: total
/// traffic within 1 % after the warm-up, whatever is remembered.
#[test]
fn an_adaptive_hot_set_converges_to_the_known_one() {
    let content = zipf(20_000, 0.8, 3_000_000).content(&mut stream(1)).unwrap();
    let each = Capacity::Objects(400);
    let measured = |outcome: hotset_sim::engine::Outcome| outcome.ledger.traffic(100..300);
    let known = Hot::new(
        HotSet::top_objects(&content.weights(), 100),
        Mirrored::new(Group::new(ingress_servers(), Entry::Owner)),
        Hashed::new(owners(20_000, 7), Entry::Any(ingress_servers())),
    );
    let known = measured(laid_out(&content, known, SERVERS, each)).total_bytes() as f64;
    let counters = Memory::SpaceSaving { counters: 1_000 };
    for memory in
        [Memory::Exact, Memory::Window { epochs: 3 }, Memory::Decay { keep: 0.5 }, counters]
    {
        let traffic = measured(laid_out(&content, adaptive(100, memory), SERVERS, each));
        let apart = traffic.total_bytes() as f64 / known - 1.0;
        assert!(apart.abs() < 0.01, "{memory:?}: {apart}");
        assert!(traffic.migration_bytes > 0, "{memory:?}");
    }
    // Hardly anything is hot yet in the first epoch: the test can tell.
    let first = laid_out(&content, adaptive(100_000, Memory::Exact), SERVERS, each);
    assert!(measured(first).total_bytes() as f64 / known - 1.0 > 0.03);
}

/// A plan made once moves everything at once; a trigger finds out long before the epoch is over.
#[test]
fn plans_are_made_once_or_when_something_shows() {
    let content = zipf(20_000, 0.8, 1_000_000).content(&mut stream(1)).unwrap();
    let run = |when, epoch_s| {
        let layout = adaptive_when(when, epoch_s, Memory::Exact);
        laid_out(&content, layout, SERVERS, Capacity::Objects(400))
    };
    let migrations =
        |outcome: &hotset_sim::engine::Outcome, bins| outcome.ledger.traffic(bins).migrations;
    let inter_server = |outcome: &hotset_sim::engine::Outcome| {
        let traffic = outcome.ledger.traffic(20..BINS);
        traffic.inter_server_bytes as f64 / traffic.egress_bytes as f64
    };
    let once = run(When::Once, 50);
    assert_eq!(migrations(&once, 0..BINS), 100 * (SERVERS as u64 - 1));
    assert_eq!(migrations(&once, 5..6), migrations(&once, 0..BINS));
    let epochs = run(When::Epochs, 50);
    assert!(migrations(&epochs, 6..BINS) > 0);
    // The second epoch would end far behind the last request.
    let (never, soon) = (run(When::Epochs, 100_000), run(When::Trigger { requests: 500 }, 100_000));
    assert_eq!(migrations(&never, 0..BINS), 0);
    assert!(migrations(&soon, 0..20) > 0);
    let (never, soon, known) = (inter_server(&never), inter_server(&soon), inter_server(&epochs));
    assert!(never - known > 0.1 && soon - known < 0.02, "{never} {soon} {known}");
    // Every copy was read, wasted, or is counted as one that nobody asked for until the end.
    for (outcome, read_min) in [(&once, 0.6), (&epochs, 0.3)] {
        let (read, wasted) = outcome
            .copies
            .iter()
            .fold((0, 0), |(read, wasted), cell| (read + cell.read, wasted + cell.wasted));
        assert_eq!(read + wasted, migrations(outcome, 0..BINS));
        // The noise of counts moves copies to servers that hold them still.
        assert!(read as f64 > read_min * (read + wasted) as f64, "{read} read, {wasted} wasted");
    }
}

/// Under churn, longer epochs move less and know less: there is less migration traffic, and more
/// between ingress servers and owners.
#[test]
fn longer_epochs_move_less_and_miss_more_of_what_is_hot() {
    let mut model = zipf(20_000, 1.0, 2_000_000);
    model.churn = Some(Churn { turnover_per_day: 200.0, new_share: 0.0, reach: 10.0 });
    let content = model.content(&mut stream(1)).unwrap();
    let traffic = |epoch_s: u64| {
        let layout = adaptive(epoch_s, Memory::Exact);
        let outcome = laid_out(&content, layout, SERVERS, Capacity::Objects(400));
        let traffic = outcome.ledger.traffic(50..200);
        (traffic.migration_bytes, traffic.inter_server_bytes)
    };
    let found: Vec<(u64, u64)> = [20, 80, 320].map(traffic).to_vec();
    assert!(found.is_sorted_by(|a, b| a.0 > b.0), "migration {found:?}");
    assert!(found[0].1 < found[1].1 && found[1].1 < found[2].1, "between servers {found:?}");
}

/// What objects are called makes no difference to layouts that do not hash them: a number may be a rank.
#[test]
fn numbers_of_objects_mean_nothing() {
    let content = Synthetic {
        sites: Sites { count: 8, weights: SiteWeights::Zipf { alpha: 0.8 }, overlap: 0.0 },
        ..zipf(800, 0.8, 60_000)
    };
    let content = content.content(&mut stream(1)).unwrap();
    let objects = content.catalog.len();
    // 7 and the number of objects have no divisor in common.
    let renamed = |object: u32| (u64::from(object) * 7_919 % objects as u64) as u32;
    assert_ne!(objects % 7_919, 0);
    let mut trace = Trace { catalog: content.catalog.clone(), ..Trace::default() };
    let mut other = trace.clone();
    for object in 0..objects as u32 {
        other.catalog.site[renamed(object) as usize] = trace.catalog.site_of(object);
    }
    let (mut source, mut batch) = (content.requests(stream(2), stream(3)), RequestBatch::default());
    while source.next_batch(&mut batch).unwrap() {
        trace.append(&batch);
        batch.object.iter_mut().for_each(|object| *object = renamed(*object));
        other.append(&batch);
    }
    let servers = 8;
    let traffic = |trace: &Trace, name: &str| {
        let group = || Group::new(IngressSelector::new(0, servers, stream(5)), Entry::Owner);
        let balancer = || {
            Balancer::new(IngressSelector::new(0, servers - 2, stream(5)), Routing::Random, None)
        };
        let of = |run: hotset_sim::engine::Outcome| run.ledger.traffic(0..BINS);
        let rest = || Packed::new((0..servers).collect(), &trace.catalog);
        let mut source = trace.requests();
        let weights = trace.weights();
        let capacities = vec![Capacity::Objects(20); servers];
        macro_rules! run {
            ($layout:expr) => {
                of(Run {
                    source: &mut source,
                    catalog: &trace.catalog,
                    weights: &|| weights.clone(),
                    layout: $layout,
                    capacities: &capacities,
                    streams: &|server| stream(100 + server as u64),
                    bins: hotset_sim::ledger::Bins::new(SimTime(0), 1 << 40, BINS),
                    policy: &PolicyKind::Lru,
                }
                .run()
                .unwrap())
            };
        }
        match name {
            "mirrored" => run!(Mirrored::new(group())),
            "cooperative" => run!(Cooperative::new(group())),
            "packed" => run!(rest()),
            "tiered" => {
                let tier =
                    Group::new(IngressSelector::new(servers - 2, 2, stream(6)), Entry::Owner);
                run!(Tiered::new(balancer(), SubLayout::Mirrored(Mirrored::new(tier))))
            }
            _ => {
                run!(Hot::new(HotSet::top_requests(&weights, 0.3), Mirrored::new(group()), rest()))
            }
        }
    };
    for name in ["mirrored", "cooperative", "packed", "tiered", "hot"] {
        assert_eq!(traffic(&trace, name), traffic(&other, name), "{name}");
    }
}
