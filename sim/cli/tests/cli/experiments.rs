//! Experiments from spec to files.

use crate::{Dir, SMALL};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder(dir: &Dir, out: &str) -> PathBuf {
    let mut folders = std::fs::read_dir(dir.path().join(out)).unwrap();
    let folder = folders.next().unwrap().unwrap().path();
    assert!(folders.next().is_none(), "one experiment, one folder");
    folder
}

/// Runs `spec.toml` with settings over it, and gives the rows of its summary.
fn summary_with(dir: &Dir, settings: &[&str]) -> Vec<serde_json::Value> {
    let mut arguments = vec!["run", "spec.toml", "--json"];
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    dir.json(&arguments)["summary"].as_array().unwrap().clone()
}

#[test]
fn results_are_the_same_bytes_at_any_number_of_threads() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let mut tables: Vec<Vec<Vec<u8>>> = Vec::new();
    for threads in ["1", "2", "7"] {
        let output = dir.hotset(&["run", "spec.toml", "--threads", threads, "--out", threads]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        let folder = folder(&dir, threads);
        let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
        tables.push(
            [
                "runs.csv",
                "series.csv",
                "servers.csv",
                "summary.csv",
                "bounds.csv",
                "predictions.csv",
                "figures/traffic.svg",
            ]
            .map(read)
            .to_vec(),
        );
    }
    assert!(tables[0].iter().all(|table| !table.is_empty()));
    assert!(tables[0] == tables[1] && tables[1] == tables[2]);
}

#[test]
fn a_run_leaves_tables_figure_spec_and_manifest() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let output = dir.hotset(&["run", "spec.toml"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    for word in [
        "layout",
        "egress",
        "inter-server",
        "origin",
        "total",
        "hit ratio",
        "peak/mean",
        "reserve",
        "±",
    ] {
        assert!(output.stdout.contains(word), "{word:?} is not in:\n{}", output.stdout);
    }
    let folder = folder(&dir, "out");
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["runs"], 12);
    let outputs = manifest["outputs"].as_array().unwrap();
    assert!(outputs.len() >= 8, "{outputs:?}");
    for output in outputs {
        assert!(folder.join(output["file"].as_str().unwrap()).exists(), "{output}");
    }
    // The axis of the hot set multiplies only the hot layout.
    let runs = std::fs::read_to_string(folder.join("runs.csv")).unwrap();
    assert_eq!(runs.lines().count(), 1 + (4 + 2) * 2);
    let svg = std::fs::read_to_string(folder.join("figures/traffic.svg")).unwrap();
    assert!(svg.contains("Hot share of the catalog") && svg.contains("Cooperative"));
    // The resolved spec is a spec that gives the same folder.
    let again = dir.hotset(&["run", folder.join("spec.resolved.toml").to_str().unwrap()]);
    assert_eq!(again.status, 0, "{}", again.stderr);
    assert!(again.stderr.contains("12 of 12 runs are there already"), "{}", again.stderr);
}

#[test]
fn a_killed_sweep_takes_up_where_it_stopped() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    assert_eq!(dir.hotset(&["run", "spec.toml"]).status, 0);
    let folder = folder(&dir, "out");
    let whole = std::fs::read_to_string(folder.join("runs.csv")).unwrap();
    // As a kill leaves it: some runs there, one half written, no tables.
    for file in ["runs.csv", "manifest.json", "runs/00001-0000.json", "runs/00003-0001.json"] {
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    std::fs::write(folder.join("runs/00002-0000.json"), "{\"run\":{\"x\"").unwrap();
    let other = std::fs::read(folder.join("runs/00000-0000.json")).unwrap();
    std::fs::write(folder.join("runs/00004-0000.json"), other).unwrap();
    let output = dir.hotset(&["run", "spec.toml"]);
    assert!(output.stderr.contains("8 of 12 runs are there already"), "{}", output.stderr);
    assert_eq!(std::fs::read_to_string(folder.join("runs.csv")).unwrap(), whole);
}

