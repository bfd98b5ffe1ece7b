//! Links with a rate.

use super::setting::{BINS, Setting};
use crate::common::stream;
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::timed::{Driver, LinkUse, Links, TimedOutcome, Timing};
use hotset_sim::layout::{
    Adaptation, Adaptive, Entry, Group, HashKind, Hashed, IngressSelector, Memory, Mirrored,
    Owners, Packed, SubLayout, When,
};
use hotset_workloads::{Catalog, RequestBatch, SimTime};

/// An answer waits for the one before it on its link, and for nothing on another's.
#[test]
fn a_link_passes_on_one_answer_after_the_other() {
    let mut requests = RequestBatch::default();
    for (object, site) in [(0, 0), (1, 0), (2, 1)] {
        requests.time.push(SimTime(0));
        requests.object.push(object);
        requests.bytes.push(1_000);
        requests.site.push(site);
    }
    let setting = Setting {
        requests,
        catalog: Catalog { bytes: vec![1_000; 3], site: vec![0, 0, 1], sites: 2 },
        servers: 2,
        capacity: Capacity::Bytes(10_000),
        policy: PolicyKind::Lru.into(),
    };
    let links =
        Links { origin_ns: 100, origin_bytes_per_s: Some(1_000_000_000), ..Links::default() };
    let timing = Timing { links, collapsed: true, ..Timing::default() };
    let outcome = setting.timed(Packed::dedicated(&setting.catalog), timing, Driver::Auto);
    let latency =
        |server: usize| outcome.servers[server].iter().map(|cell| cell.latency_ns).sum::<u64>();
    assert_eq!((latency(0), latency(1)), (1_200 + 2_200, 1_200));
}

const ANSWERS: u64 = 10_000;

/// One answer a microsecond from server 0 to the ingress server at server 1.
fn one_a_microsecond(capacity_bytes: u64, links: Links) -> TimedOutcome {
    let mut requests = RequestBatch::default();
    for number in 0..ANSWERS {
        requests.time.push(SimTime(number * 1_000));
        requests.object.push((number % 7) as u32);
        requests.bytes.push(1_000);
        requests.site.push(0);
    }
    let setting = Setting {
        requests,
        catalog: Catalog { bytes: vec![1_000; 7], site: Vec::new(), sites: 1 },
        servers: 2,
        capacity: Capacity::Bytes(capacity_bytes),
        policy: PolicyKind::Lru.into(),
    };
    let owners = Owners::new(HashKind::Jump, 7, 0, 1, 1);
    let layout = Hashed::new(owners, Entry::Any(IngressSelector::new(1, 1, stream(1))));
    let timing = Timing { links, collapsed: false, ..Timing::default() };
    setting.timed(layout, timing, Driver::Auto)
}

/// Copies that a link has no room for are no traffic, and nothing that anybody asked for.
#[test]
fn copies_that_find_no_room_are_counted_nowhere() {
    let (objects, servers) = (40, 2);
    let mut requests = RequestBatch::default();
    for number in 0..ANSWERS {
        requests.time.push(SimTime(number * 1_000));
        // Another quarter of the objects is popular in every millisecond.
        requests.object.push((number / 1_000 * 10 + number % 10) as u32 % objects);
        requests.bytes.push(1_000);
        requests.site.push(0);
    }
    let setting = Setting {
        requests,
        catalog: Catalog { bytes: vec![1_000; objects as usize], site: Vec::new(), sites: 1 },
        servers,
        capacity: Capacity::Bytes(1_000_000),
        policy: PolicyKind::Lru.into(),
    };
    let how = Adaptation {
        objects: 10,
        when: When::Epochs,
        epoch_ns: 500_000,
        delay_ns: 0,
        memory: Memory::Exact,
        hysteresis: 0.0,
        ties: 1,
        push: true,
    };
    let owners = Owners::new(HashKind::Jump, objects as usize, 0, servers, 3);
    let tier = Mirrored::new(Group::new(IngressSelector::new(0, servers, stream(2)), Entry::Owner));
    let rest = SubLayout::Hashed(Hashed::new(owners, Entry::Owner));
    let layout = Adaptive::new(how, servers, objects as usize, SubLayout::Mirrored(tier), rest);
    let slow = Some(100_000_000);
    let links = Links {
        inter_server_bytes_per_s: slow,
        inter_server_ns: 50,
        jobs_max: Some(1),
        ..Links::default()
    };
    let timing = Timing { links, collapsed: true, ..Timing::default() };
    let outcome = setting.timed(layout, timing, Driver::Auto);
    let refused: u64 = outcome.inter_server_links.cells.iter().map(|cell| cell.refused).sum();
    assert!(refused > 10, "{refused}");
    let traffic = outcome.outcome.ledger.traffic(0..BINS);
    let cells = (0..BINS).map(|bin| outcome.outcome.ledger.bin_total(bin));
    let read: u64 = cells.map(|cell| cell.cache_bytes - cell.migrated_bytes).sum();
    assert!(traffic.migrations > 0 && traffic.requests == ANSWERS);
    assert_eq!(read, 1_000 * traffic.local_requests);
}

/// Half of what is asked of a link is too much: that is dropped and told, and no more waits than may.
fn assert_half_is_dropped(outcome: &TimedOutcome, links: &LinkUse, others: &LinkUse) {
    assert!(others.cells.is_empty() && others.offered_ns.is_empty(), "nothing waits there");
    assert_eq!(links.offered_ns, [2_000 * ANSWERS], "one link, of which all is asked");
    assert_eq!(links.cells.iter().map(|cell| cell.jobs_max).max(), Some(10));
    let passed: u64 = links.cells.iter().map(|cell| cell.jobs).sum();
    let refused: u64 = links.cells.iter().map(|cell| cell.refused).sum();
    assert_eq!(passed + refused, ANSWERS);
    // But for those that are there at the end.
    assert!(refused.abs_diff(ANSWERS / 2) <= 10, "{refused}");
    let dropped = outcome.servers.iter().flatten().map(|cell| cell.dropped_requests);
    assert_eq!(dropped.sum::<u64>(), refused);
    let bin_ns = outcome.outcome.ledger.bins().width_ns as f64;
    let asked = links.cells[BINS / 2].offered_ns as f64 / bin_ns;
    assert!((1.9..2.1).contains(&asked), "{asked}");
}

#[test]
fn links_that_cannot_keep_up_drop_and_tell() {
    let slow = Some(500_000_000);
    let links =
        Links { inter_server_ns: 50, origin_ns: 50, jobs_max: Some(10), ..Links::default() };
    let links_between = Links { inter_server_bytes_per_s: slow, ..links };
    let outcome = one_a_microsecond(100_000, links_between);
    assert_half_is_dropped(&outcome, &outcome.inter_server_links, &outcome.origin_links);
    // Where nothing is kept, all comes from the origin.
    let outcome = one_a_microsecond(10, Links { origin_bytes_per_s: slow, ..links });
    assert_half_is_dropped(&outcome, &outcome.origin_links, &outcome.inter_server_links);
}
