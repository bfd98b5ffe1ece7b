//! Experiments from spec to files.

use crate::{Dir, SMALL};
use std::collections::BTreeMap;
use std::path::PathBuf;

pub(crate) fn folder(dir: &Dir, out: &str) -> PathBuf {
    let entries = std::fs::read_dir(dir.path().join(out)).unwrap();
    // Beside the store of finished runs.
    let mut folders =
        entries.map(|entry| entry.unwrap().path()).filter(|path| !path.ends_with("runs"));
    let folder = folders.next().unwrap();
    assert!(folders.next().is_none(), "one experiment, one folder");
    folder
}

/// Runs `spec.toml` with settings over it, and gives the rows of its summary.
pub(crate) fn summary_with(dir: &Dir, settings: &[&str]) -> Vec<serde_json::Value> {
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
        "capacity",
        "ratio",
        "own sizes",
        "floor",
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
    // As a kill leaves it: eight runs there, one half written, no tables.
    for file in ["runs.csv", "manifest.json"] {
        std::fs::remove_file(folder.join(file)).unwrap();
    }
    let segment = crate::files_below(&dir.path().join("out/runs")).remove(0);
    let text = std::fs::read_to_string(&segment).unwrap();
    let (ninth, _) = text.match_indices(" run ").nth(8).unwrap();
    std::fs::write(&segment, &text[..ninth + 100]).unwrap();
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
    let cases = [("100%obj", "lru"), ("2%obj", "lru"), ("2%obj", "arc"), ("2%obj", "belady")];
    for (cache, policy) in cases {
        let (cache, policy) =
            (format!("servers.cache='{cache}'"), format!("servers.policy='{policy}'"));
        let mut settings = alone.to_vec();
        settings.extend([cache.as_str(), policy.as_str()]);
        let found = bounds_with(&dir, &settings);
        let bound = |name: &str| found[name]["hit_ratio"].as_f64().unwrap();
        let simulated = summary_with(&dir, &settings)[0]["hit_ratio"].as_f64().unwrap();
        if cache.contains("100") {
            assert_eq!([simulated, bound("belady")], [bound("infinite"); 2]);
        } else if policy.contains("belady") {
            assert_eq!(simulated, bound("belady"));
        } else {
            assert!(
                simulated < bound("belady") && bound("belady") < bound("infinite"),
                "{found:?}"
            );
        }
    }
}

#[test]
fn an_offline_policy_runs_where_servers_know_their_requests() {
    let dir = Dir::new();
    let (fixed, _) = SMALL.split_once("[layout]").unwrap();
    dir.write("spec.toml", fixed);
    let alone = ["replications=1", "bounds='none'", "baseline=''"];
    for layout in ["layout.kind='dedicated'", "layout.kind='mirrored'", "layout.kind='hashed'"] {
        let misses = |policy: &str| {
            let row = summary_with(&dir, &[&alone[..], &[layout, policy]].concat())[0].clone();
            1.0 - row["hit_ratio"].as_f64().unwrap()
        };
        let [belady, lru] = ["servers.policy='belady'", "servers.policy='lru'"].map(misses);
        assert!(0.2 < belady && belady < 0.95 * lru, "{layout}: {belady} of {lru}");
    }
    for (settings, words) in [
        (["layout.kind='tiered'", "sample=1"], "what caches hold"),
        (["layout.kind='hashed'", "time='queueing'"], "the time that requests take"),
        (["layout.kind='hashed'", "sample=0.5"], "needs to know all requests"),
    ] {
        let set = settings.iter().chain(&["servers.policy='belady'", "baseline=''"]);
        let set = set.flat_map(|setting| ["--set", setting]);
        let output = dir.hotset(&["plan", "spec.toml"].into_iter().chain(set).collect::<Vec<_>>());
        assert_eq!(output.status, 2, "{}", output.stderr);
        assert!(output.stderr.contains(words), "{}", output.stderr);
    }
}