#[test]
fn json_is_one_document_and_quiet_is_the_table_alone() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let document = dir.json(&["run", "spec.toml", "--json"]);
    assert_eq!(document["summary"].as_array().unwrap().len(), 6);
    let quiet = dir.hotset(&["run", "spec.toml", "--quiet"]);
    assert_eq!((quiet.status, quiet.stderr.as_str()), (0, ""));
    let plan = dir.json(&["plan", "spec.toml", "--json"]);
    assert_eq!(plan["runs"], 12);
}

#[test]
fn settings_change_the_spec_and_the_folder() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let settings = ["--set", "layout.kind=hot", "--set", "baseline=''", "--set", "seed=8"];
    let arguments: Vec<&str> =
        ["run", "spec.toml", "--json"].iter().chain(&settings).copied().collect();
    let document = dir.json(&arguments);
    assert_eq!(document["summary"].as_array().unwrap().len(), 2);
    assert!(document["predictions"].as_array().unwrap().len() > 10);
}

#[test]
fn every_kind_of_hot_layout_runs() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let rows = summary_with(
        &dir,
        &[
            "layout.kind=hot",
            "baseline=''",
            "layout.hot.share_of_objects=0.01",
            "sweep.layout.hot.tier=['mirrored', 'hashed']",
            "sweep.layout.rest=['mirrored', 'hashed', 'cooperative']",
            "sweep.layout.hot.servers=['all', 1]",
            "sweep.layout.entry=['any', 'owner']",
            "sweep.servers.policy=['lru', 'sieve', 'static-lfu']",
        ],
    );
    assert_eq!(rows.len(), 2 * 3 * 2 * 2 * 3);
    let egress = &rows[0]["egress_bytes"];
    assert!(rows.iter().all(|row| row["egress_bytes"] == *egress), "conservation");
}

/// A hot layout whose parts are both mirrored on all servers is the mirrored layout: its parts must
/// not share random numbers.
/// The small experiment without the keys that only hot sets and doors read.
fn small_without_hot() -> String {
    let swept = "\"layout.hot.share_of_objects\" = [0.001, 0.1]\n";
    SMALL.replace(swept, "").replace("[layout]\nentry = \"any\"\n", "")
}

/// Every way of finding a server gives the clients the same bytes, with time and without.
#[test]
fn every_hash_and_routing_runs() {
    let dir = Dir::new();
    dir.write("spec.toml", small_without_hot());
    let time = ["time=queueing", "servers.bytes_per_s=1e7"];
    for with_time in [&[][..], &time[..]] {
        let egress = |kind: &str, settings: &[&str]| {
            let kinds = format!("sweep.layout.kind=['{kind}']");
            let all = [&["baseline=''", &kinds], settings, with_time].concat();
            let summary = summary_with(&dir, &all);
            assert_eq!(summary.len(), 1);
            summary[0]["egress_bytes"].as_f64().unwrap()
        };
        let dedicated = egress("dedicated", &[]);
        for hash in ["ring", "jump", "rendezvous", "maglev"] {
            let hash = format!("layout.hash={hash}");
            for (kind, settings) in [("hashed", &[&hash[..]][..]), ("tiered", &[&hash])] {
                assert_near(egress(kind, settings), dedicated, kind, settings);
            }
        }
        for by in ["objects", "load"] {
            let settings = ["layout.bound=1.1", &format!("layout.bound_by={by}")];
            assert_near(egress("hashed", &settings), dedicated, "hashed", &settings);
        }
        for routing in ["random", "round-robin", "choices", "least-loaded"] {
            let settings = [&format!("layout.routing={routing}")[..]];
            for kind in ["mirrored", "cooperative"] {
                assert_near(egress(kind, &settings), dedicated, kind, &settings);
            }
        }
        let tier = ["layout.tiered.tier=mirrored", "layout.tiered.servers=1"];
        assert_near(egress("tiered", &tier), dedicated, "tiered", &tier);
    }
}

/// The same bytes; in time some of them leave in another bin than the last that counts.
fn assert_near(bytes: f64, all: f64, kind: &str, settings: &[&str]) {
    assert!((bytes / all - 1.0).abs() < 0.001, "{kind}, {settings:?}: {bytes} of {all}");
}

