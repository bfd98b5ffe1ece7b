//! The study of single caches, and replications until a precision.

use crate::Dir;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Traces with popular objects among others, of unlike sizes.
fn write_traces(dir: &Dir) {
    for (name, step) in [("a", 7_u64), ("b", 11), ("c", 13)] {
        let mut text = "time,object,bytes\n".to_owned();
        let mut state = step;
        for second in 0..6_000 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let uniform = (state >> 11) as f64 / (1_u64 << 53) as f64;
            let object = (uniform * uniform * uniform * 500.0) as u64;
            writeln!(text, "{second},{object},{}", 100 + object * step % 900).unwrap();
        }
        dir.write(&format!("{name}.csv"), text);
    }
}

const SPEC: &str = r#"
name = "policies"
study = "cache"
[workload]
kind = "trace"
[sweep]
"workload.path" = ["a.csv", "b.csv", "c.csv"]
"servers.policy" = ["fifo", "lru", "sieve", "s3-fifo", "arc", "random", "gdsf", "belady", "static-lfu"]
"servers.cache" = ["2%", "10%"]
"#;

/// The rows of `runs.csv` by trace, policy and size.
fn runs(dir: &Dir, out: &str) -> BTreeMap<[String; 3], Value> {
    let entries = std::fs::read_dir(dir.path().join(out)).unwrap();
    let folder = entries.map(|entry| entry.unwrap().path()).find(|path| !path.ends_with("runs"));
    let text = std::fs::read(folder.unwrap().join("runs.csv")).unwrap();
    let table = hotset_results::Table::from_csv(&text).unwrap();
    let key = |row: &hotset_results::Row| {
        ["workload.path", "servers.policy", "servers.cache"]
            .map(|key| row[key].as_str().unwrap_or("").to_owned())
    };
    table.rows.into_iter().map(|row| (key(&row), Value::Object(row))).collect()
}

