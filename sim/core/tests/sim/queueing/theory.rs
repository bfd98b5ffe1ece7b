//! Runs in time against queueing theory, and against sums by hand.

use super::setting::{BINS, Setting, station};
use crate::common::stream;
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::timed::{Discipline, Driver, Links, StationTiming, Timing};
use hotset_sim::layout::{
    Balancer, Entry, Group, HashKind, Hashed, IngressSelector, Layout, Mirrored, Owners, Packed,
    Routing,
};
use hotset_workloads::{Catalog, RequestBatch, SimTime, Stream};
use rand::RngExt;

/// Poisson arrivals at one server that holds the one object; the sizes are drawn anew each time.
fn one_queue(
    requests: usize,
    mean_gap_ns: f64,
    mut bytes: impl FnMut(&mut Stream) -> f64,
) -> Setting {
    let mut rng = stream(21);
    let mut batch = RequestBatch::default();
    let mut now = 0.0;
    for _ in 0..requests {
        let uniform: f64 = rng.random();
        now -= libm::log(1.0 - uniform) * mean_gap_ns;
        batch.time.push(SimTime(now as u64));
        batch.object.push(0);
        batch.bytes.push(bytes(&mut rng).round().max(0.0) as u64);
        batch.site.push(0);
    }
    Setting {
        requests: batch,
        catalog: Catalog { bytes: vec![1], site: Vec::new(), sites: 1 },
        servers: 1,
        capacity: Capacity::Objects(1),
        policy: PolicyKind::Lru.into(),
    }
}

fn exponential(rng: &mut Stream) -> f64 {
    let uniform: f64 = rng.random();
    -libm::log(1.0 - uniform)
}

/// Two exponentials, mean 1, squared coefficient of variation 5.5 (ENGINE 4).
fn hyper_exponential(rng: &mut Stream) -> f64 {
    // Balanced means: p = (1 + sqrt((c2 - 1) / (c2 + 1))) / 2.
    let p = 0.5 * (1.0 + (4.5f64 / 6.5).sqrt());
    let mean = if rng.random_bool(p) { 0.5 / p } else { 0.5 / (1.0 - p) };
    mean * exponential(rng)
}

/// A size of 1 in the laws below takes so long.
const UNIT_NS: f64 = 1e6;

/// The mean time in the system over the time of a mean job, and its standard error by batch means
/// (the bins), without the first tenth.
fn mean_time(setting: &Setting, discipline: Discipline) -> (f64, f64) {
    let server = StationTiming { discipline, ..unit_rate(1) };
    let layout = Packed::new(vec![0], &setting.catalog);
    mean_latency(setting, layout, Timing { server, collapsed: true, ..Timing::default() })
}

/// A size of 1 takes a unit of time in each of so many channels.
fn unit_rate(channels: u64) -> StationTiming {
    let bytes_per_s = Some(1_000_000_000 * channels);
    StationTiming { channels, bytes_per_s, ..StationTiming::default() }
}

/// The mean latency in units, and its standard error by batch means.
fn mean_latency(setting: &Setting, layout: impl Layout, timing: Timing) -> (f64, f64) {
    let outcome = setting.timed(layout, timing, Driver::Auto);
    let ledger = &outcome.outcome.ledger;
    batch_means(|bin| {
        let answered: u64 = ledger.bin(bin).iter().map(|cell| cell.requests()).sum();
        let latency: u64 = outcome.servers.iter().map(|cells| cells[bin].latency_ns).sum();
        latency as f64 / answered as f64 / UNIT_NS
    })
}

/// The mean over the bins and its standard error, without the first tenth and the last.
fn batch_means(of_bin: impl Fn(usize) -> f64) -> (f64, f64) {
    let means: Vec<f64> = (BINS / 10..BINS - 1).map(of_bin).collect();
    let count = means.len() as f64;
    let mean = means.iter().sum::<f64>() / count;
    let variance = means.iter().map(|m| (m - mean) * (m - mean)).sum::<f64>() / (count - 1.0);
    (mean, (variance / count).sqrt())
}

fn assert_agrees(what: &str, (mean, error): (f64, f64), theory: f64) {
    let z = (mean - theory) / error;
    assert!(z.abs() < 4.0, "{what}: {mean} +- {error}, in theory {theory} (z = {z:.1})");
    // The test would find a difference of a twentieth.
    assert!(error < 0.0125 * theory, "{what}: error {error} of {theory}");
}

