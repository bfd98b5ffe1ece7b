//! Runs in time against runs without time, and against themselves.

use super::setting::{BINS, Setting, station};
use crate::common::stream;
use hotset_sim::cache::{Capacity, PolicyKind};
use hotset_sim::engine::Outcome;
use hotset_sim::engine::timed::{Discipline, Driver, Links, StationTiming, TimedOutcome, Timing};
use hotset_sim::layout::{
    Adaptation, Adaptive, Balancer, Bound, Cooperative, Entry, Group, HashKind, Hashed, Hot,
    HotSet, IngressSelector, Layout, Memory, Mirrored, Owners, Packed, Routing, Scaler, Scaling,
    SubLayout, Tiered, When,
};
use hotset_workloads::{Catalog, RequestBatch, SimTime};
use proptest::prelude::*;
use rand::RngExt;

/// All the layouts, by number.
const LAYOUTS: usize = 15;
/// Those whose routes depend on loads.
const READ_LOADS: [usize; 2] = [9, 10];
/// Those whose servers look up misses at siblings.
const READ_HOLDERS: [usize; 2] = [12, 13];

fn laid_out<T>(setting: &Setting, number: usize, then: impl FnOnce(&dyn AnyLayout) -> T) -> T {
    let (n, objects) = (setting.servers, setting.catalog.len());
    let ingress_servers = |seed| IngressSelector::new(0, n, stream(seed));
    let owners = || Owners::new(HashKind::Jump, objects, 0, n, 7);
    let mirrored = || Mirrored::new(Group::new(ingress_servers(5), Entry::Owner));
    let proxied = || Hashed::new(owners(), Entry::Any(ingress_servers(6)));
    let weights: Vec<f64> = (0..objects).map(|object| 1.0 / (object + 1) as f64).collect();
    let set = || HotSet::top_objects(&weights, objects / 4);
    match number {
        0 => then(&Packed::new((0..n).collect(), &setting.catalog)),
        1 => then(&mirrored()),
        2 => then(&Hashed::new(owners(), Entry::Owner)),
        3 => then(&proxied()),
        4 => then(&Hot::new(set(), mirrored(), proxied())),
        5 | 6 => {
            let how = Adaptation {
                objects: objects / 4,
                when: if number == 5 { When::Epochs } else { When::Trigger { requests: 50 } },
                epoch_ns: 2_000_000,
                delay_ns: 300_000,
                memory: Memory::Decay { keep: 0.5 },
                hysteresis: 0.1,
                ties: 1,
                push: true,
            };
            // Where clients know the owner, servers send each other copies alone.
            let direct = Hashed::new(owners(), Entry::Owner);
            let rest = SubLayout::Hashed(if number == 5 { proxied() } else { direct });
            let tier = SubLayout::Mirrored(mirrored());
            then(&Adaptive::new(how, n, objects, tier, rest))
        }
        // Where there are servers for two tiers.
        7 | 8 if n > 1 => {
            let edges = n / 2;
            let behind = Owners::new(HashKind::Maglev, objects, edges, n - edges, 9);
            let tier = match number {
                7 => SubLayout::Hashed(Hashed::new(behind, Entry::Owner)),
                _ => {
                    let members = IngressSelector::new(edges, n - edges, stream(12));
                    SubLayout::Mirrored(Mirrored::new(Group::new(members, Entry::Owner)))
                }
            };
            then(&Tiered::new(IngressSelector::new(0, edges, stream(8)), tier))
        }
        9 => {
            let kind = HashKind::Ring { vnodes: 4, bound: Bound::Load(1.25) };
            let owners = Owners::new(kind, objects, 0, n, 7);
            then(&Hashed::new(owners, Entry::Any(ingress_servers(6))))
        }
        10 => {
            let balancer = Balancer::new(ingress_servers(5), Routing::Choices(2), None);
            then(&Mirrored::new(Group::new(balancer, Entry::Owner)))
        }
        11 => {
            let how = Scaling {
                server_bytes_per_s: 30e6,
                target: 0.7,
                interval_ns: 500_000,
                patience: 2,
                wake_ns: 200_000,
                servers_min: 1,
            };
            let balancer = Balancer::new(
                ingress_servers(5),
                Routing::RoundRobin,
                Some(Scaler::new(how, n, 0)),
            );
            then(&Mirrored::new(Group::new(balancer, Entry::Owner)))
        }
        12 => then(&Cooperative::new(Group::new(ingress_servers(5), Entry::Owner))),
        13 => {
            let members = IngressSelector::new(0, n.div_ceil(2), stream(8));
            let rest = Cooperative::new(Group::new(members, Entry::Any(ingress_servers(11))));
            then(&Hot::new(set(), proxied(), rest))
        }
        _ => {
            let members = IngressSelector::new(0, n.div_ceil(2), stream(8));
            let rest = Owners::new(HashKind::Jump, objects, n / 2, n - n / 2, 9);
            let tier = Mirrored::new(Group::new(members, Entry::Any(ingress_servers(10))));
            then(&Hot::new(set(), tier, Hashed::new(rest, Entry::Any(ingress_servers(11)))))
        }
    }
}