/// Servers that sleep while they are not needed save what they would draw idly; the clients get what
/// they ask for all the same.
#[test]
fn servers_that_sleep_save_power() {
    let dir = Dir::new();
    dir.write("spec.toml", small_without_hot());
    let with = |settings: &[&str]| {
        let mirrored = ["sweep.layout.kind=['mirrored']", "baseline=''", "servers.bytes_per_s=2e6"];
        summary_with(&dir, &[&mirrored, settings].concat()).remove(0)
    };
    let number = |row: &serde_json::Value, metric: &str| row[metric].as_f64().unwrap();
    let awake = with(&[]);
    assert_eq!(number(&awake, "awake_servers"), 4.0);
    let scaled = ["scaling.by=load", "scaling.interval_s=0.2", "scaling.wake_s=0.1"];
    for time in ["time=none", "time=queueing"] {
        let asleep = with(&[&scaled[..], &[time]].concat());
        let servers = number(&asleep, "awake_servers");
        assert!((1.0..4.0).contains(&servers), "{servers} awake");
        let saved = number(&awake, "power_servers") - number(&asleep, "power_servers");
        // Half of what a server draws at peak, for each that sleeps.
        assert!((saved - 0.5 * (4.0 - servers)).abs() < 0.02, "{saved} saved with {servers} awake");
        let bytes = |row| number(row, "egress_bytes");
        assert!((bytes(&asleep) / bytes(&awake) - 1.0).abs() < 0.01);
    }
}

/// The best value is no worse than any of a grid, and found with few runs, at any number of threads.
#[test]
fn the_best_value_of_a_key_is_found() {
    let dir = Dir::new();
    let spec = r#"
name = "best"
seed = 7
replications = 2
workload = { objects = 2_000, requests = 40_000 }
servers = { count = 16, cache = "2%" }
layout.entry = "any"
cost.origin = 2
[sweep]
"layout.kind" = ["hashed", "hot"]
"#;
    let search = "[optimize]\nkey = \"layout.hot.objects\"\nfrom = 0\nto = 2_000\n";
    dir.write("search.toml", format!("{spec}{search}"));
    let found = dir.json(&["run", "search.toml", "--json", "--threads", "1"]);
    let optima = found["optima"].as_array().unwrap();
    assert_eq!(optima.len(), 2);
    let cost = |row: &serde_json::Value| row["cost_per_egress"].as_f64().unwrap();
    let [hashed, hot] = [&optima[0], &optima[1]];
    assert_eq!((hashed["values_tried"].as_u64(), &hashed["best"]), (Some(1), &false.into()));
    assert!(hashed.get("layout.hot.objects").is_none());
    assert_eq!(hot["best"], true);
    let best = hot["layout.hot.objects"].as_u64().unwrap();
    let (from, to) = (hot["as_good_from"].as_u64().unwrap(), hot["as_good_to"].as_u64().unwrap());
    assert!(from <= best && best <= to && to < 2_000, "{from} to {to}");
    assert!(hot["values_tried"].as_u64().unwrap() < 24);
    assert_eq!(found["runs_made"].as_u64(), Some(2 * (hot["values_tried"].as_u64().unwrap() + 1)));
    // The same point, on its own.
    let grid = "\"layout.hot.objects\" = [0, 1, 2, 3, 4, 5, 10, 30, 100, 300, 1000, 2000]\n";
    dir.write("spec.toml", spec.replace("[\"hashed\", \"hot\"]\n", "[\"hot\"]\n") + grid);
    let grid = summary_with(&dir, &[]);
    assert_eq!(grid.len(), 12);
    let least = grid.iter().map(cost).fold(f64::INFINITY, f64::min);
    assert!(cost(hot) <= least + 1e-12, "{} found, {least} in the grid", cost(hot));
    let alone = summary_with(&dir, &[&format!("layout.hot.objects={best}")]);
    assert_eq!(cost(&alone[0]), cost(hot));
    // Taken up where it stopped; and the same bytes with two threads.
    let again = dir.json(&["run", "search.toml", "--json", "--threads", "2"]);
    assert_eq!(again["runs_made"], 0);
    let fresh = dir.json(&["run", "search.toml", "--json", "--threads", "2", "--fresh"]);
    assert_eq!((&fresh["optima"], &fresh["summary"]), (&found["optima"], &found["summary"]));
    assert_eq!(again["optima"], found["optima"]);
}