/// A copy of a version that is not requested again is of no use, however soon its object is.
#[test]
fn offline_policies_know_that_objects_are_modified() {
    let dir = Dir::new();
    let mut trace = "time,key,size\n".to_owned();
    for n in 0..4_000u32 {
        let (key, size) = match n % 2 {
            0 => (n * 7 % 40, 1_000 + n),
            _ => (100 + n * n % 397, 1_000),
        };
        trace += &format!("{n},{key},{size}\n");
    }
    dir.write("trace.csv", &trace);
    let spec = "warm_up = 0\n\
        workload = { kind = 'trace', path = 'trace.csv', size_rule = 'modified' }\n";
    let layout = "layout.kind = 'hashed'\nservers = { count = 1, cache = '50000B' }\n";
    dir.write("spec.toml", format!("{spec}{layout}"));
    dir.write("single.toml", format!("{spec}study = 'cache'\nservers.cache = '50000B'\n"));
    let replay = ["replay", "trace.csv", "--size-rule", "modified", "--cache", "50000B"];
    for policy in ["belady", "belady-size", "lru"] {
        let setting = format!("servers.policy='{policy}'");
        let run = |spec: &str| {
            let found = dir.json(&["run", spec, "--json", "--set", &setting]);
            (found["summary"][0].clone(), found["bounds"].clone())
        };
        let replayed = &dir.json(&[&replay[..], &["--policy", policy, "--json"]].concat())[0];
        let misses = replayed["misses"].as_f64().unwrap();
        let (server, bounds) = run("spec.toml");
        assert_eq!(server["origin_requests"], misses, "{policy}");
        let ratio = run("single.toml").0["miss_ratio"].as_f64().unwrap();
        assert!((4_000.0 * ratio - misses).abs() < 1e-6, "{policy}: {ratio} {misses}");
        if policy == "belady" {
            let bounds = bounds.as_array().unwrap();
            let of_run = bounds.iter().find(|bound| bound["bound"] == "belady").unwrap();
            assert_eq!(of_run["origin_requests"].as_f64(), Some(misses));
        }
    }
}

#[test]
fn keys_lists_what_specs_may_have() {
    let dir = Dir::new();
    let output = dir.hotset(&["keys"]);
    assert!(output.stdout.contains("layout.hot.share_of_objects"), "{}", output.stdout);
    assert!(output.stdout.lines().all(|line| line.chars().count() <= 100), "{}", output.stdout);
    let section = dir.hotset(&["keys", "layout.hot"]);
    assert!(section.stdout.starts_with("layout.hot."), "{}", section.stdout);
    assert!(!section.stdout.contains("layout.hash"), "{}", section.stdout);
    let single = dir.json(&["keys", "layout.hash", "--json"]);
    assert_eq!(single[0]["default"], "\"ring\"", "{single}");
    let schema = dir.json(&["keys", "--schema"]);
    let hash = &schema["properties"]["layout"]["properties"]["hash"];
    assert!(hash["enum"].as_array().unwrap().contains(&"maglev".into()), "{hash}");
    let wrong = dir.hotset(&["keys", "layuot"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("layout.hot"), "{}", wrong.stderr);
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
    assert!(told.stdout.contains("variation of load is not reported"), "{}", told.stdout);
}

/// A figure of tables that were cut would be taken for one of the experiment's.
#[test]
fn figures_are_not_drawn_from_tables_that_changed() {
    let dir = Dir::new();
    dir.write("spec.toml", "name = 'f'\n[workload]\nobjects = 100\nrequests = 20000\n");
    let folder = dir.json(&["run", "spec.toml", "--json"])["folder"].as_str().unwrap().to_owned();
    assert_eq!(dir.hotset(&["figures", &folder]).status, 0);
    let runs = dir.path().join(&folder).join("runs.csv");
    let text = std::fs::read(&runs).unwrap();
    std::fs::write(&runs, &text[..text.len() / 2]).unwrap();
    let output = dir.hotset(&["figures", &folder]);
    assert_eq!(output.status, 2, "{}", output.stderr);
    assert!(output.stderr.contains("runs.csv has changed"), "{}", output.stderr);
}

/// What a killed program left half-written goes with the next run of the same experiment.
#[cfg(target_os = "linux")]
#[test]
fn what_a_killed_run_left_is_swept_away() {
    let dir = Dir::new();
    dir.write("spec.toml", "name = 'k'\n[workload]\nobjects = 100\nrequests = 20000\n");
    let folder = dir.json(&["run", "spec.toml", "--json"])["folder"].as_str().unwrap().to_owned();
    // Of a process that cannot be: numbers end before.
    let left = dir.write(&format!("{folder}/.hotset-4194999-x"), "half");
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    std::fs::File::options().write(true).open(&left).unwrap().set_modified(old).unwrap();
    dir.json(&["run", "spec.toml", "--json"]);
    assert!(!left.exists());
}
