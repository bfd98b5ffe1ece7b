//! The reserve of simulated sites against the closed forms (THEORY 4.1, 4.3, 4.7).

use crate::common::stream;
use hotset_sim::ledger::{Reserve, ReserveRule, reserve_capacity};
use hotset_sim::theory::{
    CrowdedSites, gaussian_utilisation, random_phase_amplitude, von_mises_resultant,
};
use hotset_workloads::SiteId;
use hotset_workloads::synthetic::{
    CrowdShape, CrowdTarget, CrowdTimes, Edge, Flash, Phases, Rhythm, ShapeModel, SiteWeights,
    Sites, Synthetic,
};
use rand::RngExt;
use rand_distr::StandardNormal;

const YEAR_S: f64 = 365.0 * 86_400.0;

fn rule(width_s: f64) -> ReserveRule {
    ReserveRule {
        overflow: 1e-3,
        busy_hour: true,
        start_s: 0.0,
        width_s,
        machine_per_s: 1.0,
        idle_power: 0.5,
        target_utilisation: 0.8,
    }
}

/// Sites that are in a crowd of a day for 1 % of the time, over two hundred years.
fn crowded(sites: usize, weights: SiteWeights, magnitude: f64, amplitude: f64) -> Synthetic {
    let (years, rate_per_s) = (200.0, 1_000.0);
    Synthetic {
        objects: sites,
        sites: Sites { count: sites, weights, overlap: 0.0 },
        rate_per_s,
        requests: (years * YEAR_S * rate_per_s) as u64,
        rhythm: Some(Rhythm { amplitude, ..Rhythm::default() }),
        flash: Some(Flash {
            times: CrowdTimes::PerDay { events: 0.01 },
            target: CrowdTarget::Site,
            magnitude,
            magnitude_alpha: None,
            magnitude_max: magnitude,
            common: None,
            shape: ShapeModel::Fixed(CrowdShape {
                rise: Edge::Instant,
                plateau_s: 86_400.0,
                fall: Edge::Instant,
            }),
        }),
        ..Synthetic::default()
    }
}

/// The utilisation of all sites on one server, from their expected load in each hour.
fn utilisation(model: &Synthetic, overflow: f64) -> f64 {
    let content = model.content(&mut stream(7)).unwrap();
    let bins = (model.duration_s() / 3_600.0) as usize;
    let expectation = content.expectation(3_600_000_000_000, bins);
    let mut load = vec![0.0; bins];
    for site in 0..model.sites.count {
        expectation.add(site as SiteId, &mut load);
    }
    let counts: Vec<u64> = load.iter().map(|mean| mean.round() as u64).collect();
    Reserve::of(&counts, &ReserveRule { overflow, ..rule(3_600.0) }).utilisation()
}

/// THEORY 4.3, both tables.
#[test]
fn crowds_on_equal_sites() {
    for (amplitude, magnitude) in [(0.0, 10.0), (0.5, 10.0), (0.5, 50.0)] {
        for sites in [1, 4, 16, 64, 256] {
            let model = crowded(sites, SiteWeights::Equal, magnitude, amplitude);
            let found = utilisation(&model, 1e-3);
            let closed = CrowdedSites { probability: 0.01, magnitude, amplitude };
            let expected = closed.utilisation(sites as u64, 1e-3);
            assert!(
                (found - expected).abs() < 0.02,
                "A {amplitude}, M {magnitude}, {sites} sites: {found} for {expected}"
            );
        }
    }
}

/// THEORY 4.3: a few big sites spoil the pool. At an overflow of 1 % the unequal pool has no stable
/// answer: that is just how often its largest site is in a crowd.
#[test]
fn crowds_on_unequal_sites() {
    for (weights, overflow, expected) in [
        (SiteWeights::Equal, 1e-2, 0.8015),
        (SiteWeights::Equal, 1e-3, 0.7517),
        (SiteWeights::Zipf { alpha: 1.0 }, 1e-3, 0.3723),
    ] {
        let found = utilisation(&crowded(100, weights, 10.0, 0.0), overflow);
        assert!((found - expected).abs() < 0.02, "{weights:?}: {found} for {expected}");
    }
}

/// THEORY 4.1: normal loads, in thousandths of their mean.
#[test]
fn independent_normal_sites() {
    for (sites, cv) in [(16, 1.0), (64, 1.0), (256, 1.0), (256, 2.0)] {
        let mut stream = stream(3);
        let mut loads: Vec<u64> = (0..100_000)
            .map(|_| {
                let sum: f64 =
                    (0..sites).map(|_| 1.0 + cv * stream.sample::<f64, _>(StandardNormal)).sum();
                (1e3 * sum.max(0.0)) as u64
            })
            .collect();
        loads.sort_unstable();
        let found = 1e3 * f64::from(sites) / reserve_capacity(&loads, 1e-3) as f64;
        let expected = gaussian_utilisation(f64::from(sites), cv, 1e-3);
        assert!((found - expected).abs() < 0.02, "{sites} sites: {found} for {expected}");
    }
}

/// The cycle that is left of many sites' cycles, as the amplitude of their sum.
fn common_amplitude(sites: usize, phases: Phases, seed: u64) -> f64 {
    let rhythm = Rhythm { amplitude: 1.0, phases, ..Rhythm::default() };
    let rhythms = rhythm.draw(sites, &mut stream(seed));
    let at = |hour: f64| -> f64 {
        let time = hotset_workloads::SimTime((hour * 3.6e12) as u64);
        (0..sites).map(|site| rhythms.factor(site as SiteId, time)).sum::<f64>() / sites as f64
    };
    (0..240).map(|step| at(f64::from(step) / 10.0)).fold(0.0, f64::max) - 1.0
}

/// THEORY 4.7.
#[test]
fn phases_lower_the_floor() {
    for sites in [16, 64] {
        let draws = 400;
        let sum: f64 = (0..draws).map(|s| common_amplitude(sites, Phases::Uniform, s)).sum();
        let (mean, expected) = (sum / draws as f64, random_phase_amplitude(sites as f64));
        assert!((mean / expected - 1.0).abs() < 0.06, "{sites} sites: {mean} for {expected}");
    }
    for kappa in [0.5, 1.0, 2.0, 4.0, 8.0] {
        let found = common_amplitude(20_000, Phases::VonMises { kappa }, 1);
        assert!((found - von_mises_resultant(kappa)).abs() < 0.015, "kappa {kappa}: {found}");
    }
}
