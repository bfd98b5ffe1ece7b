//! Plans of sweeps that are refused, and plans that are kept.

use super::{assert_same, files, merge, merged, plan, run_shard, undisturbed};
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
    document["plan"]["results_version"] = "other".into();
    dir.write(&path, document.to_string());
    refused_by_all(&dir, &folder, &["plan.json", "planned by hotset", "plan the sweep again"]);
    // Which replaces it.
    assert_eq!(plan(&dir, 3, "out"), folder);
    assert_eq!(std::fs::read_to_string(dir.path().join(&path)).unwrap(), text);
    dir.write(&path, &text[..text.len() / 2]);
    refused_by_all(&dir, &folder, &["plan.json"]);
    document = serde_json::from_str(&text).unwrap();
    document["plan"]["runs"][0]["shard"] = 3.into();
    dir.write(&path, document.to_string());
    refused_by_all(&dir, &folder, &["plan.json", "was changed after it was written"]);
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

/// Writes a plan with its right checksum.
fn write_plan(dir: &Dir, path: &str, plan: &serde_json::Value) {
    let text = serde_json::to_string(plan).unwrap();
    let sha256 = hotset_results::sha256_of_bytes(text.as_bytes());
    dir.write(path, format!("{{\"sha256\":\"{sha256}\",\"plan\":{text}}}"));
}

#[test]
fn a_plan_has_every_run_of_its_spec_once() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let folder = plan(&dir, 3, "out");
    let path = format!("{folder}/plan.json");
    let text = std::fs::read_to_string(dir.path().join(&path)).unwrap();
    let written: serde_json::Value = serde_json::from_str(&text).unwrap();
    let changes: [fn(&mut serde_json::Value); 6] = [
        |plan| plan["runs"][0]["shard"] = 3.into(),
        |plan| plan["runs"][0]["replication"] = 9.into(),
        |plan| plan["runs"][0] = plan["runs"][1].clone(),
        |plan| drop(plan["runs"].as_array_mut().unwrap().pop()),
        |plan| plan["shards"] = 0.into(),
        |plan| plan["shards"] = 4_000_000_000_u32.into(),
    ];
    for change in changes {
        let mut plan = written["plan"].clone();
        change(&mut plan);
        write_plan(&dir, &path, &plan);
        refused_by_all(&dir, &folder, &["plan.json", "does not fit its spec"]);
    }
}

#[test]
fn what_is_left_of_a_sweep_that_is_to_be_steady_is_the_same_run() {
    let dir = Dir::new();
    let steady = SMALL.replace("seed = 7", "seed = 7\nwarm_up = \"steady\"");
    assert!(steady.contains("steady"));
    dir.write("spec.toml", steady);
    let folder = plan(&dir, 2, "out");
    assert_eq!(dir.hotset(&["run", &folder]).status, 0);
    assert_same(&files(&dir.path().join(&folder)), &undisturbed(&dir));
    let again = dir.json(&["run", "spec.toml", "--json"]);
    assert_eq!(again["runs_made"], 0);
    assert_same(&files(&dir.path().join(&folder)), &undisturbed(&dir));
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

/// Page views of an hour that depends on the name of the file.
const VIEWS: &str = "en Main_Page 70 0\nde Hauptseite 20 0\nde Suche 9 0\n";

#[test]
fn the_hour_in_a_name_makes_other_runs() {
    let dir = Dir::new();
    for (folder, second) in [("one", "01"), ("other", "04")] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        for hour in ["00", second] {
            dir.write(&format!("{folder}/pageviews-20240803-{hour}0000"), VIEWS);
        }
    }
    let run = |views: &str, out: &str| {
        let spec = format!(
            "name = 'views'\nbounds = 'none'\nwarm_up = 0.1\nbins = 5\nservers = {{ count = 2, cache = '2obj' }}\n\
             workload = {{ kind = 'series', path = '{views}' }}\n"
        );
        dir.write("spec.toml", spec);
        let results = dir.json(&["run", "spec.toml", "--json", "--out", out]);
        (results["folder"].clone(), results["summary"].clone(), results["runs_made"].clone())
    };
    let one = run("one", "out");
    let other = run("other", "out");
    assert_eq!(other.2, one.2, "all are made");
    assert_eq!(other.1, run("other", "fresh").1);
    assert_ne!(other.1, one.1);
    // A file alone, too; but not the place of it, nor what else lies there.
    dir.write("one/README", "not of page views");
    let file = |hour: &str| format!("one/pageviews-20240803-{hour}0000");
    assert_ne!(run(&file("00"), "alone").0, run(&file("01"), "alone").0);
    std::fs::rename(dir.path().join("one"), dir.path().join("moved")).unwrap();
    assert_eq!(run("moved", "out"), (one.0, one.1, 0.into()));
}

#[test]
fn a_stream_that_is_shortened_to_be_timed_may_end_before_its_crowd() {
    let dir = Dir::new();
    // At 2,000 requests a second, it comes after 150 s, and 200,000 of them take 100.
    let crowd = "requests = 400_000\nflash = { at_s = 150, shape = 'ramp', rise_s = 0, plateau_s = 9, decay_s = 5 }";
    dir.write("spec.toml", SMALL.replace("requests = 40_000", crowd));
    let output = dir.hotset(&["plan", "spec.toml", "--time"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(output.stdout.contains("threads, "), "{}", output.stdout);
}