/// A layout that can be run again from its beginning.
trait AnyLayout: Sync {
    fn at_once(&self, setting: &Setting) -> Outcome;
    fn timed(&self, setting: &Setting, timing: Timing, driver: Driver) -> TimedOutcome;
}

impl<L: Layout + Clone + Sync> AnyLayout for L {
    fn at_once(&self, setting: &Setting) -> Outcome {
        setting.with(self.clone(), |run| run.run().unwrap())
    }

    fn timed(&self, setting: &Setting, timing: Timing, driver: Driver) -> TimedOutcome {
        setting.timed(self.clone(), timing, driver)
    }
}

/// A few objects, many requests for the first of them, `ties` of them at the time of the one before.
fn random_setting(seed: u64, servers: usize, objects: usize, ties: f64, sized: bool) -> Setting {
    let mut rng = stream(seed);
    let bytes: Vec<u64> = (0..objects).map(|_| rng.random_range(0..2_000)).collect();
    let mut requests = RequestBatch::default();
    let mut now = 0;
    for _ in 0..1_500 {
        if !rng.random_bool(ties) {
            now += rng.random_range(0..20_000);
        }
        let last = rng.random_range(0..objects);
        let object = rng.random_range(0..=last) as u32;
        requests.time.push(SimTime(now));
        requests.object.push(object);
        requests.bytes.push(bytes[object as usize]);
        requests.site.push((object as usize % servers) as u16);
    }
    let site = (0..objects).map(|object| (object % servers) as u16).collect();
    let capacity =
        if sized { Capacity::Bytes(6_000) } else { Capacity::Objects(objects as u64 / 5 + 1) };
    let known = |kind: &&PolicyKind| !kind.info().statically_placed && !kind.info().offline;
    let policies: Vec<PolicyKind> = PolicyKind::ALL.iter().filter(known).copied().collect();
    Setting {
        requests,
        catalog: Catalog { bytes, site, sites: servers },
        servers,
        capacity,
        policy: policies[seed as usize % policies.len()].into(),
    }
}

