//! Whether intervals on capacity hold what they promise: crowds make capacities skewed.

use hotset_results::Interval;
use hotset_sim::ledger::{Machines, reserve_capacity};
use hotset_workloads::synthetic::{
    CrowdShape, CrowdTarget, CrowdTimes, Edge, Flash, Phases, Rhythm, ShapeModel, SiteWeights,
    Sites, Synthetic,
};
use hotset_workloads::{SiteId, Stream};
use rand::SeedableRng;

const HOURS: usize = 14 * 24;
const SITES: usize = 16;

/// Two weeks of unequal sites with days and flash crowds.
fn model() -> Synthetic {
    Synthetic {
        objects: SITES,
        sites: Sites { count: SITES, weights: SiteWeights::Zipf { alpha: 0.8 }, overlap: 0.0 },
        rate_per_s: 1e6,
        requests: HOURS as u64 * 3_600_000_000,
        rhythm: Some(Rhythm { amplitude: 0.5, phases: Phases::Uniform, ..Rhythm::default() }),
        flash: Some(Flash {
            times: CrowdTimes::PerDay { events: 0.1 },
            target: CrowdTarget::Site,
            magnitude: 4.0,
            magnitude_alpha: Some(1.5),
            magnitude_max: 50.0,
            shape: ShapeModel::Fixed(CrowdShape {
                rise: Edge::Instant,
                plateau_s: 3.0 * 3_600.0,
                fall: Edge::Linear { length_s: 6.0 * 3_600.0 },
            }),
            common: None,
        }),
        ..Synthetic::default()
    }
}

/// The capacity of equal machines over the mean load, a server a site, in one replication.
fn capacity(model: &Synthetic, seed: u64) -> f64 {
    let Ok(content) = model.content(&mut Stream::seed_from_u64(seed)) else { return f64::NAN };
    let expectation = content.expectation(3_600_000_000_000, HOURS);
    let mut all = 0;
    let needs: Vec<f64> = (0..SITES)
        .map(|site| {
            let mut load = vec![0.0; HOURS];
            expectation.add(site as SiteId, &mut load);
            let mut sorted: Vec<u64> = load.iter().map(|load| load.round() as u64).collect();
            all += sorted.iter().sum::<u64>();
            sorted.sort_unstable();
            reserve_capacity(&sorted, 0.005) as f64
        })
        .collect();
    Machines::Equal.total(SITES, needs) * HOURS as f64 / all as f64
}

#[test]
fn intervals_of_capacities_cover_as_often_as_they_say() {
    let model = model();
    let capacities: Vec<f64> = (0..10_000).map(|seed| capacity(&model, seed)).collect();
    let logarithms: f64 = capacities.iter().map(|&capacity| libm::log(capacity)).sum();
    let truth = libm::exp(logarithms / capacities.len() as f64);
    for replications in [2, 5, 10] {
        let intervals = capacities.chunks_exact(replications).filter_map(Interval::of_logarithms);
        let covers: Vec<bool> = intervals.map(|interval| !interval.excludes(truth)).collect();
        let share = covers.iter().filter(|&&covers| covers).count() as f64 / covers.len() as f64;
        assert!((0.93..0.97).contains(&share), "{replications} replications: {share}");
    }
}
