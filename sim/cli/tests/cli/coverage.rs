//! Whether 95 % intervals hold the truth as often as they say: of a thousand small experiments each,
//! whose answers are known. Takes some twenty seconds.

use crate::Dir;
use crate::experiments::folder;
use hotset_results::{Estimate, Table};
use hotset_sim::theory::{Demand, hit_ratio_lru};

/// Replications of one experiment.
const REPLICATIONS: usize = 5;
/// As many experiments are made, as replications of a single one.
const EXPERIMENTS: usize = 1_000;

/// A metric of every replication, layout by layout or policy by policy.
fn values(spec: &str, metric: &str) -> Vec<Vec<f64>> {
    let dir = Dir::new();
    let replications = REPLICATIONS * EXPERIMENTS;
    dir.write("spec.toml", format!("replications = {replications}\nbounds = 'none'\n{spec}"));
    let output = dir.hotset(&["run", "spec.toml", "--quiet"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let runs = std::fs::read(folder(&dir, "out").join("runs.csv")).unwrap();
    let rows = Table::from_csv(&runs).unwrap().rows;
    let number = |row: &hotset_results::Row| row[metric].as_f64().unwrap();
    let points = rows.chunks_exact(replications).map(|rows| rows.iter().map(number).collect());
    points.collect()
}

/// How often the intervals of five values each hold the truth.
fn coverage(values: &[f64], truth: f64) -> f64 {
    let holds = |values: &[f64]| {
        let Estimate { mean, half_width } = Estimate::of(values);
        (mean - truth).abs() <= half_width.unwrap()
    };
    let held = values.chunks_exact(REPLICATIONS).filter(|values| holds(values)).count();
    held as f64 / EXPERIMENTS as f64
}

/// Of a thousand intervals that hold it 95 times in 100, as many do: within three standard deviations.
fn assert_covers(values: &[f64], truth: f64, what: &str) {
    let share = coverage(values, truth);
    assert!((0.93..=0.97).contains(&share), "{what}: {share} hold {truth}");
}

fn zipf(objects: u32) -> Vec<f64> {
    let weights: Vec<f64> = (1..=objects).map(|n| libm::pow(f64::from(n), -0.8)).collect();
    let all: f64 = weights.iter().sum();
    weights.iter().map(|weight| weight / all).collect()
}

#[test]
fn hit_ratios_and_their_paired_differences() {
    let found = values(
        "bins = 20\nworkload = { objects = 1_000, requests = 6_000 }\n\
         servers = { count = 1, cache = '50obj' }\nlayout.kind = 'mirrored'\n\
         [sweep]\n'servers.policy' = ['static-lfu', 'lru']\n",
        "hit_ratio",
    );
    let shares = zipf(1_000);
    let placed: f64 = shares[..50].iter().sum();
    let demand: Vec<Demand> = shares.iter().map(|&share| Demand::unit(share)).collect();
    let recent = hit_ratio_lru(&demand, 50.0);
    assert_covers(&found[0], placed, "static LFU");
    assert_covers(&found[1], recent, "LRU");
    let apart: Vec<f64> = found[0].iter().zip(&found[1]).map(|(a, b)| a - b).collect();
    assert_covers(&apart, placed - recent, "the difference of both");
    // What is off by one in a hundred is found out.
    assert!(coverage(&found[1], recent - 0.01) < 0.9, "intervals that hold anything");
}

/// Four sites on servers of their own.
#[test]
fn hit_ratios_of_partitioned_caches() {
    let found = values(
        "bins = 20\nworkload = { objects = 1_000, sites = 4, requests = 4_000 }\n\
         servers = { count = 4, cache = '20obj', policy = 'static-lfu' }\n\
         layout.kind = 'dedicated'\n",
        "hit_ratio",
    );
    assert_covers(&found[0], zipf(250)[..20].iter().sum(), "partitioned");
}

/// M/D/1 at half its rate: a service of 10 ms, and half as long a wait on average.
#[test]
fn latencies_of_a_queue() {
    let found = values(
        "bins = 20\ntime = 'queueing'\nwarm_up = 0.1\n\
         workload = { objects = 10, requests = 3_000, rate_per_s = 50, sizes.bytes = 1_000 }\n\
         servers = { count = 1, cache = '10obj', policy = 'static-lfu', bytes_per_s = 100_000 }\n\
         layout.kind = 'mirrored'\n",
        "latency_ns_mean",
    );
    assert_covers(&found[0], 15e6, "M/D/1");
}