/// Pollaczek and Khinchine: the wait is rho E[S^2] / (2 E[S] (1 - rho)) in order of arrival.
#[test]
fn fifo_waits_as_pollaczek_and_khinchine_say() {
    let rho = 0.7;
    let wait = |second_moment: f64| rho * second_moment / (2.0 * (1.0 - rho));
    let queue = |law: fn(&mut Stream) -> f64, n| {
        mean_time(&one_queue(n, UNIT_NS / rho, |rng| UNIT_NS * law(rng)), Discipline::Fifo)
    };
    assert_agrees("M/M/1", queue(exponential, 2_000_000), 1.0 + wait(2.0));
    assert_agrees("M/D/1", queue(|_| 1.0, 1_000_000), 1.0 + wait(1.0));
    assert_agrees("M/H2/1", queue(hyper_exponential, 4_000_000), 1.0 + wait(6.5));
}

/// Processor sharing does not ask for more than the mean: S / (1 - rho), whatever the law (THEORY
/// 7.1).
#[test]
fn sharing_is_insensitive_to_the_law_of_sizes() {
    let rho = 0.8;
    let lognormal = |rng: &mut Stream| {
        let (radius, angle) = (exponential(rng), rng.random::<f64>() * std::f64::consts::TAU);
        let normal = (2.0 * radius).sqrt() * libm::cos(angle);
        libm::exp(1.5 * normal - 1.125)
    };
    let queue = |law: &dyn Fn(&mut Stream) -> f64, n| {
        mean_time(&one_queue(n, UNIT_NS / rho, |rng| UNIT_NS * law(rng)), Discipline::Sharing)
    };
    let theory = 1.0 / (1.0 - rho);
    assert_agrees("M/D/1-PS", queue(&|_| 1.0, 2_000_000), theory);
    assert_agrees("M/M/1-PS", queue(&exponential, 3_000_000), theory);
    assert_agrees("M/LN/1-PS", queue(&lognormal, 3_000_000), theory);
}

/// The share of the requests that find no room, where jobs are exponential.
fn dropped(rho: f64, channels: u64, room: usize, requests: usize) -> (f64, f64) {
    let gap = UNIT_NS / rho / channels as f64;
    let setting = one_queue(requests, gap, |rng| UNIT_NS * exponential(rng));
    let server = StationTiming { jobs_max: Some(room), ..unit_rate(channels) };
    let timing = Timing { server, collapsed: true, ..Timing::default() };
    let layout = Packed::new(vec![0], &setting.catalog);
    let outcome = setting.timed(layout, timing, Driver::Auto);
    assert_eq!(outcome.server_counts[0].jobs_max, room);
    let dropped: u64 = outcome.servers[0].iter().map(|cell| cell.dropped_requests).sum();
    assert_eq!(dropped, outcome.server_counts[0].refused);
    batch_means(|bin| {
        let dropped = outcome.servers[0][bin].dropped_requests as f64;
        dropped / (dropped + outcome.outcome.ledger.bin(bin)[0].requests() as f64)
    })
}

/// M/M/1 with room for k: the share (1 - rho) rho^k / (1 - rho^(k+1)) finds no room. With a channel
/// for everyone there is room for, it is Erlang's B (THEORY 7.2).
#[test]
fn a_finite_queue_drops_as_erlang_says() {
    let (rho, room) = (0.9f64, 5);
    let theory = (1.0 - rho) * rho.powi(room as i32) / (1.0 - rho.powi(room as i32 + 1));
    assert_agrees("M/M/1/5", dropped(rho, 1, room, 1_000_000), theory);
    assert_agrees("M/M/10/10", dropped(1.0, 10, 10, 1_000_000), 0.214582);
    assert_agrees("M/M/10/10", dropped(0.5, 10, 10, 4_000_000), 0.018385);
}

/// Erlang's C: T/S of THEORY 7.2.
#[test]
fn channels_wait_as_erlang_says() {
    let expected = [
        (1, 0.8, 5.0, 3_000_000),
        (2, 0.8, 2.777778, 2_000_000),
        (4, 0.8, 1.745541, 1_000_000),
        (16, 0.8, 1.095276, 1_000_000),
        (64, 0.8, 1.004379, 1_000_000),
        (10, 0.9, 1.668732, 1_000_000),
        (100, 0.9, 1.021694, 1_000_000),
    ];
    for (channels, rho, theory, requests) in expected {
        let gap = UNIT_NS / rho / channels as f64;
        let setting = one_queue(requests, gap, |rng| UNIT_NS * exponential(rng));
        let layout = Packed::new(vec![0], &setting.catalog);
        let timing = Timing { server: unit_rate(channels), ..Timing::default() };
        let outcome = setting.timed(layout.clone(), timing, Driver::Auto);
        let width_ns = setting.bins().width_ns as f64;
        let busy = batch_means(|bin| outcome.servers[0][bin].station.offered_ns as f64 / width_ns);
        assert_agrees(&format!("utilisation of {channels} channels"), busy, rho);
        let found = mean_latency(&setting, layout, timing);
        assert_agrees(&format!("M/M/{channels} at {rho}"), found, theory);
    }
}

