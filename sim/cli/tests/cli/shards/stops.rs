//! Processes that are told to stop.

use super::{
    assert_same, files, lines, merged, plan, run_shard, segments, slower, start, undisturbed,
};
use crate::experiments::folder;
use crate::{Dir, SMALL};
use std::process::{Child, Command};
use std::time::Duration;

/// A sweep of half a minute on one thread, for those who are not stopped.
fn slow() -> String {
    SMALL.replace("requests = 40_000", "requests = 1_000_000")
}

/// How often something is looked at.
const INTERVAL: Duration = Duration::from_millis(10);

/// Waits until so many runs are finished in `out`.
fn wait_for_runs(dir: &Dir, out: &str, runs: usize) {
    wait_for_lines(dir, out, "run", runs);
}

/// Waits until `out` has so many lines of a kind.
fn wait_for_lines(dir: &Dir, out: &str, kind: &str, count: usize) {
    for _ in 0..6_000 {
        if lines(dir, out, kind) >= count {
            return;
        }
        std::thread::sleep(INTERVAL);
    }
    panic!("{count} runs were not finished within a minute");
}

/// Sends a signal to a process; its exit status, what it says, and about how long it takes.
fn signalled(mut child: Child, signal: &str) -> (i32, String, Duration) {
    let sent = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
    let mut took = Duration::ZERO;
    while child.try_wait().unwrap().is_none() {
        assert!(took < Duration::from_secs(60), "the process did not end");
        std::thread::sleep(INTERVAL);
        took += INTERVAL;
    }
    let output = child.wait_with_output().unwrap();
    (output.status.code().unwrap_or(-1), String::from_utf8(output.stderr).unwrap(), took)
}

#[test]
fn a_run_that_is_interrupted_leaves_tables_of_what_is_there_and_goes_on() {
    let dir = Dir::new();
    dir.write("spec.toml", slow());
    let command = ["run", "spec.toml", "--threads", "1"];
    let child = start(&dir, &command);
    wait_for_runs(&dir, "out", 2);
    let (status, said, took) = signalled(child, "-INT");
    assert_eq!(status, 130, "{said}");
    assert!(took < Duration::from_secs(2), "{took:?}");
    assert!(said.contains("runs are missing, and these are the results of the others"), "{said}");
    let folder = folder(&dir, "out");
    assert!(!folder.join("manifest.json").exists());
    let summary = std::fs::read_to_string(folder.join("summary.csv")).unwrap();
    assert!(summary.contains("incomplete"), "{summary}");
    // As if a figure had been drawn of what is there that is none of the whole.
    std::fs::write(folder.join("figures/map.svg"), "partial").unwrap();
    let output = dir.hotset(&command);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(output.stderr.contains("of 12 runs are there already"), "{}", output.stderr);
    assert_same(&files(&folder), &undisturbed(&dir));
}

#[test]
fn a_shard_that_is_told_to_finish_or_to_stop_is_made_by_the_same_command() {
    let dir = Dir::new();
    dir.write("spec.toml", slow());
    let folder = plan(&dir, 1, "out");
    // Finish what runs; stop; interrupt.
    for (runs, signal) in [(1, "-USR1"), (3, "-TERM"), (5, "-INT")] {
        let child = start(&dir, &["run", &folder, "--shard", "0/1", "--threads", "1"]);
        wait_for_runs(&dir, "out", runs);
        let (status, said, _) = signalled(child, signal);
        assert_eq!(status, 75, "{signal}: {said}");
        assert!(said.contains("runs of shard 0 are missing; the same command goes on"), "{said}");
    }
    assert_eq!(run_shard(&dir, &folder, 0, 1).status, 0);
    assert_same(&merged(&dir, &folder), &undisturbed(&dir));
}

#[test]
fn a_shard_begins_no_run_after_its_time() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let folder = plan(&dir, 2, "out");
    let output = dir.hotset(&["run", &folder, "--shard", "1/2", "--time-budget", "1us"]);
    assert_eq!(output.status, 75, "{}", output.stderr);
    assert!(output.stderr.contains("6 runs of shard 1 are missing"), "{}", output.stderr);
    let output = dir.hotset(&["merge", &folder, "--settle", "0s"]);
    assert_eq!(output.status, 3, "{}", output.stderr);
    assert!(
        output.stderr.contains("12 of 12 runs are missing, in shards 0-1"),
        "{}",
        output.stderr
    );
}

#[test]
fn runs_that_were_to_be_made_again_are_missing_if_they_were_not() {
    let dir = Dir::new();
    dir.write("spec.toml", slower());
    let folder = plan(&dir, 2, "out");
    assert_eq!(run_shard(&dir, &folder, 1, 2).status, 0);
    let again = ["run", &folder, "--shard", "1/2", "--fresh", "--time-budget", "1us"];
    let output = dir.hotset(&again);
    assert_eq!(output.status, 75, "{}", output.stderr);
    assert!(output.stderr.contains("6 runs of shard 1 are missing"), "{}", output.stderr);

    assert_eq!(dir.hotset(&["run", "spec.toml"]).status, 0);
    // The same result is not written again, but what it took.
    let there = lines(&dir, "out", "note");
    let child = start(&dir, &["run", "spec.toml", "--fresh", "--threads", "1"]);
    wait_for_lines(&dir, "out", "note", there + 2);
    let (status, said, _) = signalled(child, "-INT");
    assert_eq!(status, 130, "{said}");
    assert!(said.contains("runs are missing, and no results were written"), "{said}");
    // What is there stays.
    assert_same(&files(&dir.path().join(&folder)), &undisturbed(&dir));
}

#[test]
fn a_run_that_is_stopped_before_anything_is_finished_writes_nothing() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL.replace("requests = 40_000", "requests = 30_000_000"));
    let child = start(&dir, &["run", "spec.toml", "--threads", "1"]);
    // A run takes half a minute, and signals are listened for at once.
    std::thread::sleep(Duration::from_secs(1));
    let (status, said, _) = signalled(child, "-INT");
    assert_eq!(status, 130, "{said}");
    assert!(said.contains("12 runs are missing, and no results were written"), "{said}");
    assert!(segments(&dir, "out").is_empty() && !dir.path().join("out").exists());
}
