//! Experiments that grow, or share runs: only what is new is made.

use super::{assert_same, files, plan};
use crate::{Dir, SMALL};
use std::path::Path;

/// Runs the spec with settings over it: the runs that were made, and the folder.
fn run(dir: &Dir, out: &str, settings: &[&str]) -> (u64, String) {
    let mut arguments = vec!["run", "spec.toml", "--json", "--out", out];
    settings.iter().for_each(|setting| arguments.extend(["--set", setting]));
    let document = dir.json(&arguments);
    (document["runs_made"].as_u64().unwrap(), document["folder"].as_str().unwrap().to_owned())
}

#[test]
fn an_experiment_that_grows_makes_only_what_is_new() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let alpha = "sweep.workload.popularity.alpha";
    let grown = [
        (vec![format!("{alpha}=[0.8]")], 12),
        (vec![format!("{alpha}=[0.8, 1.1]")], 12),
        (vec![format!("{alpha}=[0.8, 1.1]"), "replications=3".to_owned()], 12),
        // Another experiment, two of whose layouts are there at one of its two exponents.
        (
            vec![
                format!("{alpha}=[1.1, 1.4]"),
                "name=other".to_owned(),
                "sweep.layout.kind=['dedicated', 'hashed']".to_owned(),
            ],
            4,
        ),
        (vec![format!("{alpha}=[0.8]")], 0),
    ];
    for (n, (settings, new)) in grown.iter().enumerate() {
        let settings: Vec<&str> = settings.iter().map(String::as_str).collect();
        let (made, folder) = run(&dir, "out", &settings);
        assert_eq!(made, *new, "{settings:?}");
        let (_, fresh) = run(&dir, &format!("fresh-{n}"), &settings);
        let files_in = |folder: &str| files(&dir.path().join(Path::new(folder)));
        assert_same(&files_in(&folder), &files_in(&fresh));
    }
}

#[test]
fn a_planned_sweep_finds_the_runs_of_others() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    run(&dir, "out", &["sweep.layout.kind=['dedicated', 'hashed']", "name=few"]);
    let folder = plan(&dir, 3, "out");
    let status = dir.json(&["status", &folder, "--json"]);
    assert_eq!((&status["runs"], &status["finished"]), (&12.into(), &4.into()));
    // Without a shard, the rest is made here.
    let document = dir.json(&["run", &folder, "--json"]);
    assert_eq!((&document["runs_made"], &document["runs_missing"]), (&8.into(), &0.into()));
    assert_eq!(
        document["folder"].as_str().unwrap().split('/').next_back(),
        folder.split('/').next_back()
    );
    let (_, fresh) = run(&dir, "fresh", &[]);
    assert_same(&files(&dir.path().join(folder)), &files(&dir.path().join(fresh)));
}
