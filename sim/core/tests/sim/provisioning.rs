//! The capacity that must be held, against what it should be where that is known.

use crate::common::{laid_out, stream, zipf};
use hotset_sim::cache::Capacity;
use hotset_sim::layout::{
    Entry, Group, HashKind, Hashed, IngressSelector, Layout, Mirrored, Needs, Owners, Packed, Route,
};
use hotset_sim::ledger::{
    KnownLoad, Loads, Machines, Provisioning, ProvisioningRule, reserve_capacity,
};
use hotset_sim::theory::{SizeMoments, correlated_utilisation};
use hotset_workloads::synthetic::{
    CommonCrowds, CrowdShape, CrowdTarget, CrowdTimes, Edge, Flash, ShapeModel, SiteWeights, Sites,
    SizeModel, Sizes, Synthetic,
};
use hotset_workloads::{Request, RequestBatch, RequestSource};

const RULE: ProvisioningRule =
    ProvisioningRule { overload: 0.01, machines: Machines::Equal, known: KnownLoad::Hindsight };

/// The load that independent requests exceed, against requests that are drawn: two laws of sizes, four
/// rates, four widths of bins.
#[test]
fn the_shot_noise_floor_is_what_nothing_varying_needs() {
    for sizes in [
        SizeModel::Constant { bytes: 1_000 },
        SizeModel::Lognormal { median_bytes: 10_000.0, sigma: 1.0 },
    ] {
        for rate_per_s in [5.0, 20.0, 80.0, 200.0] {
            let widths_s = [4.0, 10.0, 25.0, 60.0];
            let duration_s = 120_000.0;
            let model = Synthetic {
                objects: 100_000,
                sizes: Sizes { model: sizes.clone(), popularity_correlation: 0.0 },
                requests: (duration_s * rate_per_s) as u64,
                rate_per_s,
                ..zipf(100_000, 0.0, 1)
            };
            let content = model.content(&mut stream(1)).unwrap();
            let mut bins =
                widths_s.map(|width_s| vec![0u64; (0.99 * duration_s / width_s) as usize]);
            let mut moments = SizeMoments::default();
            let mut requests = content.requests(stream(2), stream(3));
            let mut batch = RequestBatch::default();
            while requests.next_batch(&mut batch).unwrap() {
                for request in batch.iter() {
                    moments.add(request.bytes);
                    for (bins, width_s) in bins.iter_mut().zip(widths_s) {
                        let bin = (request.time.as_s() / width_s) as usize;
                        if let Some(bytes) = bins.get_mut(bin) {
                            *bytes += request.bytes;
                        }
                    }
                }
            }
            for (bins, width_s) in bins.iter_mut().zip(widths_s) {
                let mean = bins.iter().sum::<u64>() as f64 / bins.len() as f64;
                bins.sort_unstable();
                let found = reserve_capacity(bins, 0.01) as f64;
                let floor = moments.load_exceeded(mean, 0.01);
                assert!(
                    (floor / found - 1.0).abs() < 0.03,
                    "{sizes:?}, {rate_per_s}/s, {width_s} s: {floor} for {found}"
                );
            }
        }
    }
}

/// Requests at a steady rate to a few sites of equal weight, over `BINS` bins of ten seconds.
fn steady() -> Synthetic {
    Synthetic {
        sites: Sites { count: 4, weights: SiteWeights::Equal, overlap: 0.0 },
        requests: 1_990_000,
        rate_per_s: 200.0,
        ..zipf(1_000, 0.8, 1)
    }
}

/// Without variation the capacity is the floor, whichever machines are bought; and machines that are
/// all alike take no less than those made to measure.
#[test]
fn without_variation_capacity_is_the_floor() {
    let content = steady().content(&mut stream(1)).unwrap();
    let packed = Packed::dedicated(&content.catalog);
    let loads = laid_out(&content, packed, 4, Capacity::Objects(10)).loads;
    let held =
        |machines| Provisioning::of(&loads, 4, 0..990, &ProvisioningRule { machines, ..RULE });
    let (equal, each) = (held(Machines::Equal), held(Machines::Each));
    assert!(equal.capacity_bytes_per_s >= each.capacity_bytes_per_s);
    assert_eq!(equal.client_bytes_per_s, each.client_bytes_per_s);
    for held in [equal, each] {
        let ratio = held.capacity_bytes_per_s / held.floor_bytes_per_s;
        assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
        assert!(held.reserve() > 0.08 && held.reserve_imbalance() < 0.01);
    }
}

/// Capacity that is set from the first half of a steady load is exceeded in the second as often as was
/// asked for, within four standard errors.
#[test]
fn capacity_set_from_the_past_holds_where_nothing_changes() {
    let content = steady().content(&mut stream(4)).unwrap();
    let packed = Packed::dedicated(&content.catalog);
    let loads = laid_out(&content, packed, 4, Capacity::Objects(10)).loads;
    for overload in [0.01, 0.05, 0.2] {
        let known = KnownLoad::Past { share: 0.5, headroom: 0.0 };
        let rule = ProvisioningRule { overload, machines: Machines::Each, known };
        let held = Provisioning::of(&loads, 4, 0..990, &rule);
        // Both halves are samples, of 4 servers and 495 bins each; counts have ties.
        let sd = (2.0 * overload * (1.0 - overload) / (4.0 * 495.0)).sqrt();
        let off = held.over_time_share - overload;
        assert!(off.abs() < 4.0 * sd + 0.05 * overload, "{overload}: {}", held.over_time_share);
        let more = KnownLoad::Past { share: 0.5, headroom: 0.5 };
        let held = Provisioning::of(&loads, 4, 0..990, &ProvisioningRule { known: more, ..rule });
        assert_eq!(held.over_time_share, 0.0);
    }
}

