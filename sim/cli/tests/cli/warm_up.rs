//! What is cut off at the beginning.

use crate::Dir;
use crate::experiments::summary_with;
use hotset_sim::theory::{Demand, hit_ratio_lru};
use serde_json::Value;

/// Caches that turn over in more than a quarter of the run: hashed over four servers, and mirrored.
const SLOW: &str = r#"
name = "slow"
replications = 8
bounds = "none"
bins = 100
[workload]
objects = 20_000
requests = 30_000
popularity.alpha = 0.6
[servers]
count = 4
cache = "5%"
[layout]
entry = "any"
[sweep]
"layout.kind" = ["mirrored", "hashed"]
"#;

fn hit_ratio(row: &Value) -> (f64, f64) {
    let mean = row["hit_ratio"].as_f64().unwrap();
    (mean, row["hit_ratio_ci95"].as_f64().unwrap())
}

/// The hit ratio of LRU in the long run: of one cache with the room of all servers, to which hashing
/// comes close, or of one that gets its share of the requests.
fn long_run(cache: f64) -> f64 {
    let rate = |rank: usize| libm::pow(rank as f64, -0.6);
    let demand: Vec<Demand> = (1..=20_000).map(|rank| Demand::unit(rate(rank))).collect();
    hit_ratio_lru(&demand, cache * 20_000.0)
}

fn warned(row: &Value, word: &str) -> bool {
    row["warnings"].to_string().contains(word)
}

#[test]
fn what_is_measured_begins_when_caches_have_turned_over_or_says_that_they_have_not() {
    let dir = Dir::new();
    dir.write("spec.toml", SLOW);
    let expected = [long_run(0.05), long_run(0.2)];
    let off = |row: &Value, expected: f64| {
        let (mean, half) = hit_ratio(row);
        (mean - expected).abs() - half
    };
    // Without any it is too low, and the table says so.
    let early = summary_with(&dir, &["warm_up=0"]);
    assert!(off(&early[1], expected[1]) > 0.01 && warned(&early[1], "cold-caches"), "{}", early[1]);
    assert!(warned(&early[1], "not-stationary"), "{}", early[1]);
    for warm_up in ["warm_up=auto", "warm_up=steady"] {
        let rows = summary_with(&dir, &[warm_up]);
        for (row, expected) in rows.iter().zip(expected) {
            assert!(off(row, expected) < 0.004, "{warm_up}: {expected}, {row}");
            assert!(!warned(row, "cold-caches"), "{warm_up}: {row}");
        }
        // One cut for all layouts: they are compared on the same requests.
        let column = |name: &str| (rows[0][name].clone(), rows[1][name].clone());
        for (mirrored, hashed) in [column("warm_up_s"), column("egress_bytes")] {
            assert_eq!(mirrored, hashed);
        }
        let measured = rows[0]["requests"].as_f64().unwrap();
        let asked = if warm_up.ends_with("steady") { 30_000.0 } else { 18_600.0 };
        assert!((measured / asked - 1.0).abs() < 0.1, "{warm_up}: {measured}");
    }
}

/// Larger caches take longer: points along such an axis are measured over different times, unless a share is set.
#[test]
fn warm_ups_that_differ_are_a_warning() {
    let dir = Dir::new();
    dir.write("spec.toml", SLOW);
    let axis = "sweep.servers.cache=['2%', '10%']";
    let rows = summary_with(&dir, &["replications=1", axis]);
    assert!(rows.len() == 4 && rows.iter().all(|row| warned(row, "warm-ups-differ")), "{rows:?}");
    let one = summary_with(&dir, &["replications=1"]);
    let fixed = summary_with(&dir, &["replications=1", axis, "warm_up=0.5"]);
    assert!(!one.iter().chain(&fixed).any(|row| warned(row, "warm-ups-differ")));
}

/// Where there is not enough to turn over in, it is said; what is placed ahead has no need to.
#[test]
fn a_cache_that_never_turns_over_is_told() {
    let dir = Dir::new();
    dir.write("spec.toml", SLOW);
    let short = summary_with(&dir, &["workload.requests=6000", "layout.kind=hashed"]);
    assert!(warned(&short[0], "cold-caches"), "{}", short[0]);
    let placed =
        ["workload.requests=6000", "layout.kind=hashed", "servers.policy=static-lfu", "warm_up=0"];
    let placed = summary_with(&dir, &placed);
    assert!(!warned(&placed[0], "cold-caches"), "{}", placed[0]);
    // Room for all: first requests alone miss, of which there are many in so short a run, and few in a
    // long one.
    let roomy = ["servers.cache=100%", "layout.kind=hashed", "replications=2"];
    assert!(warned(&summary_with(&dir, &roomy)[0], "cold-caches"));
    let long = [&roomy[..], &["workload.requests=1000000"]].concat();
    assert!(!warned(&summary_with(&dir, &long)[0], "cold-caches"));
}

#[test]
fn a_stream_that_is_what_it_is_cannot_be_made_steady() {
    let dir = Dir::new();
    dir.write("trace.csv", "time,id,size\n1,a,1\n2,b,1\n");
    dir.write(
        "spec.toml",
        "warm_up = 'steady'\nworkload = { kind = 'trace', path = 'trace.csv' }\n",
    );
    let fails = |words: &[&str]| {
        let output = dir.hotset(&["run", "spec.toml"]);
        assert_eq!(output.status, 2, "{}", output.stderr);
        assert!(words.iter().all(|word| output.stderr.contains(word)), "{}", output.stderr);
    };
    fails(&["warm_up", "auto"]);
    dir.write("spec.toml", "warm_up = 'later'\n");
    fails(&["auto, steady"]);
    dir.write("spec.toml", "warm_up = 1.5\n");
    fails(&["from 0 to 0.99"]);
}

#[test]
fn all_layouts_of_a_trace_are_measured_over_the_same_requests() {
    let dir = Dir::new();
    dir.write("access.log", crate::small_log());
    dir.write(
        "spec.toml",
        r#"
baseline = "dedicated"
[workload]
kind = "trace"
path = "access.log"
sites_by = "directory"
[servers]
count = 2
[layout]
hot.objects = 3
adaptive.epoch_s = 10
[sweep]
"servers.cache" = ["2%", "20%", "40%"]
"layout.kind" = ["dedicated", "packed", "hashed", "hot", "mirrored", "cooperative", "adaptive", "tiered"]
"#,
    );
    let run = dir.json(&["run", "spec.toml", "--json"]);
    let rows = run["summary"].as_array().unwrap();
    for cache in ["2%", "20%", "40%"] {
        let of_cache = || rows.iter().filter(|row| row["servers.cache"] == cache);
        let first = of_cache().next().unwrap();
        assert!(of_cache().count() == 8);
        for row in of_cache() {
            for column in ["warm_up_s", "client_bytes", "egress_bytes"] {
                assert_eq!(
                    row[column], first[column],
                    "{column} of {} at {cache}",
                    row["layout.kind"]
                );
            }
        }
    }
}