/// As [`one_queue`], but that all of so many servers hold the object; gaps are for all of them.
fn many_queues(servers: usize, requests: usize, rho: f64) -> Setting {
    let gap = UNIT_NS / rho / servers as f64;
    Setting { servers, ..one_queue(requests, gap, |rng| UNIT_NS * exponential(rng)) }
}

fn routed(servers: usize, routing: Routing) -> Mirrored {
    let balancer = Balancer::new(IngressSelector::new(0, servers, stream(17)), routing, None);
    Mirrored::new(Group::new(balancer, Entry::Owner))
}

/// THEORY 7.4: two queues, one for two servers, one server twice as fast.
#[test]
fn pooled_servers_are_quicker() {
    let time = |setting: &Setting, layout, channels: u64, speed: u64| {
        let server =
            StationTiming { bytes_per_s: Some(1_000_000_000 * speed), ..unit_rate(channels) };
        mean_latency(setting, layout, Timing { server, ..Timing::default() })
    };
    let apart = many_queues(2, 3_000_000, 0.8);
    assert_agrees("two M/M/1", time(&apart, routed(2, Routing::Random), 1, 1), 5.0);
    // Of one server, requests come twice as often.
    let pooled = one_queue(2_000_000, UNIT_NS / 1.6, |rng| UNIT_NS * exponential(rng));
    assert_agrees("one of double speed", time(&pooled, routed(1, Routing::Random), 1, 2), 2.5);
    assert_agrees("M/M/2", time(&pooled, routed(1, Routing::Random), 2, 2), 2.777778);
}

/// The supermarket model: THEORY 7.5, within 3 % at 100 servers.
#[test]
fn two_choices_are_quicker_than_one() {
    let time = |rho, routing, requests| {
        let timing = Timing { server: unit_rate(1), ..Timing::default() };
        mean_latency(&many_queues(100, requests, rho), routed(100, routing), timing)
    };
    let expected = [(0.5, 2, 1.2657), (0.7, 2, 1.6145), (0.9, 2, 2.6141), (0.9, 3, 2.0279)];
    for (rho, choices, theory) in expected {
        let (mean, error) = time(rho, Routing::Choices(choices), 2_000_000);
        assert!((mean / theory - 1.0).abs() < 0.03, "{choices} at {rho}: {mean}, not {theory}");
        assert!(error < 0.005 * theory, "{choices} at {rho}: error {error}");
    }
    // More choices are better still; to ask all is best.
    let all = time(0.9, Routing::LeastLoaded, 1_000_000).0;
    assert!(all < 2.0279 && all > 1.0, "least loaded: {all}");
}

/// What leaves an M/M/1 queue is a Poisson process (Burke 1956), also behind a link: the origin waits
/// as M/M/1, the server behind it as M/D/1, and the times add up as in a network of Jackson's.
#[test]
fn misses_wait_at_the_origin_and_at_the_server() {
    let (requests, rho) = (2_000_000, 0.7);
    let mut setting = one_queue(requests, UNIT_NS / rho, |rng| UNIT_NS * exponential(rng));
    setting.requests.object = (0..requests as u32).collect();
    setting.catalog.bytes = vec![1; requests];
    let (link_ns, service_ns) = (5_000_000, 800_000);
    let timing = Timing {
        server: StationTiming { overhead_ns: service_ns, ..StationTiming::default() },
        origin: unit_rate(1),
        links: Links { origin_ns: link_ns, ..Links::default() },
        collapsed: true,
        timeout_ns: None,
    };
    let service = service_ns as f64 / UNIT_NS;
    let busy = rho * service;
    let at_origin = 1.0 / (1.0 - rho);
    let at_server = service + busy * service / (2.0 * (1.0 - busy));
    let theory = at_origin + at_server + 2.0 * link_ns as f64 / UNIT_NS;
    let layout = Packed::new(vec![0], &setting.catalog);
    assert_agrees("M/M/1, a link, M/D/1", mean_latency(&setting, layout, timing), theory);
}