#[test]
fn single_caches_count_what_a_replay_counts() {
    let dir = Dir::new();
    write_traces(&dir);
    dir.write("spec.toml", SPEC);
    let run = dir.hotset(&["run", "spec.toml", "--quiet"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    let runs = runs(&dir, "out");
    assert_eq!(runs.len(), 3 * 9 * 2);
    for trace in ["a.csv", "b.csv", "c.csv"] {
        let policies = "fifo,lru,sieve,s3-fifo,arc,gdsf,belady,static-lfu";
        let replayed =
            dir.json(&["replay", trace, "--policy", policies, "--cache", "2%,10%", "--json"]);
        let replayed = replayed.as_array().unwrap();
        // The last is the infinite cache.
        for (number, row) in replayed[..replayed.len() - 1].iter().enumerate() {
            let size = ["2%", "10%"][number % 2];
            let key = [trace, row["policy"].as_str().unwrap(), size].map(str::to_owned);
            let own = &runs[&key];
            for column in ["hits", "misses", "hit_bytes", "miss_bytes", "evictions", "cache_bytes"]
            {
                assert_eq!(own[column], row[column], "{key:?} {column}");
            }
        }
    }
}

#[test]
fn what_a_cache_counts_does_not_depend_on_the_others() {
    let dir = Dir::new();
    write_traces(&dir);
    dir.write("spec.toml", SPEC);
    for (out, threads) in [("one", "1"), ("two", "2"), ("five", "5")] {
        assert_eq!(
            dir.hotset(&["run", "spec.toml", "--quiet", "--out", out, "--threads", threads]).status,
            0
        );
    }
    let all = runs(&dir, "one");
    assert_eq!(all, runs(&dir, "two"));
    assert_eq!(all, runs(&dir, "five"));
    // One by one, in another order.
    let policies = ["static-lfu", "random", "sieve", "lru"];
    for policy in policies {
        let setting = format!("servers.policy={policy}");
        let arguments = ["run", "spec.toml", "--quiet", "--out", policy, "--set", &setting];
        assert_eq!(dir.hotset(&arguments).status, 0);
        for (key, row) in runs(&dir, policy) {
            let [trace, _, size] = key;
            assert_eq!(all[&[trace, policy.to_owned(), size]], row);
        }
    }
}

#[test]
fn policies_are_compared_over_traces_with_or_without_a_spec() {
    let dir = Dir::new();
    write_traces(&dir);
    dir.write("spec.toml", SPEC);
    let by_spec = dir.json(&["run", "spec.toml", "--json"]);
    let policies = "fifo,lru,sieve,s3-fifo,arc,random,gdsf,belady,static-lfu";
    let flags = ["--policy", policies, "--cache", "2%,10%", "--out", "each", "--json"];
    let by_flags =
        dir.json(&[&["replay", "--each", "a.csv", "b.csv", "c.csv"], &flags[..]].concat());
    assert_eq!(by_spec["policies"], by_flags["policies"]);
    assert_eq!(by_spec["summary"], by_flags["summary"]);
    assert_eq!(by_spec["baseline"], "fifo");
    let rows = by_spec["policies"].as_array().unwrap();
    assert_eq!(rows.len(), 2 * 9);
    for row in rows {
        assert_eq!(row["traces"], 3, "{row}");
        // The reductions are those of the runs.
        let of = |policy: &Value, trace: &str| {
            let summary = by_spec["summary"].as_array().unwrap();
            let found = summary.iter().find(|own| {
                own["servers.policy"] == *policy
                    && own["servers.cache"] == row["servers.cache"]
                    && own["workload.path"] == trace
            });
            found.unwrap()["miss_ratio"].as_f64().unwrap()
        };
        let reduction = |trace: &str| {
            let base = of(&"fifo".into(), trace);
            (base - of(&row["servers.policy"], trace)) / base
        };
        let mean = ["a.csv", "b.csv", "c.csv"].map(reduction).iter().sum::<f64>() / 3.0;
        let told = row["miss_ratio_reduction_mean"].as_f64().unwrap();
        assert!((mean - told).abs() < 1e-12, "{row}: {mean}");
    }
    assert!(
        dir.path()
            .join("each")
            .read_dir()
            .unwrap()
            .any(|entry| { entry.unwrap().path().join("figures/policies.svg").is_file() })
    );
}

#[test]
fn what_does_not_fit_a_single_cache_is_said() {
    let dir = Dir::new();
    write_traces(&dir);
    dir.write("spec.toml", SPEC);
    for (setting, words) in [
        ("warm_up=auto", "expected a share of the time bins"),
        ("warm_up=0.9999", "0.99"),
        ("layout.kind=hashed", "is not read"),
        ("servers.count=4", "is not read"),
        ("baseline=lfu", "a policy that is swept"),
        ("object_sizes=two", "one"),
    ] {
        let run = dir.hotset(&["run", "spec.toml", "--set", setting]);
        assert_eq!(run.status, 2, "{setting}: {}", run.stderr);
        assert!(run.stderr.contains(words), "{setting}: {}", run.stderr);
    }
    let run = dir.hotset(&["replay", "--each", "a.csv", "--mrc"]);
    assert_eq!(run.status, 2, "{}", run.stderr);
    let sizes = ["run", "spec.toml", "--json", "--set", "object_sizes=one"];
    let by_object = dir.json(&sizes);
    let row = &by_object["summary"][0];
    assert!(row["cache_objects"].is_number() && row["byte_miss_ratio"].is_null(), "{row}");
}

/// Noise of replications falls with their number.
const NOISY: &str = r#"
name = "noisy"
baseline = "mirrored"
[workload]
objects = 500
sites = 4
requests = 3_000
[servers]
count = 4
cache = "5%"
[sweep]
"workload.popularity.alpha" = [0.6, 1.2]
"layout.kind" = ["mirrored", "hashed"]
"#;

/// The manifests of all results below `out`.
fn manifests(dir: &Dir) -> Vec<Value> {
    let files = crate::files_below(&dir.path().join("out"));
    let manifests = files.iter().filter(|path| path.ends_with("manifest.json"));
    manifests.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
}

#[test]
fn replications_are_added_until_the_interval_is_as_narrow_as_asked_for() {
    let dir = Dir::new();
    dir.write("spec.toml", NOISY);
    let run = |settings: &[&str]| {
        let mut arguments = vec!["run", "spec.toml", "--json"];
        settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
        dir.json(&arguments)
    };
    let precise = run(&["precision=1%"]);
    let rows = precise["summary"].as_array().unwrap();
    let mut counts: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for row in rows {
        let [mean, half] =
            ["origin_per_egress", "origin_per_egress_ci95"].map(|c| row[c].as_f64().unwrap());
        assert!(half / mean <= 0.01, "{row}");
        let alpha = row["workload.popularity.alpha"].to_string();
        counts.entry(alpha).or_default().push(row["replications"].as_u64().unwrap());
        assert!(!row["warnings"].as_str().unwrap().contains("imprecise"), "{row}");
    }
    // Points on the same requests have the same number; others need not.
    assert!(counts.values().all(|of| of.windows(2).all(|two| two[0] == two[1])), "{counts:?}");
    assert!(counts.values().flatten().any(|&count| count > 5), "{counts:?}");
    // What was made is used again, at any number of threads.
    let again =
        dir.json(&["run", "spec.toml", "--json", "--set", "precision=1%", "--threads", "1"]);
    assert_eq!((&again["summary"], &again["runs_made"]), (&precise["summary"], &0.into()));
    let capped = run(&["precision=0.01%", "replications=3", "replications_max=6"]);
    for row in capped["summary"].as_array().unwrap() {
        assert_eq!(row["replications"], 6, "{row}");
        assert!(row["warnings"].as_str().unwrap().contains("imprecise"), "{row}");
    }
    // Those six are among those that were made before.
    assert_eq!(capped["runs_made"], 0);
    // What stands beside the runs is of all of them.
    let runs: u64 = rows.iter().map(|row| row["replications"].as_u64().unwrap()).sum();
    let manifests = manifests(&dir);
    assert!(manifests.iter().any(|manifest| manifest["runs"] == runs), "{manifests:?}");
    let bounded = run(&["precision=1%", "bounds=static"]);
    let seen: BTreeSet<String> = bounded["bounds"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| format!("{} {}", row["workload.popularity.alpha"], row["replication"]))
        .collect();
    assert_eq!(seen.len() as u64, counts.values().map(|of| of[0]).sum::<u64>());
    // A metric that these runs do not have.
    let arguments = ["precision=1%", "precision_metric=latency_ns_mean"];
    let none = dir.hotset(&["run", "spec.toml", "--set", arguments[0], "--set", arguments[1]]);
    assert_eq!(none.status, 2, "{}", none.stderr);
    assert!(none.stderr.contains("found no number \"latency_ns_mean\""), "{}", none.stderr);
    let wrong =
        dir.hotset(&["run", "spec.toml", "--set", "precision=1%", "--set", "replications=1"]);
    assert_eq!(wrong.status, 2);
    assert!(wrong.stderr.contains("at least 2"), "{}", wrong.stderr);
    let wrong = dir.hotset(&[
        "run",
        "spec.toml",
        "--set",
        "precision=1%",
        "--set",
        "precision_metric=hit_ration",
    ]);
    assert!(wrong.stderr.contains("did you mean hit_ratio?"), "{}", wrong.stderr);
}