#[test]
fn mirrored_beside_mirrored_is_mirrored() {
    let dir = Dir::new();
    let (by_objects, by_requests) =
        ("share_of_objects\" = [0.001, 0.1]", "share_of_requests\" = [0.5]");
    assert!(SMALL.contains(by_objects));
    // Objects of one size: the spread of sizes would hide the effect.
    let sizes = "sizes = { kind = \"lognormal\", median_bytes = 1_000, sigma = 1.0 }";
    assert!(SMALL.contains(sizes));
    dir.write("spec.toml", SMALL.replace(by_objects, by_requests).replace(sizes, ""));
    let rows = summary_with(
        &dir,
        &[
            "baseline=''",
            "layout.rest=mirrored",
            "workload.requests=200_000",
            "replications=16",
            "sweep.layout.kind=['mirrored', 'hot']",
        ],
    );
    let (mirrored, parts) = (&rows[0], &rows[1]);
    for metric in ["hit_ratio", "total_per_egress", "peak_to_mean", "reserve"] {
        let (a, b) = (mirrored[metric].as_f64().unwrap(), parts[metric].as_f64().unwrap());
        assert!((a / b - 1.0).abs() < 0.05, "{metric}: {a} and {b}");
    }
}

/// Each workload and entry has its own baseline.
#[test]
fn changes_are_against_the_baseline_alike_in_all_else() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let rows = summary_with(
        &dir,
        &[
            "baseline=hashed",
            "sweep.layout.kind=['hashed', 'hot']",
            "sweep.layout.entry=['owner', 'any']",
            "layout.hot.share_of_objects=0.001",
        ],
    );
    for row in &rows {
        let change = row["total_bytes_change"].as_f64().unwrap();
        assert!(change.abs() < 0.1, "{row}");
    }
}

/// The bounds of `spec.toml` with settings over it, by name.
fn bounds_with(dir: &Dir, settings: &[&str]) -> BTreeMap<String, serde_json::Value> {
    let mut arguments = vec!["run", "spec.toml", "--json"];
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let document = dir.json(&arguments);
    let rows = document["bounds"].as_array().unwrap().iter();
    rows.map(|row| (row["bound"].as_str().unwrap().to_owned(), row.clone())).collect()
}

#[test]
fn bounds_are_those_of_one_cache_over_the_whole_trace() {
    let dir = Dir::new();
    let requests = [("a", 10), ("b", 2), ("a", 10), ("c", 5), ("a", 10)];
    let more = [("b", 2), ("a", 10), ("d", 5), ("b", 2), ("a", 10)];
    let mut trace = "time,id,size\n".to_owned();
    for (second, (name, bytes)) in requests.iter().chain(&more).enumerate() {
        trace += &format!("{second},{name},{bytes}\n");
    }
    dir.write("trace.csv", &trace);
    dir.write(
        "spec.toml",
        "warm_up = 0\nworkload = { kind = 'trace', path = 'trace.csv' }\n\
         layout = { kind = 'hashed' }\nservers = { count = 1, cache = '10B' }\n",
    );
    let found = bounds_with(&dir, &[]);
    let of = |bound: &str, column: &str| found[bound][column].as_u64().unwrap();
    assert_eq!((of("infinite", "origin_requests"), of("infinite", "origin_bytes")), (4, 22));
    // b and c, for a does not fit beside b; a alone.
    assert_eq!((of("static-hits", "origin_requests"), of("static-hits", "origin_bytes")), (6, 55));
    assert_eq!(
        (of("static-bytes", "origin_requests"), of("static-bytes", "origin_bytes")),
        (5, 16)
    );
    let replayed =
        dir.json(&["replay", "trace.csv", "--policy", "belady", "--cache", "10B", "--json"]);
    assert_eq!(of("belady", "origin_requests"), replayed[0]["misses"].as_u64().unwrap());
    assert_eq!(of("belady", "origin_bytes"), replayed[0]["miss_bytes"].as_u64().unwrap());
    assert!(!bounds_with(&dir, &["bounds='static'"]).contains_key("belady"));
    assert!(bounds_with(&dir, &["bounds='none'"]).is_empty());
}

