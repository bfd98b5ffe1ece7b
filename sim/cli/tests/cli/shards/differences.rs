//! Two results for one run: one of them is wrong, and nobody may choose.

use super::{plan, run_shard, segments};
use crate::{Dir, SMALL};
use xxhash_rust::xxh3::xxh3_64;

/// A line of a segment with another result for the same run, and the right checksum.
fn forged(line: &str) -> String {
    let (_, rest) = line.split_once(' ').unwrap();
    let (name, json) = rest.split_at(rest.find('{').unwrap());
    let mut row: serde_json::Value = serde_json::from_str(json).unwrap();
    row["egress_bytes"] = 1.into();
    let rest = format!("{name}{row}");
    format!("{:016x} {rest}\n", xxh3_64(rest.as_bytes()))
}

/// The first run of the only segment, with another result.
fn forged_first_run(dir: &Dir) -> String {
    let segment = std::fs::read_to_string(&segments(dir, "out")[0]).unwrap();
    forged(segment.lines().find(|line| line[16..].starts_with(" run ")).unwrap())
}

#[test]
fn two_results_for_one_run_are_told_with_their_files() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let folder = plan(&dir, 2, "out");
    assert_eq!(run_shard(&dir, &folder, 0, 2).status, 0);
    let other = dir.write("out/runs/00000-of-00002.other.1.aaaaaaaa.seg", forged_first_run(&dir));
    for command in [
        &["merge", &folder][..],
        &["status", &folder],
        &["run", &folder, "--shard", "1/2"],
        &["run", "spec.toml"],
    ] {
        let output = dir.hotset(command);
        assert_eq!(output.status, 4, "{command:?}: {}", output.stderr);
        assert!(output.stderr.contains("two different results for"), "{}", output.stderr);
        for segment in segments(&dir, "out") {
            let name = segment.file_name().unwrap().to_str().unwrap();
            assert!(output.stderr.contains(name), "{name} is not in {}", output.stderr);
        }
    }
    // Whoever knows which one is wrong takes it away.
    std::fs::remove_file(other).unwrap();
    assert_eq!(dir.hotset(&["run", "spec.toml"]).status, 0);
}

#[test]
fn all_runs_made_again_are_compared_with_those_that_are_there() {
    let dir = Dir::new();
    dir.write("spec.toml", SMALL);
    let first = dir.json(&["run", "spec.toml", "--json"]);
    let again = dir.json(&["run", "spec.toml", "--json", "--fresh"]);
    assert_eq!(again["runs_made"], 12);
    assert_eq!(again["summary"], first["summary"]);
    let text = forged_first_run(&dir);
    for segment in segments(&dir, "out") {
        std::fs::remove_file(segment).unwrap();
    }
    dir.write("out/runs/wrong.seg", text);
    let output = dir.hotset(&["run", "spec.toml", "--fresh"]);
    assert_eq!(output.status, 4, "{}", output.stderr);
    assert!(output.stderr.contains("wrong.seg and in the one made now"), "{}", output.stderr);
}