/// Two servers that answer clients and each other, over a link that delays: jobs come from outside and
/// from the other server, in both directions. Where jobs share the rate, each server has the times of a
/// queue alone at the load that the traffic equations give it, though a job needs as much at its
/// second server as at its first (Baskett, Chandy, Muntz and Palacios, JACM 1975).
#[test]
fn servers_that_pass_answers_on_wait_as_in_a_network_of_queues() {
    const OBJECTS: u32 = 1_000;
    let (requests, load) = (2_000_000, 0.93);
    let mut setting = one_queue(requests, UNIT_NS / load, |rng| UNIT_NS * exponential(rng));
    let mut rng = stream(5);
    setting.requests.object = (0..requests).map(|_| rng.random_range(0..OBJECTS)).collect();
    setting.catalog.bytes = vec![1; OBJECTS as usize];
    (setting.servers, setting.capacity) = (2, Capacity::Objects(OBJECTS as u64));
    let link_ns = 5_000_000;
    let timing = Timing {
        server: StationTiming { discipline: Discipline::Sharing, ..unit_rate(1) },
        links: Links { inter_server_ns: link_ns, ..Links::default() },
        collapsed: true,
        ..Timing::default()
    };
    let owners = Owners::new(HashKind::Jump, OBJECTS as usize, 0, 2, 9);
    let owned = (0..OBJECTS).filter(|&object| owners.home(object) == 0).count();
    let share = owned as f64 / f64::from(OBJECTS);
    // Half of the ingress servers are not the owner: the answer goes on to the other server, and the request came
    // that way.
    let visits = [share + (1.0 - share) / 2.0, (1.0 - share) + share / 2.0];
    let at_servers: f64 = visits.iter().map(|visits| visits / (1.0 - load * visits)).sum();
    let theory = at_servers + link_ns as f64 / UNIT_NS;
    let layout = Hashed::new(owners, Entry::Any(IngressSelector::new(0, 2, stream(6))));
    assert_agrees("two queues and a link", mean_latency(&setting, layout, timing), theory);
}

/// THEORY 3.7: a cold object is fetched once by each server where fetches are shared, and 1 + lambda d
/// times where each request begins its own, d being the time that a fetch takes.
#[test]
fn a_cold_object_is_fetched_once_or_by_all_who_cannot_wait() {
    const CROWDS: usize = 3_000;
    let (lambda_d, fetch_ns) = (8.0, 1_000_000u64);
    let mut rng = stream(31);
    let mut requests = RequestBatch::default();
    for crowd in 0..CROWDS {
        // The first request comes at the beginning, the others as a Poisson process.
        let mut now = 0.0;
        while now < 3.0 * fetch_ns as f64 {
            requests.time.push(SimTime((crowd as u64) * 4 * fetch_ns + now as u64));
            requests.object.push(crowd as u32);
            requests.bytes.push(1);
            requests.site.push(0);
            now += exponential(&mut rng) * fetch_ns as f64 / lambda_d;
        }
    }
    let setting = Setting {
        requests,
        catalog: Catalog { bytes: vec![1; CROWDS], site: Vec::new(), sites: 1 },
        servers: 1,
        capacity: Capacity::Objects(CROWDS as u64),
        policy: PolicyKind::Lru.into(),
    };
    let fetches = |collapsed| {
        let links = Links { origin_ns: fetch_ns / 2, ..Links::default() };
        let timing = Timing { links, collapsed, ..Timing::default() };
        let layout = Packed::new(vec![0], &setting.catalog);
        let outcome = setting.timed(layout, timing, Driver::Auto);
        let delayed: u64 = outcome.servers[0].iter().map(|cell| cell.delayed_requests).sum();
        (outcome.outcome.ledger.traffic(0..BINS).origin_requests, delayed)
    };
    let (shared, delayed) = fetches(true);
    assert_eq!(shared, CROWDS as u64);
    // Those who wait are the others of the 1 + lambda d.
    let error = 4.0 * (lambda_d / CROWDS as f64).sqrt();
    assert!((delayed as f64 / CROWDS as f64 - lambda_d).abs() < error, "{delayed} waited");
    let (each, none) = fetches(false);
    assert!((each as f64 / CROWDS as f64 - 1.0 - lambda_d).abs() < error, "{each} fetches");
    assert_eq!((each, none), (shared + delayed, 0));
}