/// A layout whose servers have other numbers.
struct Renamed<L>(L, Vec<usize>);

impl<L: Layout> Layout for Renamed<L> {
    const NEEDS: Needs = L::NEEDS;

    fn route(&mut self, request: &Request, loads: &[u64]) -> Route {
        let Route { ingress, server, miss } = self.0.route(request, loads);
        Route { ingress: self.1[ingress], server: self.1[server], miss }
    }

    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn demand(&self, server: usize, object: u32) -> f64 {
        let old = self.1.iter().position(|&new| new == server).unwrap();
        self.0.demand(old, object)
    }
}

#[test]
fn servers_by_other_names_need_the_same() {
    let content = zipf(2_000, 0.9, 500_000).content(&mut stream(1)).unwrap();
    let names = vec![3, 0, 4, 1, 2];
    let ingress_servers = || IngressSelector::new(0, 5, stream(5));
    let proxied =
        || Hashed::new(Owners::new(HashKind::Jump, 2_000, 0, 5, 7), Entry::Any(ingress_servers()));
    let mirrored = || Mirrored::new(Group::new(ingress_servers(), Entry::Owner));
    let each = Capacity::Objects(20);
    for machines in [Machines::Equal, Machines::Each] {
        let rule = ProvisioningRule { machines, ..RULE };
        let figures = |loads: &Loads| {
            let held = Provisioning::of(loads, 5, 0..50, &rule);
            let rounded = |value: f64| (value * 1e6).round();
            [held.capacity_to_mean(), held.reserve_floor(), held.peak_to_mean()].map(rounded)
        };
        let plain = laid_out(&content, proxied(), 5, each).loads;
        let renamed = laid_out(&content, Renamed(proxied(), names.clone()), 5, each).loads;
        assert_eq!(figures(&plain), figures(&renamed));
        let plain = laid_out(&content, mirrored(), 5, each).loads;
        let renamed = laid_out(&content, Renamed(mirrored(), names.clone()), 5, each).loads;
        assert_eq!(figures(&plain), figures(&renamed));
    }
}

/// Sites in many crowds of four hours, each as large as the rest of the site, so that loads are nearly
/// normal; a share of the crowds are common to all sites.
fn crowded(sites: usize, under_way: f64, share: f64, hours: u64) -> Synthetic {
    let flash = Flash {
        times: CrowdTimes::PerDay { events: under_way * 24.0 / 4.0 },
        target: CrowdTarget::Site,
        magnitude: 2.0,
        magnitude_alpha: None,
        magnitude_max: 2.0,
        shape: ShapeModel::Fixed(CrowdShape {
            rise: Edge::Instant,
            plateau_s: 4.0 * 3_600.0,
            fall: Edge::Instant,
        }),
        common: (share > 0.0).then_some(CommonCrowds { share, sites }),
    };
    Synthetic {
        objects: sites,
        sites: Sites { count: sites, weights: SiteWeights::Equal, overlap: 0.0 },
        rate_per_s: 1e6,
        requests: hours * 3_600_000_000,
        flash: Some(flash),
        ..Synthetic::default()
    }
}

/// The utilisation of all sites on one server, looked at every four hours: each crowd is seen once.
fn utilisation(model: &Synthetic, hours: u64, seed: u64, overload: f64) -> f64 {
    let content = model.content(&mut stream(seed)).unwrap();
    let mut load = vec![model.sites.count as u64; hours as usize / 4];
    for crowd in content.crowds() {
        if let Some(load) = load.get_mut((crowd.start_s / 14_400.0).ceil().max(0.0) as usize) {
            *load += 1;
        }
    }
    let mean = load.iter().sum::<u64>() as f64 / load.len() as f64;
    load.sort_unstable();
    mean / reserve_capacity(&load, overload) as f64
}

/// THEORY 4.2: what is common to the sites caps utilisation, however many there are.
#[test]
fn correlated_crowds_cap_utilisation() {
    let (under_way, overload, seeds) = (20.0, 0.05, 8);
    let cv = f64::sqrt(under_way) / (1.0 + under_way);
    for rho in [0.0, 0.05, 0.2, 1.0] {
        for sites in [1usize, 4, 16, 64, 256] {
            // A million crowds at the most.
            let hours = 6_000.min(900_000 * 24 / (120 * sites as u64));
            let model = crowded(sites, under_way, rho, hours);
            let sum: f64 = (0..seeds).map(|seed| utilisation(&model, hours, seed, overload)).sum();
            let found = sum / seeds as f64;
            let rho = model.flash.unwrap().correlation(sites);
            let expected = correlated_utilisation(sites as f64, cv, rho, overload);
            assert!((found - expected).abs() < 0.02, "{rho}, {sites}: {found} for {expected}");
        }
    }
}