#[test]
fn no_policy_on_one_server_beats_the_bounds() {
    let dir = Dir::new();
    let (fixed, _) = SMALL.split_once("[sweep]").unwrap();
    dir.write("spec.toml", fixed);
    let alone = ["servers.count=1", "layout.kind='hashed'", "baseline=''", "replications=1"];
    for (cache, policy) in [("100%obj", "lru"), ("2%obj", "lru"), ("2%obj", "arc")] {
        let (cache, policy) =
            (format!("servers.cache='{cache}'"), format!("servers.policy='{policy}'"));
        let mut settings = alone.to_vec();
        settings.extend([cache.as_str(), policy.as_str()]);
        let found = bounds_with(&dir, &settings);
        let bound = |name: &str| found[name]["hit_ratio"].as_f64().unwrap();
        let simulated = summary_with(&dir, &settings)[0]["hit_ratio"].as_f64().unwrap();
        if cache.contains("100") {
            assert_eq!([simulated, bound("belady")], [bound("infinite"); 2]);
        } else {
            assert!(
                simulated < bound("belady") && bound("belady") < bound("infinite"),
                "{found:?}"
            );
        }
    }
}

#[test]
fn keys_lists_what_specs_may_have() {
    let output = Dir::new().hotset(&["keys"]);
    assert!(output.stdout.contains("layout.hot.share_of_objects"), "{}", output.stdout);
}

#[test]
fn a_sample_stands_for_all_and_says_what_it_cannot_tell() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let large: &[&str] = &["run", "spec.toml", "--json", "--set", "servers.cache=20%"];
    let all = dir.json(large);
    let some = dir.json(&[large, &["--sample", "0.5"]].concat());
    let rows = |document: &serde_json::Value| document["summary"].as_array().unwrap().clone();
    for (all, some) in rows(&all).iter().zip(rows(&some)) {
        let apart =
            all["total_per_egress"].as_f64().unwrap() - some["total_per_egress"].as_f64().unwrap();
        assert!(apart.abs() < 0.1 && apart != 0.0, "{apart}");
        assert!(some["reserve"].is_null() && !all["reserve"].is_null());
    }
    let told = dir.hotset(&["run", "spec.toml", "--sample", "0.5"]);
    assert!(told.stdout.contains("how loads vary is not told"), "{}", told.stdout);
}

/// SMALL in time, without the layout that asks its siblings.
fn small_in_time() -> String {
    SMALL.replace("\"cooperative\", ", "").replace(
        "seed = 7",
        "seed = 7\ntime = \"queueing\"\nfetches = \"each\"\nclient_timeout_s = 0.5\n\
         origin = { bytes_per_s = 4_000_000, jobs_max = 50 }\n\
         links = { inter_server_latency_s = 2e-4, origin_latency_s = 1e-3 }",
    )
}

#[test]
fn runs_in_time_tell_latencies_and_are_the_same_at_any_number_of_threads() {
    let dir = Dir::new();
    // So many requests a second that they go in windows.
    let spec = small_in_time().replace("requests = 40_000", "requests = 40_000\nrate_per_s = 1e6");
    dir.write("spec.toml", spec.replace("count = 4", "count = 4\nbytes_per_s = 1e9"));
    let mut tables: Vec<Vec<Vec<u8>>> = Vec::new();
    for threads in ["1", "2", "7"] {
        let output = dir.hotset(&["run", "spec.toml", "--threads", threads, "--out", threads]);
        assert_eq!(output.status, 0, "{}", output.stderr);
        assert!(output.stdout.contains("latency p50"), "{}", output.stdout);
        assert!(output.stdout.contains("overloaded"), "{}", output.stdout);
        let folder = folder(&dir, threads);
        let read = |file: &str| std::fs::read(folder.join(file)).unwrap();
        tables.push(["runs.csv", "series.csv", "servers.csv", "summary.csv"].map(read).to_vec());
    }
    assert!(tables[0] == tables[1] && tables[1] == tables[2]);
    let runs = String::from_utf8(tables[0][0].clone()).unwrap();
    for column in
        ["latency_ns_p99", "dropped_requests", "origin_utilisation", "overloaded_stations"]
    {
        assert!(runs.lines().next().unwrap().contains(column), "{column}");
    }
}