/// Of those who ask for an object while it is fetched, as many wait as there is room for.
#[test]
fn a_fetch_has_room_for_so_many_who_wait() {
    let (room, requests) = (50, 1_000);
    // All of them come long before the fetch is back.
    let setting = one_queue(requests, 100.0, |_| 1.0);
    let server = StationTiming { jobs_max: Some(room), ..StationTiming::default() };
    let links = Links { origin_ns: UNIT_NS as u64, ..Links::default() };
    let timing = Timing { server, links, collapsed: true, ..Timing::default() };
    let layout = Packed::new(vec![0], &setting.catalog);
    let outcome = setting.timed(layout, timing, Driver::Auto);
    let answered = outcome.outcome.ledger.traffic(0..BINS).requests;
    assert_eq!(answered, 1 + room as u64, "the one who fetches, and those who wait");
    let dropped: u64 = outcome.servers[0].iter().map(|cell| cell.dropped_requests).sum();
    assert_eq!(answered + dropped, requests as u64);
}

/// Asked for far more than it can do, a station holds no more than it has room for.
#[test]
fn overload_fills_the_room_and_no_more() {
    let room = 50;
    let mut setting = one_queue(200_000, UNIT_NS / 20.0, |_| UNIT_NS);
    // Each object is asked for by ten in a row, so that nine of them wait.
    setting.requests.object = (0..200_000u32).map(|request| request / 10).collect();
    setting.catalog.bytes = vec![1; 20_000];
    let full = StationTiming { jobs_max: Some(room), ..unit_rate(1) };
    for discipline in [Discipline::Fifo, Discipline::Sharing] {
        let station = StationTiming { discipline, ..full };
        let links = Links { origin_ns: 1_000, ..Links::default() };
        let timing =
            Timing { server: station, origin: station, links, collapsed: true, timeout_ns: None };
        let layout = Packed::new(vec![0], &setting.catalog);
        let outcome = setting.timed(layout, timing, Driver::Auto);
        assert_eq!(outcome.origin_counts.jobs_max, room);
        assert!(outcome.server_counts[0].jobs_max <= room);
        let dropped: u64 = outcome.servers[0].iter().map(|cell| cell.dropped_requests).sum();
        let answered = outcome.outcome.ledger.traffic(0..BINS).requests;
        assert_eq!(answered + dropped, 200_000);
        // Nobody waits longer than a full origin, then a full server, take.
        let longest = (2 * room as u64 + 2) * UNIT_NS as u64;
        assert!(
            outcome.latencies.max_ns() < longest,
            "{} of {longest}",
            outcome.latencies.max_ns()
        );
        assert!(dropped > 150_000, "{dropped} dropped");
    }
}

/// One request by hand: an ingress server, another server, the origin, and back.
#[test]
fn a_miss_behind_another_ingress_server_takes_every_step_there_is() {
    let mut requests = RequestBatch::default();
    for (time, bytes) in [(0, 1_000), (1_000_000, 1_000)] {
        requests.time.push(SimTime(time));
        requests.object.push(0);
        requests.bytes.push(bytes);
        requests.site.push(0);
    }
    let setting = Setting {
        requests,
        catalog: Catalog { bytes: vec![1_000], site: Vec::new(), sites: 1 },
        servers: 2,
        capacity: Capacity::Bytes(10_000),
        policy: PolicyKind::Lru.into(),
    };
    // The owner is server 0, the ingress server always server 1.
    let owners = Owners::new(HashKind::Jump, 1, 0, 1, 1);
    let layout = Hashed::new(owners, Entry::Any(IngressSelector::new(1, 1, stream(1))));
    let timing = Timing {
        server: StationTiming { overhead_ns: 7, ..station(Discipline::Fifo, 1_000_000_000, None) },
        origin: StationTiming { overhead_ns: 11, ..station(Discipline::Fifo, 500_000_000, None) },
        links: Links {
            client_ns: 100,
            inter_server_ns: 10_000,
            origin_ns: 200_000,
            ..Links::default()
        },
        collapsed: true,
        timeout_ns: Some(30_000),
    };
    let outcome = setting.timed(layout, timing, Driver::Auto);
    let hit = 2 * (100 + 10_000 + 1_000 + 7);
    let miss = hit + 2 * 200_000 + 2_000 + 11;
    let (slow, quick) = (outcome.latencies.of(3), outcome.latencies.of(2));
    assert!(slow.equivalent(slow.max(), miss) && slow.len() == 1, "{} for {miss}", slow.max());
    assert!(quick.equivalent(quick.max(), hit) && quick.len() == 1, "{} for {hit}", quick.max());
    let ingress: Vec<_> = outcome.servers[1].iter().filter(|cell| cell.latency_ns > 0).collect();
    assert_eq!(ingress.iter().map(|cell| cell.latency_ns).sum::<u64>(), hit + miss);
    assert_eq!(ingress.iter().map(|cell| cell.timed_out_requests).sum::<u64>(), 1);
    assert_eq!(outcome.end_ns, 1_000_000 + hit - 200);
}