/// All that a run in time leaves, in a form that can be compared.
fn all_of(outcome: &TimedOutcome) -> String {
    let quantiles: Vec<Vec<u64>> = (0..4)
        .map(|class| {
            let histogram = outcome.latencies.of(class);
            let recorded = histogram.iter_recorded();
            recorded.flat_map(|v| [v.value_iterated_to(), v.count_at_value()]).collect()
        })
        .collect();
    let bins = outcome.outcome.ledger.bins().count;
    let cells: Vec<_> = (0..bins).map(|bin| outcome.outcome.ledger.bin(bin)).collect();
    let links = (&outcome.inter_server_links, &outcome.origin_links, &outcome.arrivals);
    format!(
        "{cells:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{:?}{links:?}{quantiles:?}",
        outcome.outcome.loads,
        outcome.outcome.redundancy,
        outcome.outcome.power_state_changes,
        outcome.outcome.copies,
        outcome.servers,
        outcome.origin,
        outcome.server_counts,
        outcome.origin_counts,
        outcome.end_ns,
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Where nothing takes time, the books are those of a run without time, cell by cell; but for
    /// layouts that read loads, which are not the same thing with time and without.
    #[test]
    fn without_delays_it_is_a_run_without_time(
        seed in 0u64..1_000_000, servers in 1usize..6, objects in 4usize..60, sized: bool,
        sharing: bool, collapsed: bool,
    ) {
        let setting = random_setting(seed, servers, objects, 0.2, sized);
        let discipline = if sharing { Discipline::Sharing } else { Discipline::Fifo };
        let free = StationTiming { discipline, ..StationTiming::default() };
        let timing = Timing { server: free, origin: free, collapsed, ..Timing::default() };
        for number in (0..LAYOUTS).filter(|number| !READ_LOADS.contains(number)) {
            laid_out(&setting, number, |layout| {
                let at_once = layout.at_once(&setting);
                let timed = layout.timed(&setting, timing, Driver::Auto);
                for bin in 0..BINS {
                    let (at_once, timed) =
                        (at_once.ledger.bin(bin), timed.outcome.ledger.bin(bin));
                    prop_assert_eq!(at_once, timed, "layout {}, bin {}", number, bin);
                }
                prop_assert_eq!(&at_once.loads, &timed.outcome.loads, "layout {}", number);
                prop_assert_eq!(at_once.redundancy, timed.outcome.redundancy);
                prop_assert_eq!(&at_once.power_state_changes, &timed.outcome.power_state_changes);
                prop_assert_eq!(&at_once.copies, &timed.outcome.copies);
                prop_assert_eq!(timed.latencies.all().max(), 0);
                Ok(())
            })?;
        }
    }

    /// One heap of all events, and windows at any number of threads: the same to the bit.
    #[test]
    fn windows_are_the_plain_heap(
        seed in 0u64..1_000_000, servers in 1usize..6, objects in 4usize..60, sized: bool,
        sharing: bool, collapsed: bool, inter_server_ns in 1u64..50_000,
        origin_ns in 1u64..500_000, jobs_max in prop::option::of(1usize..20),
        channels in 1u64..4, link_bytes_per_s in prop::option::of(50_000_000u64..900_000_000),
    ) {
        let setting = random_setting(seed, servers, objects, 0.3, sized);
        let discipline = if sharing { Discipline::Sharing } else { Discipline::Fifo };
        let station = |bytes_per_s, jobs_max| {
            StationTiming { channels, ..station(discipline, bytes_per_s, jobs_max) }
        };
        let timing = Timing {
            server: station(200_000_000, jobs_max),
            origin: station(400_000_000, jobs_max.map(|max| max * 4)),
            // Times that often coincide.
            links: Links {
                client_ns: 5,
                inter_server_ns: inter_server_ns / 1_000 * 1_000 + 1_000,
                origin_ns: origin_ns / 1_000 * 1_000 + 1_000,
                inter_server_bytes_per_s: link_bytes_per_s,
                origin_bytes_per_s: link_bytes_per_s,
                jobs_max: jobs_max.map(|max| max / 2 + 1),
            },
            collapsed,
            timeout_ns: Some(1_000_000),
        };
        for number in 0..LAYOUTS {
            laid_out(&setting, number, |layout| {
                let plain = layout.timed(&setting, timing, Driver::Sequential);
                prop_assert_eq!(plain.driver, Driver::Sequential);
                let plain = all_of(&plain);
                let global = READ_LOADS.contains(&number) || READ_HOLDERS.contains(&number);
                let expected = if global { Driver::Sequential } else { Driver::Windows };
                for threads in [1, 2, 3] {
                    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
                    let windows = pool
                        .unwrap()
                        .install(|| layout.timed(&setting, timing, Driver::Windows));
                    prop_assert_eq!(windows.driver, expected, "layout {}", number);
                    prop_assert!(all_of(&windows) == plain, "layout {}, {} threads", number, threads);
                }
                Ok(())
            })?;
        }
    }

    /// What servers are asked for does not depend on what they can do: the load of a run that drops
    /// most requests is that of the same run with room for all, in every bin; for layouts whose routes
    /// do not depend on what caches hold.
    #[test]
    fn dropped_requests_are_load_all_the_same(
        seed in 0u64..1_000_000, servers in 1usize..6, objects in 4usize..60, collapsed: bool,
    ) {
        let setting = random_setting(seed, servers, objects, 0.2, true);
        let links = Links { inter_server_ns: 1_000, origin_ns: 40_000, ..Links::default() };
        let timing = |jobs_max| Timing {
            server: station(Discipline::Fifo, 20_000_000, jobs_max),
            origin: station(Discipline::Fifo, 20_000_000, jobs_max),
            links,
            collapsed,
            timeout_ns: None,
        };
        for number in [0, 1, 2, 3, 4, 14] {
            laid_out(&setting, number, |layout| {
                let few = layout.timed(&setting, timing(Some(2)), Driver::Auto);
                let all = layout.timed(&setting, timing(None), Driver::Auto);
                let dropped = |outcome: &TimedOutcome| -> u64 {
                    outcome.servers.iter().flatten().map(|cell| cell.dropped_requests).sum()
                };
                prop_assert!(dropped(&few) > 0 && dropped(&all) == 0);
                prop_assert_eq!(&few.outcome.loads, &all.outcome.loads, "layout {}", number);
                Ok(())
            })?;
        }
    }
}