/// A crowd on one object is too much for its owner, not for all servers: the time to recover tells, and
/// so do the quantiles of latency by bin.
#[test]
fn the_time_to_recover_from_a_crowd_is_told() {
    let dir = Dir::new();
    let spec = r#"
name = "crowd"
seed = 7
replications = 2
time = "queueing"
bins = 100
bounds = "none"
servers = { count = 4, cache = "50%", bytes_per_s = 800_000, jobs_max = 100 }
[workload]
objects = 1_000
duration_s = 50
rate_per_s = 200
sizes = { bytes = 1_000 }
flash = { at_s = 20.2, on = "new-object", shape = "ramp", plateau_s = 10, decay_s = 5 }
[sweep]
"layout.kind" = ["mirrored", "hashed"]
"#;
    dir.write("spec.toml", spec);
    let rows = summary_with(&dir, &[]);
    let recovery = |row: &serde_json::Value| row["recovery_s"].as_f64().unwrap();
    assert_eq!((recovery(&rows[0]), &rows[0]["dropped_requests"]), (0.0, &0.0.into()));
    let hashed = recovery(&rows[1]);
    // The plateau and some of the decay, to the end of a bin of half a second.
    assert!((10.0..16.0).contains(&hashed), "{hashed}");
    let series = std::fs::read_to_string(folder(&dir, "out").join("series.csv")).unwrap();
    let mut lines = series.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let column = |name: &str| header.iter().position(|column| *column == name).unwrap();
    let (median, high) = (column("latency_ns_p50"), column("latency_ns_p99"));
    let told: Vec<(f64, f64)> = lines
        .filter_map(|row| Some((row[median].parse().ok()?, row[high].parse().ok()?)))
        .collect();
    assert!(told.len() > 390 && told.iter().all(|(median, high)| median <= high));
    assert!(told.iter().any(|(_, high)| *high > 1e8), "nobody waits for a tenth of a second");
}

#[test]
fn without_delays_a_run_in_time_has_the_traffic_of_one_without() {
    let dir = Dir::new();
    let spec = SMALL.replace("\"cooperative\", ", "");
    dir.write("spec.toml", &spec);
    let at_once = summary_with(&dir, &[]);
    let links = "links = { inter_server_latency_s = 0, origin_latency_s = 0 }";
    let time = format!("seed = 7\ntime = \"queueing\"\n{links}");
    dir.write("spec.toml", spec.replace("seed = 7", &time));
    let in_time = summary_with(&dir, &[]);
    assert_eq!(at_once.len(), in_time.len());
    for (at_once, in_time) in at_once.iter().zip(&in_time) {
        for (metric, value) in at_once.as_object().unwrap() {
            assert_eq!(value, &in_time[metric], "{metric}");
        }
        assert_eq!(in_time["latency_ns_max"], 0.0);
    }
}

#[test]
fn a_sweep_over_time_has_tables_with_all_columns() {
    let dir = Dir::new();
    let spec = SMALL.replace("\"cooperative\", ", "");
    dir.write("spec.toml", spec.replace("[sweep]", "[sweep]\ntime = [\"none\", \"queueing\"]"));
    let output = dir.hotset(&["run", "spec.toml"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    for table in ["runs.csv", "series.csv", "servers.csv", "summary.csv"] {
        let text = std::fs::read_to_string(folder(&dir, "out").join(table)).unwrap();
        let columns = |line: &str| line.matches(',').count();
        let first = columns(text.lines().next().unwrap());
        assert!(text.lines().all(|line| columns(line) == first), "{table}");
        assert!(text.contains("queueing,") && text.contains("none,"), "{table}");
    }
}

#[test]
fn what_is_never_answered_is_a_result() {
    let dir = Dir::new();
    dir.write("spec.toml", small_in_time().replace("client_timeout_s = 0.5\n", ""));
    let rows = summary_with(&dir, &["servers.bytes_per_s=1", "sweep.fetches=['each']"]);
    for row in rows {
        assert_eq!(row["requests"], 0.0);
        assert!(row["server_utilisation_max"].as_f64().unwrap() > 1.0, "{row}");
        let byte_hit_ratio = row["byte_hit_ratio"].as_f64().unwrap();
        assert!((0.0..=1.0).contains(&byte_hit_ratio), "{byte_hit_ratio}");
    }
}
