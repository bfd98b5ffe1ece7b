//! Plans of sweeps that are refused, and plans that are kept.

use super::{assert_same, merge, merged, plan, run_shard, undisturbed};
use crate::{Dir, SMALL};

/// Runs a command that must be refused, and checks what it says.
fn refused(dir: &Dir, arguments: &[&str], words: &[&str]) {
    let output = dir.hotset(arguments);
    assert_eq!(output.status, 2, "{arguments:?}: {}{}", output.stdout, output.stderr);
    for word in words {
        assert!(output.stderr.contains(word), "{word:?} is not in:\n{}", output.stderr);
    }
    assert!(!output.stderr.contains("panicked"), "{}", output.stderr);
}

/// Every command that reads the plan of a folder.
fn refused_by_all(dir: &Dir, folder: &str, words: &[&str]) {
    for command in [
        &["run", folder, "--shard", "0/3"][..],
        &["run", folder],
        &["status", folder],
        &["merge", folder],
        &["submit", folder, "--slurm"],
    ] {
        refused(dir, command, words);
    }
}

#[test]
fn a_plan_of_another_version_or_a_damaged_one_is_refused() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let folder = plan(&dir, 3, "out");
    let path = format!("{folder}/plan.json");
    let text = std::fs::read_to_string(dir.path().join(&path)).unwrap();
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    document["results_version"] = "other".into();
    dir.write(&path, document.to_string());
    refused_by_all(&dir, &folder, &["plan.json", "planned by hotset", "plan the sweep again"]);
    // Which replaces it.
    assert_eq!(plan(&dir, 3, "out"), folder);
    assert_eq!(std::fs::read_to_string(dir.path().join(&path)).unwrap(), text);
    dir.write(&path, &text[..text.len() / 2]);
    refused_by_all(&dir, &folder, &["plan.json"]);
    document["results_version"] =
        serde_json::from_str::<serde_json::Value>(&text).unwrap()["results_version"].clone();
    document["runs"][0]["shard"] = 3.into();
    dir.write(&path, document.to_string());
    refused_by_all(&dir, &folder, &["plan.json", "does not fit its spec"]);
    std::fs::remove_file(dir.path().join(&path)).unwrap();
    refused(&dir, &["status", &folder], &["has no plan of a sweep", "hotset plan SPEC --shards N"]);
}

#[test]
fn a_shard_is_one_of_those_that_were_planned() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let folder = plan(&dir, 3, "out");
    refused(&dir, &["run", &folder, "--shard", "3/3"], &["from 0/N to N-1/N"]);
    refused(&dir, &["run", &folder, "--shard", "half"], &["from 0/N to N-1/N"]);
    refused(&dir, &["run", &folder, "--shard", "0/4"], &["0/4", "of the 3 that"]);
    refused(&dir, &["run", "spec.toml", "--shard", "0/3"], &["with a spec", "hotset plan"]);
    refused(&dir, &["run", &folder, "--set", "seed=8"], &["settings over a planned sweep"]);
}

#[test]
fn sweeps_whose_runs_depend_on_results_are_for_one_process() {
    let dir = Dir::new();
    let (fixed, _) = SMALL.split_once("[sweep]").unwrap();
    let fixed = fixed
        .replace("baseline = \"dedicated\"", "")
        .replace("[layout]", "[layout]\nkind = \"hot\"");
    let search = "[optimize]\nkey = \"layout.hot.objects\"\nfrom = 1\nto = 9\n";
    dir.write("spec.toml", format!("{fixed}{search}"));
    refused(&dir, &["plan", "spec.toml", "--shards", "2"], &["[optimize]", "by one process"]);
    dir.write("spec.toml", SMALL.replace("seed = 7", "seed = 7\nprecision = \"5%\""));
    refused(&dir, &["plan", "spec.toml", "--shards", "2"], &["precision", "by one process"]);
    assert!(!dir.path().join("out").exists());
}

const TRACED: &str = "name = 'traced'\nwarm_up = 0.1\nworkload = { kind = 'trace', path = 'trace.csv' }\n\
    servers = { count = 2, cache = '100B' }\n[sweep]\n'layout.kind' = ['hashed', 'mirrored']\n";

fn trace(requests: u32) -> String {
    let request = |second| format!("{second},{},{}\n", second * second % 311, second % 7 + 1);
    "time,id,size\n".to_owned() + &(0..requests).map(request).collect::<String>()
}

#[test]
fn a_trace_that_has_changed_since_is_told() {
    let dir = Dir::new();
    dir.write("spec.toml", TRACED);
    dir.write("trace.csv", trace(1_000));
    let folder = plan(&dir, 2, "out");
    assert_eq!(run_shard(&dir, &folder, 0, 2).status, 0);
    dir.write("trace.csv", trace(1_001));
    let changed = ["trace.csv", "has changed since the sweep was planned"];
    refused(&dir, &["run", &folder, "--shard", "1/2"], &changed);
    dir.write("trace.csv", trace(1_000));
    assert_eq!(run_shard(&dir, &folder, 1, 2).status, 0);
    dir.write("trace.csv", trace(1_001));
    refused(&dir, &["merge", &folder], &changed);
    dir.write("trace.csv", trace(1_000));
    assert_same(&merged(&dir, &folder), &undisturbed(&dir));
}

#[test]
fn a_plan_is_kept_where_it_is_what_is_asked_for() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let folder = plan(&dir, 3, "out");
    let path = dir.path().join(&folder).join("plan.json");
    let written = std::fs::metadata(&path).unwrap().modified().unwrap();
    assert_eq!(run_shard(&dir, &folder, 1, 3).status, 0);
    assert_eq!(plan(&dir, 3, "out"), folder);
    assert_eq!(std::fs::metadata(&path).unwrap().modified().unwrap(), written);
    // Cut in another way, it has the same runs.
    assert_eq!(plan(&dir, 4, "out"), folder);
    assert_eq!(dir.json(&["status", &folder, "--json"])["finished"], 4);
    let output = merge(&dir, &folder);
    assert_eq!(output.status, 3, "{}", output.stderr);
    assert!(output.stderr.contains("8 of 12 runs are missing, in shards 0-3"), "{}", output.stderr);
}
